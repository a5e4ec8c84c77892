//! Feeds: in which order things are shown, and how a reader walks through them.

mod cursor;
mod following;
mod ranking;
mod suggested;
mod trending;
mod walk;

pub use cursor::InvalidCursor;
pub use following::{FollowingEntry, following_page};
pub use ranking::{
    Engagement, EngagementWeights, ForYouScore, GRAVITY, PREFERENCE_FACTOR, RECENT_DAYS, WEIGHTS, for_you_score,
};
pub use suggested::{Asking, Candidate, SIGNALS, suggest};
pub use trending::{ALL_HOURS, CARE, LONG_TEXT, MOST_VELOCITY, RECENT_HOURS, TRENDING_DAYS, TRENDING_GRAVITY, Trend};
pub use walk::{
    Ahead, DUE, FRESH, Floor, KEPT, MAX_FLOORS, MAX_PER_AUTHOR, MAX_WAITING, Place, Ranked, Snapshot, Waiting, Walk,
    next_page,
};
