use super::Window;

/// Which limit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyName {
    /// All that is asked from one address by nobody in particular.
    Address,
    /// All that one person asks.
    User,
    /// All that has to do with signing in, from one address.
    SignIn,
    /// Posts.
    Posts,
    /// Comments.
    Comments,
    /// Likes, given or taken back.
    Likes,
    /// Reposts, made or taken back.
    Reposts,
    /// Bookmarks, set or taken away.
    Bookmarks,
    /// Messages.
    Messages,
    /// Reports.
    Reports,
    /// Texts that a language model writes.
    AiText,
    /// Pictures that a model paints.
    AiImage,
}

impl PolicyName {
    /// The word that stands for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::User => "user",
            Self::SignIn => "sign-in",
            Self::Posts => "posts",
            Self::Comments => "comments",
            Self::Likes => "likes",
            Self::Reposts => "reposts",
            Self::Bookmarks => "bookmarks",
            Self::Messages => "messages",
            Self::Reports => "reports",
            Self::AiText => "ai-text",
            Self::AiImage => "ai-image",
        }
    }
}

/// How often something may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Which limit it is.
    pub name: PolicyName,
    /// How often in a window. 0 forbids it.
    pub quota: u32,
    /// In which time.
    pub window: Window,
}
