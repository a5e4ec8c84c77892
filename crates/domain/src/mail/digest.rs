use chrono::{DateTime, Days, NaiveDate, Utc};

/// How many days a digest looks back.
pub const DIGEST_DAYS: u64 = 7;

/// The days that a digest tells of: whole days of UTC, from the first to before the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// The day before which it ends.
    pub until: NaiveDate,
}

impl Week {
    /// The last seven whole days.
    pub fn before(now: DateTime<Utc>) -> Self {
        Self { until: now.date_naive() }
    }

    /// Its first moment.
    pub fn start(self) -> DateTime<Utc> {
        midnight(self.until.checked_sub_days(Days::new(DIGEST_DAYS)).unwrap_or(NaiveDate::MIN))
    }

    /// The first moment that is no more part of it.
    pub fn end(self) -> DateTime<Utc> {
        midnight(self.until)
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// What others did in a week that concerns somebody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WeekInNumbers {
    /// People who began to follow.
    pub followers: i64,
    /// Likes of their posts, projects and comments.
    pub likes: i64,
    /// Comments on their posts and projects.
    pub comments: i64,
    /// Reposts of their posts and projects.
    pub reposts: i64,
    /// Projects that the people whom they follow published.
    pub projects: i64,
}

impl WeekInNumbers {
    /// Whether there is something to write about. Nobody wants to read every week that nothing happened.
    pub fn is_worth_telling(&self) -> bool {
        [self.followers, self.likes, self.comments, self.reposts, self.projects].iter().any(|number| *number > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_seven_whole_days_and_two_weeks_do_not_overlap() {
        let monday: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().unwrap();
        let week = Week::before(monday);
        assert_eq!(week.start().to_rfc3339(), "2026-02-23T00:00:00+00:00");
        assert_eq!(week.end().to_rfc3339(), "2026-03-02T00:00:00+00:00");
        assert_eq!(Week::before(monday + chrono::TimeDelta::days(7)).start(), week.end());
    }

    #[test]
    fn a_week_without_anything_is_not_told() {
        assert!(!WeekInNumbers::default().is_worth_telling());
        assert!(WeekInNumbers { projects: 1, ..WeekInNumbers::default() }.is_worth_telling());
    }
}
