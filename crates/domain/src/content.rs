//! What people show: posts, projects and their pictures, and what they say about them.
//!
//! ```
//! use vibeslop_domain::{
//!     Violations,
//!     content::{PostDraft, PostTerms, ProjectDraft, ProjectTerms},
//! };
//!
//! let said = PostDraft { content: Some("Look, @ada!".to_owned()), ..PostDraft::default() };
//! let post = PostTerms::new(&said, "https://vibeslop.example")?;
//! assert_eq!(post.text.mentions()[0].as_str(), "ada");
//!
//! let nothing = PostTerms::new(&PostDraft::default(), "https://vibeslop.example");
//! assert_eq!(nothing.unwrap_err().to_string(), "Content can't be blank");
//!
//! let draft = ProjectDraft { title: Some("Go".to_owned()), ..ProjectDraft::default() };
//! let wrong = ProjectTerms::new(&draft, "https://vibeslop.example").unwrap_err();
//! assert_eq!(wrong.of_field("title")[0].to_string(), "should be at least 3 character(s)");
//! assert_eq!(wrong.of_field("description")[0].to_string(), "can't be blank");
//! # Ok::<(), Violations>(())
//! ```

mod comment;
mod edit;
mod media;
mod mention;
mod post;
mod project;
mod project_draft;
mod timeline;

pub use comment::{AnsweredComment, CommentDraft, CommentPlace, CommentRefused, CommentTerms, CommentText, NewComment};
pub use edit::newly_mentioned;
pub use media::{
    DataUrl, ImageEntry, ImageFormat, MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, MediaFile, PICTURE_HELD, StoredImage,
};
pub use mention::{MAX_MENTIONS, mentions, plain_mentions};
pub use post::{MAX_POST_IMAGES, NewPost, PostDraft, PostTerms, PostText, Quote};
pub use project::{MAX_HIGHLIGHTS, MAX_PROJECT_IMAGES, Project, ProjectImage, ProjectLinks, ProjectStatus};
pub use project_draft::{LinksDraft, ProjectChange, ProjectDraft, ProjectTerms};
pub use timeline::{MAX_TIMELINE_ENTRIES, TimelineDraft, TimelineEntry};

use uuid::Uuid;

use crate::ids::{PostId, ProjectId};

/// What feeds and lists are made of, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "kind", content = "id", rename_all = "snake_case")
)]
pub enum ItemRef {
    /// A post.
    Post(PostId),
    /// A project.
    Project(ProjectId),
}

impl ItemRef {
    /// The item of this kind (`post`, `project`, in any case).
    pub fn named(kind: &str, id: Uuid) -> Option<Self> {
        if kind.eq_ignore_ascii_case("post") {
            Some(Self::Post(PostId(id)))
        } else if kind.eq_ignore_ascii_case("project") {
            Some(Self::Project(ProjectId(id)))
        } else {
            None
        }
    }

    /// The identifier of the post, if it is one.
    pub const fn post(self) -> Option<Uuid> {
        match self {
            Self::Post(id) => Some(id.0),
            Self::Project(_) => None,
        }
    }

    /// The identifier of the project, if it is one.
    pub const fn project(self) -> Option<Uuid> {
        match self {
            Self::Post(_) => None,
            Self::Project(id) => Some(id.0),
        }
    }
}

/// The item is somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Only its owner may do this")]
pub struct NotOwner;
