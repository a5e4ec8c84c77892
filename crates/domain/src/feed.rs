//! Feeds: in which order things are shown, and how a reader walks through them.
//!
//! ```
//! use chrono::{DateTime, TimeDelta, Utc};
//! use uuid::Uuid;
//! use vibeslop_domain::{
//!     content::ItemRef,
//!     feed::{Ahead, Place, Ranked, Snapshot, Walk, next_page},
//!     ids::{PostId, UserId},
//! };
//!
//! let now: DateTime<Utc> = DateTime::UNIX_EPOCH + TimeDelta::days(100);
//! let ranked = |number: u128, author: u128, score: f64| Ranked {
//!     item: ItemRef::Post(PostId(Uuid::from_u128(number))),
//!     author: UserId(Uuid::from_u128(author)),
//!     place: Place { recent: true, score, at: now, id: Uuid::from_u128(number) },
//! };
//! // Five items of one author and one of another: a page takes three of one, and the rest waits.
//! let next = (1..=5).map(|n| ranked(n, 1, 10.0 - n as f64)).chain([ranked(6, 2, 1.0)]).collect();
//! let ahead = Ahead { next, exhausted: true, ..Ahead::default() };
//! let (page, walk) = next_page(&Walk::begin(Snapshot { at: now }, now), &ahead, 4);
//! assert_eq!(page.iter().map(|ranked| ranked.author.0.as_u128()).collect::<Vec<_>>(), [1, 1, 1, 2]);
//!
//! // Where a reader stands travels as an opaque text.
//! let walk = walk.expect("two items wait");
//! assert_eq!(Walk::decode(&walk.encode()), Ok(walk));
//! ```

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
pub use suggested::{Asking, Candidate, SIGNALS, SUGGESTIONS_LAST, suggest};
pub use trending::{ALL_HOURS, CARE, LONG_TEXT, MOST_VELOCITY, RECENT_HOURS, TRENDING_DAYS, TRENDING_GRAVITY, Trend};
pub use walk::{
    Ahead, DUE, FRESH, Floor, KEPT, MAX_FLOORS, MAX_PER_AUTHOR, MAX_WAITING, Place, Ranked, Snapshot, Waiting, Walk,
    next_page,
};
