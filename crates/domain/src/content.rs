//! What people show: posts, projects and their pictures, and what they say about them.

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
