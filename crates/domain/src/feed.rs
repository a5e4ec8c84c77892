//! Feeds: in which order things are shown, and how a reader walks through them.

mod cursor;
mod following;
mod ranking;
mod spread;

pub use cursor::{ForYouCursor, InvalidCursor};
pub use following::{FollowingEntry, following_page};
pub use ranking::{
    Engagement, EngagementWeights, ForYouScore, GRAVITY, PREFERENCE_FACTOR, RECENT_DAYS, WEIGHTS, for_you_score,
};
pub use spread::{MAX_DEPTH, MAX_PER_AUTHOR, Ranked, spread_page};
