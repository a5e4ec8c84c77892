use chrono::{DateTime, TimeDelta, Utc};

use super::Engagement;

/// For how many days after its publication a project can trend. Behind those that do stand all others, newest first.
pub const TRENDING_DAYS: i64 = 14;
/// How fast a trending project sinks with its age.
pub const TRENDING_GRAVITY: f64 = 1.8;
/// What each sign of care adds: a picture, a text of some length, a stack.
pub const CARE: f64 = 0.1;
/// A text is of some length that has more characters than this.
pub const LONG_TEXT: i32 = 100;
/// How many hours count as right now.
pub const RECENT_HOURS: i64 = 6;
/// How many hours are looked at.
pub const ALL_HOURS: i64 = 24;
/// The most that what happens right now can multiply a score by.
pub const MOST_VELOCITY: f64 = 3.0;

/// What decides how a project trends.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// How often people engaged with it.
    pub engagement: Engagement,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Whether it has a picture.
    pub has_image: bool,
    /// Whether its text is of some length.
    pub has_long_text: bool,
    /// Whether it names a stack. Tools do not count.
    pub has_stack: bool,
    /// Likes, comments, reposts and bookmarks by the hour that they were in.
    pub hours: Vec<(DateTime<Utc>, i64)>,
}

impl Trend {
    /// `E × care / (age in hours + 2)^1.8 × min(1 + velocity, 3)`, where `velocity` is what happened in the last six hours
    /// over one more than what happened in the eighteen before. An hour at an edge counts for the part of it that lies
    /// inside.
    #[expect(clippy::cast_precision_loss, reason = "counters stay far below 2^52")]
    pub fn score(&self, now: DateTime<Utc>) -> f64 {
        let signs = [self.has_image, self.has_long_text, self.has_stack];
        let care = 1.0 + CARE * signs.iter().filter(|sign| **sign).count() as f64;
        let age = (now - self.published_at).num_milliseconds().max(0) as f64 / 3_600_000.0;
        let base = self.engagement.weight() * care / (age + 2.0).powf(TRENDING_GRAVITY);
        let (mut recent, mut all) = (0.0, 0.0);
        for (hour, events) in &self.hours {
            recent += *events as f64 * share(*hour, now - TimeDelta::hours(RECENT_HOURS));
            all += *events as f64 * share(*hour, now - TimeDelta::hours(ALL_HOURS));
        }
        base * (1.0 + recent / (all - recent + 1.0)).min(MOST_VELOCITY)
    }
}

/// How much of an hour lies behind `start`, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of centuries stay below 2^52")]
fn share(hour: DateTime<Utc>, start: DateTime<Utc>) -> f64 {
    let behind = (hour + TimeDelta::hours(1) - start).num_milliseconds() as f64 / 3_600_000.0;
    behind.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(30)
    }

    fn trend(likes: i64) -> Trend {
        Trend {
            engagement: Engagement { likes, ..Engagement::default() },
            published_at: now() - TimeDelta::hours(1),
            has_image: false,
            has_long_text: false,
            has_stack: false,
            hours: Vec::new(),
        }
    }

    #[test]
    fn the_formula_is_the_agreed_one() {
        let hour = |hours: i64| now() - TimeDelta::minutes(30) - TimeDelta::hours(hours);
        let plain = trend(10);
        assert!((plain.score(now()) - 10.0 / 3f64.powf(1.8)).abs() < 1e-12);
        let careful = Trend { has_image: true, has_long_text: true, has_stack: true, ..plain.clone() };
        assert!((careful.score(now()) / plain.score(now()) - 1.3).abs() < 1e-12);
        // Four right now, one earlier, one in the hour that half lies in the last six, and one long ago.
        let hours = vec![(hour(0), 4), (hour(10), 1), (hour(6), 1), (hour(40), 9)];
        let moving = Trend { hours, ..plain.clone() };
        let velocity = 4.5 / (1.5 + 1.0);
        assert!((moving.score(now()) / plain.score(now()) - (1.0 + velocity)).abs() < 1e-12);
        let racing = Trend { hours: vec![(hour(0), 1_000)], ..plain.clone() };
        assert!((racing.score(now()) / plain.score(now()) - MOST_VELOCITY).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn what_happens_never_lowers_a_score_and_age_never_raises_it(likes in 0i64..1_000, events in 0i64..100, hours in 0i64..30, age in 0i64..300) {
            let plain = trend(likes);
            let moving = Trend { hours: vec![(now() - TimeDelta::hours(hours), events)], ..plain.clone() };
            prop_assert!(moving.score(now()) >= plain.score(now()));
            let older = Trend { published_at: plain.published_at - TimeDelta::hours(age), ..plain.clone() };
            prop_assert!(older.score(now()) <= plain.score(now()));
        }
    }
}
