//! Engagement: what people do with what others show. They like, repost and bookmark it, and look at it.
//!
//! ```
//! use chrono::{DateTime, TimeDelta};
//! use uuid::Uuid;
//! use vibeslop_domain::{
//!     engagement::{Act, Engageable, EngagementRefused},
//!     ids::UserId,
//!     notifications::NotificationKind,
//! };
//!
//! let project = Uuid::from_u128(7);
//! let repost = Act::repost("project", project).unwrap();
//! let bookmark = Act::bookmark("project", project).unwrap();
//! assert_eq!((repost.tells(), bookmark.tells()), (Some(NotificationKind::Repost), None));
//!
//! let now = DateTime::UNIX_EPOCH + TimeDelta::days(9);
//! let (joined, an_hour) = (now - TimeDelta::minutes(5), TimeDelta::hours(1));
//! let Act::Repost(item) = repost else { unreachable!() };
//! let thing = Engageable { owner: UserId(Uuid::from_u128(1)), item, is_public: true };
//! assert_eq!(repost.begin(&thing, joined, now, an_hour), Err(EngagementRefused::AccountTooYoung));
//! assert_eq!(bookmark.begin(&thing, joined, now, an_hour), Ok(()), "nobody hears of it");
//! ```

mod act;
mod impression;

pub use act::{Act, Engageable, EngagementRefused, Likeable, Wish};
pub use impression::{Fingerprint, ImpressionsDraft, ImpressionsRefused, MAX_IMPRESSIONS, Onlooker, Sighting};
