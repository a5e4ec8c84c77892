//! For how long what was found out about a picture holds.
//!
//! ```
//! use chrono::{DateTime, TimeDelta};
//! use vibeslop_domain::moderation::VERDICT_LASTS;
//!
//! let judged_at = DateTime::UNIX_EPOCH;
//! let holds = |now| now - judged_at < VERDICT_LASTS;
//! assert!(holds(judged_at + TimeDelta::days(29)) && !holds(judged_at + TimeDelta::days(31)));
//! ```

use chrono::TimeDelta;

/// For how long a picture that this service made itself is not judged when it comes back.
pub const OWN_PICTURE_LASTS: TimeDelta = TimeDelta::hours(1);

/// For how long a verdict holds. The same picture is judged anew then: judges change, and so does what may be shown.
pub const VERDICT_LASTS: TimeDelta = TimeDelta::days(30);
