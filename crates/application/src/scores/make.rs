use vibeslop_domain::{
    ids::UserId,
    scores::{assess, turn, window_start},
};
use vibeslop_ports::{
    ServiceError,
    jobs::{Failure, JobResult, Pause, Reason},
};

use super::{ScoreDeveloper, ScoreEverybody, Scores};
use crate::{
    Error,
    failures::{LIMIT_WITHOUT_A_TIME, failed},
    github::GithubAccess,
    in_transaction,
};

/// How many jobs are enqueued at once.
const AT_ONCE: i64 = 500;

impl Scores {
    /// Makes somebody's score. Whatever goes wrong, the one that they have stays.
    pub async fn score_developer(&self, job: ScoreDeveloper) -> JobResult {
        let user = UserId(job.user);
        let access = match self.connections.github(user).await {
            Ok(access) => access,
            // They never signed in with GitHub, have to do so again, or are gone.
            Err(Error::Unauthenticated { .. }) => {
                return Err(Failure::Moot(Reason::new("there is no connection to GitHub that works")));
            }
            Err(error) => return Err(failed(error)),
        };
        let now = self.clock.now();
        let activity = match self.activity.activity(&access.token, window_start(now)).await {
            Ok(activity) => activity,
            Err(error) => return Err(self.refused(user, &access, error).await),
        };
        let made = assess(&activity, now);
        let kept = in_transaction(&*self.transactions, async |tx| Ok(tx.scores().keep_score(user, &made, now).await?));
        if !kept.await.map_err(failed)? {
            tracing::debug!(user.id = %user, "the person is gone, or has a newer score");
        }
        Ok(())
    }

    /// Enqueues a job for everybody, spread over the night. Done twice, it adds nothing.
    pub async fn score_everybody(&self, _: ScoreEverybody) -> JobResult {
        let now = self.clock.now();
        let (mut after, mut place) = (None, 0);
        loop {
            let people = in_transaction(&*self.transactions, async |tx| {
                let people = tx.scores().connected_people(after, AT_ONCE).await?;
                let jobs: Vec<_> = (place..)
                    .zip(&people)
                    .map(|(place, user)| ScoreDeveloper { user: user.0 }.job(now).at(now + turn(place)))
                    .collect();
                tx.jobs().enqueue_all(&jobs).await?;
                Ok(people)
            })
            .await
            .map_err(failed)?;
            let Some(last) = people.last() else { return Ok(()) };
            after = Some(*last);
            place += u32::try_from(people.len()).unwrap_or(u32::MAX);
        }
    }

    async fn refused(&self, user: UserId, access: &GithubAccess, error: ServiceError) -> Failure {
        match error {
            ServiceError::Limited { retry_after } => Failure::Wait(
                Pause::For(retry_after.unwrap_or(LIMIT_WITHOUT_A_TIME)),
                Reason::new("GitHub asks for patience"),
            ),
            // Noted, so that no night asks again until they have signed in with GitHub.
            ServiceError::Unauthorized => match self.connections.mark_broken(user, access).await {
                Ok(()) => Failure::Moot(Reason::new("GitHub refuses the token")),
                Err(error) => failed(error),
            },
            error => {
                tracing::warn!(user.id = %user, error = &error as &dyn std::error::Error, "a score was not made");
                Failure::Retry(Reason::new(format_args!("GitHub: {error}")))
            }
        }
    }
}
