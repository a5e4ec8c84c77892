use super::PolicyName;

/// Something that costs, or that others have to look at, so that it may be done only so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// To post.
    Post,
    /// To comment.
    Comment,
    /// To like, or to take a like back.
    Like,
    /// To repost, or to take a repost back.
    Repost,
    /// To bookmark, or to take a bookmark away.
    Bookmark,
    /// To write to somebody, or to begin to.
    Message,
    /// To report.
    Report,
    /// To let a model write.
    WriteText,
    /// To let a model paint.
    PaintImage,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Post,
        Self::Comment,
        Self::Like,
        Self::Repost,
        Self::Bookmark,
        Self::Message,
        Self::Report,
        Self::WriteText,
        Self::PaintImage,
    ];

    /// The limits that it counts towards.
    pub const fn policies(self) -> &'static [PolicyName] {
        match self {
            Self::Post => &[PolicyName::Posts],
            Self::Comment => &[PolicyName::Comments],
            Self::Like => &[PolicyName::Likes],
            Self::Repost => &[PolicyName::Reposts],
            Self::Bookmark => &[PolicyName::Bookmarks],
            Self::Message => &[PolicyName::Messages],
            Self::Report => &[PolicyName::Reports],
            Self::WriteText => &[PolicyName::AiText],
            Self::PaintImage => &[PolicyName::AiImage],
        }
    }
}
