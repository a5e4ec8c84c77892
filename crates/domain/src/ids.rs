//! Identifiers. Each kind of thing has a type of its own, so that no two can be swapped.
//!
//! They are made elsewhere: a rule that needs a new one takes it as an argument.
//!
//! ```
//! use uuid::Uuid;
//! use vibeslop_domain::ids::{PostId, UserId};
//!
//! let ada = UserId(Uuid::from_u128(1));
//! assert_eq!(ada, UserId::from(Uuid::from_u128(1)));
//! assert_eq!(PostId(Uuid::nil()).to_string(), "00000000-0000-0000-0000-000000000000");
//! ```
//! ```compile_fail
//! # use uuid::Uuid;
//! # use vibeslop_domain::ids::{PostId, UserId};
//! let post: PostId = UserId(Uuid::from_u128(1)); // a person is no post
//! ```

use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// A person's account.
    UserId,
    /// A post, also called an update.
    PostId,
    /// A project.
    ProjectId,
    /// A comment on a post or a project.
    CommentId,
    /// A repost: the act of showing somebody's item to one's own followers.
    RepostId,
    /// What two people write to each other.
    ConversationId,
    /// A message.
    MessageId,
    /// That a person was told of something.
    NotificationId,
    /// An AI tool of the catalog.
    ToolId,
    /// A tech stack of the catalog.
    StackId,
    /// A picture of a project.
    ImageId,
    /// A highlight of a project.
    HighlightId,
    /// An entry of a project's timeline.
    TimelineEntryId,
    /// A gig: work that somebody wants done.
    GigId,
    /// A bid: what somebody asks for doing a gig.
    BidId,
    /// A review: what two people say of each other after a gig.
    ReviewId,
    /// A report to the administrators.
    ReportId,
    /// A job: work that is done apart from requests.
    JobId,
    /// A process that runs jobs, from its start to its end.
    NodeId,
}
