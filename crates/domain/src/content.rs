//! What people show: posts, projects and their pictures.

mod media;
mod mention;
mod post;
mod project;
mod project_draft;
mod timeline;

pub use media::{DataUrl, ImageEntry, ImageFormat, MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, MediaFile, StoredImage};
pub use mention::{MAX_MENTIONS, mentions, plain_mentions};
pub use post::{MAX_POST_IMAGES, NewPost, PostDraft, PostTerms, PostText, Quote};
pub use project::{MAX_HIGHLIGHTS, MAX_PROJECT_IMAGES, Project, ProjectImage, ProjectLinks, ProjectStatus};
pub use project_draft::{LinksDraft, ProjectChange, ProjectDraft, ProjectTerms};
pub use timeline::{MAX_TIMELINE_ENTRIES, TimelineDraft, TimelineEntry};

use crate::ids::{PostId, ProjectId};

/// What feeds and lists are made of, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemRef {
    /// A post.
    Post(PostId),
    /// A project.
    Project(ProjectId),
}

/// The item is somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Only its owner may do this")]
pub struct NotOwner;
