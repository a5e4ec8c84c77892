//! Engagement: what people do with what others show. They like, repost and bookmark it, and look at it.

mod act;
mod impression;

pub use act::{Act, Engageable, EngagementRefused, Likeable, Wish};
pub use impression::{Fingerprint, ImpressionsDraft, ImpressionsRefused, MAX_IMPRESSIONS, Onlooker, Sighting};
