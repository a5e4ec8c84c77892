//! What people are told of.

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
        }
    }
}
