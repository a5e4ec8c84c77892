//! What people are told of.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::{content::ItemRef, ids::GigId};

/// How long a notification is kept that was read. One that was not waits for its reader.
pub const KEEP_READ: TimeDelta = TimeDelta::days(90);

/// What somebody did that another person is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotificationKind {
    /// Liked something of theirs.
    Like,
    /// Commented on something of theirs, or answered their comment.
    Comment,
    /// Follows them.
    Follow,
    /// Reposted something of theirs.
    Repost,
    /// Mentioned them.
    Mention,
    /// Quoted something of theirs.
    Quote,
    /// Asks to be hired for a gig of theirs.
    BidReceived,
    /// Hired them.
    BidAccepted,
    /// Hired somebody else, or nobody.
    BidRejected,
    /// Says that the gig they were hired for is done.
    GigCompleted,
    /// Said how it was to work with them.
    ReviewReceived,
}

impl NotificationKind {
    /// The word that stands for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Comment => "comment",
            Self::Follow => "follow",
            Self::Repost => "repost",
            Self::Mention => "mention",
            Self::Quote => "quote",
            Self::BidReceived => "bid_received",
            Self::BidAccepted => "bid_accepted",
            Self::BidRejected => "bid_rejected",
            Self::GigCompleted => "gig_completed",
            Self::ReviewReceived => "review_received",
        }
    }
}

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotificationTarget {
    /// A post or a project.
    Item(ItemRef),
    /// A gig.
    Gig(GigId),
}

impl From<ItemRef> for NotificationTarget {
    fn from(item: ItemRef) -> Self {
        Self::Item(item)
    }
}

impl NotificationTarget {
    /// The identifier of the post, if it is one.
    pub const fn post(self) -> Option<Uuid> {
        match self {
            Self::Item(item) => item.post(),
            Self::Gig(_) => None,
        }
    }

    /// The identifier of the project, if it is one.
    pub const fn project(self) -> Option<Uuid> {
        match self {
            Self::Item(item) => item.project(),
            Self::Gig(_) => None,
        }
    }

    /// The identifier of the gig, if it is one.
    pub const fn gig(self) -> Option<Uuid> {
        match self {
            Self::Item(_) => None,
            Self::Gig(id) => Some(id.0),
        }
    }
}
