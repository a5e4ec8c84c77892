use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, Utc};
use secrecy::SecretString;
use vibeslop_domain::scores::{Activity, OwnedRepository, PullRequest};
use vibeslop_ports::{ServiceError, scores::ActivityReader};

use super::{SandboxGithub, sign_in::bearer};
use crate::people::{Kept, Person};

/// How many days lie between two pull requests, and between two issues.
const DAYS_A_PULL_REQUEST: usize = 17;
const DAYS_AN_ISSUE: usize = 31;

#[async_trait]
impl ActivityReader for SandboxGithub {
    /// A steady year, counted back from today like the pushes: alice commits every other day, bob a bit less often,
    /// carol less still.
    async fn activity(&self, token: &SecretString, since: NaiveDate) -> Result<Activity, ServiceError> {
        let owner = bearer(token).ok_or(ServiceError::Unauthorized)?;
        let now = self.clock.now();
        let public: Vec<_> = owner.keeps.iter().filter(|kept| !kept.private).collect();
        let pull_requests = days_back(now, since, DAYS_A_PULL_REQUEST).enumerate();
        Ok(Activity {
            commits: days_back(now, since, between_commits(owner)).map(Some).collect(),
            pull_requests: pull_requests
                .map(|(number, at)| PullRequest { created_at: Some(at), merged: number % 3 != 0 })
                .collect(),
            issues: days_back(now, since, DAYS_AN_ISSUE).map(Some).collect(),
            followers: public.iter().map(|kept| kept.stars).sum::<i64>() / 4,
            repositories: public.into_iter().map(|kept| owned(kept, owner, now)).collect(),
        })
    }
}

/// People are numbered from 9,000,001 on.
fn between_commits(person: &Person) -> usize {
    usize::try_from(person.number % 10).unwrap_or_default() + 1
}

/// Midnights of every `step`th day before today, back to `since`.
fn days_back(now: DateTime<Utc>, since: NaiveDate, step: usize) -> impl Iterator<Item = DateTime<Utc>> {
    let today = now.date_naive();
    (1..)
        .step_by(step)
        .map_while(move |days| today.checked_sub_days(Days::new(days)))
        .take_while(move |day| *day >= since)
        .map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc())
}

fn owned(kept: &Kept, owner: &Person, now: DateTime<Utc>) -> OwnedRepository {
    let summary = kept.summary(owner, now);
    let pushed_at = summary.pushed_at.and_then(|text| DateTime::parse_from_rfc3339(&text).ok());
    OwnedRepository {
        pushed_at: pushed_at.map(|time| time.to_utc()),
        stars: kept.stars,
        forks: kept.forks,
        language: summary.language,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vibeslop_domain::scores::{assess, window_start};
    use vibeslop_ports::mocks::{MockClock, MockEntropy};

    use super::*;
    use crate::people::PEOPLE;

    #[tokio::test]
    async fn everybody_has_a_score_and_a_streak_whenever_it_is_made() {
        for day in ["2026-01-01T00:00:30Z", "2026-06-15T12:00:00Z"] {
            let now: DateTime<Utc> = day.parse().unwrap();
            let mut clock = MockClock::new();
            clock.expect_now().return_const(now);
            let github = SandboxGithub::new("http://localhost", Arc::new(clock), Arc::new(MockEntropy::new()));
            for person in PEOPLE {
                let token = super::super::sign_in::token_of(person.login);
                let activity = github.activity(&token, window_start(now)).await.unwrap();
                let made = assess(&activity, now);
                assert!(made.score.get() > 100, "{}: {made:?}", person.login);
                assert!(made.stats.current_streak >= 50, "{}: {made:?}", person.login);
                assert!(made.stats.public_repos < 7 && made.stats.prs_merged_count < made.stats.prs_count);
            }
        }
    }

    #[tokio::test]
    async fn who_shows_another_token_is_nobody() {
        let github = SandboxGithub::new("http://localhost", Arc::new(MockClock::new()), Arc::new(MockEntropy::new()));
        let refused = github.activity(&"gho_other".into(), NaiveDate::MIN).await;
        assert!(matches!(refused, Err(ServiceError::Unauthorized)), "{refused:?}");
    }
}
