use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::jobs::{Job, NewJob, Queue};

use crate::{Error, transaction::Tx};

/// However often somebody's score is asked for, it is made once within this time.
const ONCE_WITHIN: Duration = Duration::from_hours(1);

/// The score of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreDeveloper {
    /// Whose.
    pub user: Uuid,
}

impl Job for ScoreDeveloper {
    const KIND: &'static str = "score_developer";
    const QUEUE: Queue = Queue::DeveloperScores;
    const MAX_ATTEMPTS: u16 = 3;
    /// Up to 30 pages of the search, and the repositories of somebody with many.
    const TIME_LIMIT: Duration = Duration::from_mins(5);
}

impl ScoreDeveloper {
    pub(super) fn job(self, now: DateTime<Utc>) -> NewJob {
        NewJob::of(&self, now).unique_for(self.user.to_string(), ONCE_WITHIN)
    }
}

/// A job for everybody whose score can be made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreEverybody {}

impl Job for ScoreEverybody {
    const KIND: &'static str = "score_everybody";
    const MAX_ATTEMPTS: u16 = 10;
    const TIME_LIMIT: Duration = Duration::from_mins(10);
}

/// Has somebody's score made, when and only when the unit of work is committed.
pub async fn enqueue(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<(), Error> {
    tx.jobs().enqueue(&ScoreDeveloper { user: user.0 }.job(now)).await?;
    Ok(())
}
