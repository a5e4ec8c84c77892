use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

/// How many days back commits, pull requests and issues count.
pub const WINDOW_DAYS: u64 = 365;

/// What a person did at GitHub. A time that is missing or cannot be read counts as now, except for a push.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Activity {
    /// When each commit was authored.
    pub commits: Vec<Option<DateTime<Utc>>>,
    /// Pull requests that they opened.
    pub pull_requests: Vec<PullRequest>,
    /// When each of their issues was opened.
    pub issues: Vec<Option<DateTime<Utc>>>,
    /// Their public repositories, forks included.
    pub repositories: Vec<OwnedRepository>,
    /// How many people follow them there.
    pub followers: i64,
}

/// A pull request that somebody opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PullRequest {
    /// When it was opened.
    pub created_at: Option<DateTime<Utc>>,
    /// Whether it was taken.
    pub merged: bool,
}

/// A public repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnedRepository {
    /// When something was pushed last; `None` if nothing ever was, or nobody knows.
    pub pushed_at: Option<DateTime<Utc>>,
    /// Stars.
    pub stars: i64,
    /// Forks that others made of it.
    pub forks: i64,
    /// The main language.
    pub language: Option<String>,
}

impl Activity {
    /// The moments of commits, pull requests and issues that are known.
    pub(super) fn moments(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let pull_requests = self.pull_requests.iter().map(|request| request.created_at);
        self.commits.iter().chain(&self.issues).copied().chain(pull_requests).flatten()
    }
}

/// The first day whose commits, pull requests and issues count.
pub fn window_start(now: DateTime<Utc>) -> NaiveDate {
    now.date_naive().checked_sub_days(Days::new(WINDOW_DAYS)).unwrap_or(NaiveDate::MIN)
}

/// What lies between two people's scores when all are made in one night.
const BETWEEN_PEOPLE: TimeDelta = TimeDelta::seconds(2);
/// How many people a night has room for one by one. With more of them, several have the same turn.
const TURNS: u32 = 30_000;

/// How long after the beginning of a night the score of the person at this place is made: spread, so that GitHub is not
/// asked for everybody at once, and all before the next night.
pub fn turn(place: u32) -> TimeDelta {
    BETWEEN_PEOPLE * i32::try_from(place % TURNS).unwrap_or(0)
}
