use chrono::{DateTime, TimeDelta, Utc};

/// How much each kind of engagement weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EngagementWeights {
    /// A like.
    pub like: f64,
    /// A comment.
    pub comment: f64,
    /// A repost.
    pub repost: f64,
    /// A bookmark.
    pub bookmark: f64,
    /// A post that quotes the item.
    pub quote: f64,
}

/// The weights of both rankings.
pub const WEIGHTS: EngagementWeights =
    EngagementWeights { like: 1.0, comment: 13.5, repost: 20.0, bookmark: 10.0, quote: 15.0 };
/// How fast an item sinks with its age.
pub const GRAVITY: f64 = 1.5;
/// For how many days an item is recent: ranked by engagement and age, above everything older.
pub const RECENT_DAYS: i64 = 7;
/// What a recent project gains that shares a tool or a stack with the viewer's preferences. Once, however many it shares.
/// Older items stand by their engagement alone.
pub const PREFERENCE_FACTOR: f64 = 1.5;

/// How often people engaged with an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Engagement {
    /// Likes.
    pub likes: i64,
    /// Comments, replies too.
    pub comments: i64,
    /// Reposts.
    pub reposts: i64,
    /// Bookmarks.
    pub bookmarks: i64,
    /// Posts that quote it.
    pub quotes: i64,
}

impl Engagement {
    /// `1·likes + 13.5·comments + 20·reposts + 10·bookmarks + 15·quotes`.
    #[expect(clippy::cast_precision_loss, reason = "counters stay far below 2^52")]
    pub fn weight(&self) -> f64 {
        WEIGHTS.like * self.likes as f64
            + WEIGHTS.comment * self.comments as f64
            + WEIGHTS.repost * self.reposts as f64
            + WEIGHTS.bookmark * self.bookmarks as f64
            + WEIGHTS.quote * self.quotes as f64
    }
}

/// The rank of an item in the for-you feed. Compare by `recent` first, then by `score`: an older item never stands
/// above a recent one, because its score does not decay and so cannot be compared with one that does.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct ForYouScore {
    /// Whether the item is at most [`RECENT_DAYS`] old.
    pub recent: bool,
    /// `E / (age in hours + 2)^1.5` for a recent item, times [`PREFERENCE_FACTOR`] where it fits the viewer; `E` for an
    /// older one.
    pub score: f64,
}

/// Ranks an item that was shown first at `at`, as seen at `now`.
///
/// ```
/// use chrono::{DateTime, TimeDelta};
/// use vibeslop_domain::feed::{Engagement, for_you_score};
///
/// let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
/// let liked = Engagement { likes: 5, ..Engagement::default() };
/// let hour_old = for_you_score(&liked, now - TimeDelta::hours(1), now, false);
/// assert!((hour_old.score - 5.0 / 3f64.powf(1.5)).abs() < 1e-12);
/// let eight_days_old = for_you_score(&liked, now - TimeDelta::days(8), now, false);
/// assert!(hour_old > eight_days_old);
/// ```
pub fn for_you_score(engagement: &Engagement, at: DateTime<Utc>, now: DateTime<Utc>, fits_viewer: bool) -> ForYouScore {
    let recent = at > now - TimeDelta::days(RECENT_DAYS);
    let factor = if recent && fits_viewer { PREFERENCE_FACTOR } else { 1.0 };
    let decay = if recent { (hours_between(at, now) + 2.0).powf(GRAVITY) } else { 1.0 };
    ForYouScore { recent, score: engagement.weight() / decay * factor }
}

/// Hours from `at` to `now` with their fraction; 0 where `at` lies ahead.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of centuries stay below 2^52")]
fn hours_between(at: DateTime<Utc>, now: DateTime<Utc>) -> f64 {
    (now - at).num_milliseconds().max(0) as f64 / 3_600_000.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    proptest! {
        #[test]
        fn a_rank_falls_with_age_and_rises_with_engagement(likes in 0i64..10_000, age in 0i64..10_000, later in 1i64..10_000) {
            let engagement = Engagement { likes, ..Engagement::default() };
            let more = Engagement { likes: likes + 1, ..engagement };
            let score = |e: &Engagement, minutes| for_you_score(e, now() - TimeDelta::minutes(minutes), now(), false);
            prop_assert!(score(&more, age) > score(&engagement, age));
            let (younger, older) = (score(&engagement, age), score(&engagement, age + later));
            prop_assert!(younger >= older || younger.recent == older.recent && likes == 0 || !older.recent && !younger.recent);
        }

        #[test]
        fn nothing_older_stands_above_anything_recent(recent_likes in 0i64..10, old_likes in 0i64..1_000_000) {
            let recent = for_you_score(&Engagement { likes: recent_likes, ..Engagement::default() }, now() - TimeDelta::days(6), now(), false);
            let old = for_you_score(&Engagement { likes: old_likes, ..Engagement::default() }, now() - TimeDelta::days(7), now(), true);
            prop_assert!(recent > old);
        }
    }
}
