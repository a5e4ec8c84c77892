//! What things look like on the wire, where several routes show them.

mod author;
mod comment;
mod feed_item;
mod flags;
mod gig;
mod participant;
mod post;
mod project;
mod project_detail;
mod quote;
mod review;
#[cfg(test)]
mod tests;
mod tool_tag;
mod user_card;
mod user_summary;

pub use author::AuthorBody;
pub use comment::CommentBody;
pub use feed_item::FeedItemBody;
pub use flags::Flags;
pub use gig::{BidBody, GigBody, OwnBidBody};
pub use participant::ParticipantBody;
pub use post::PostBody;
pub use project::ProjectCardBody;
pub use project_detail::ProjectDetailBody;
pub use quote::{LinkedProjectBody, QuotedPostBody, QuotedProjectBody};
pub use review::ReviewBody;
pub use tool_tag::ToolTagBody;
pub use user_card::UserCardBody;
pub use user_summary::UserSummaryBody;

use vibeslop_domain::content::StoredImage;

/// The address of a stored picture for a browser.
pub fn absolute(stored: Option<String>, base: &str) -> Option<String> {
    stored.map(|stored| StoredImage::from_row(stored).absolute(base))
}
