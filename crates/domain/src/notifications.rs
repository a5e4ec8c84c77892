//! What people are told of.
//!
//! ```
//! use vibeslop_domain::notifications::{NotificationKind, Vocabulary};
//!
//! assert_eq!("bid_received".parse(), Ok(NotificationKind::BidReceived));
//! // An old client is told of a quote in the words that it knows.
//! assert_eq!(NotificationKind::Quote.told_in(Vocabulary::Plain), NotificationKind::Mention);
//! assert!(NotificationKind::Like.merges() && !NotificationKind::Comment.merges());
//! ```

use chrono::TimeDelta;
use uuid::Uuid;

use crate::{Invalid, content::ItemRef, ids::GigId};

/// The kinds that a client understands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// The ten that every client has known from the beginning. Another one would break it.
    #[default]
    Plain,
    /// All that there are.
    Extended,
}

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
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Like,
        Self::Comment,
        Self::Follow,
        Self::Repost,
        Self::Mention,
        Self::Quote,
        Self::BidReceived,
        Self::BidAccepted,
        Self::BidRejected,
        Self::GigCompleted,
        Self::ReviewReceived,
    ];

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

    /// The kind under which a client is told that understands no more than the vocabulary. A quote mentions whoever is
    /// quoted.
    #[must_use]
    pub const fn told_in(self, vocabulary: Vocabulary) -> Self {
        match (self, vocabulary) {
            (Self::Quote, Vocabulary::Plain) => Self::Mention,
            (kind, _) => kind,
        }
    }

    /// Whether several of a target and day can be told as one: what is done at the press of a button, by many.
    pub const fn merges(self) -> bool {
        matches!(self, Self::Like | Self::Repost | Self::Follow)
    }

    /// Those that merge.
    pub fn merging() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|kind| kind.merges())
    }
}

impl std::str::FromStr for NotificationKind {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(Invalid::FORM)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What the web client has icons for. It breaks on any other word.
    const KNOWN: [&str; 10] = [
        "like",
        "comment",
        "follow",
        "repost",
        "mention",
        "bid_received",
        "bid_accepted",
        "bid_rejected",
        "gig_completed",
        "review_received",
    ];

    #[test]
    fn a_client_that_does_not_ask_for_more_is_told_ten_kinds() {
        for kind in NotificationKind::ALL {
            assert!(KNOWN.contains(&kind.told_in(Vocabulary::Plain).as_str()), "{kind:?}");
            assert_eq!(kind.told_in(Vocabulary::Extended), kind);
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!(NotificationKind::Quote.told_in(Vocabulary::Plain), NotificationKind::Mention);
        assert!("bookmark".parse::<NotificationKind>().is_err());
    }

    #[test]
    fn what_says_something_is_told_by_itself() {
        let merging: Vec<_> = NotificationKind::merging().collect();
        assert_eq!(merging, [NotificationKind::Like, NotificationKind::Follow, NotificationKind::Repost]);
    }
}
