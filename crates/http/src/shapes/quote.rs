use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::{content::StoredImage, ids::ProjectId};
use vibeslop_ports::content::{QuotedPostView, QuotedProjectView};

use super::AuthorBody;
use crate::ground::Time;

/// A project that a post is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkedProject)]
pub struct LinkedProjectBody {
    id: Uuid,
    title: String,
}

impl From<(ProjectId, String)> for LinkedProjectBody {
    fn from((id, title): (ProjectId, String)) -> Self {
        Self { id: id.0, title }
    }
}

/// A quoted post.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuotedPost)]
pub struct QuotedPostBody {
    id: Uuid,
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "update")]
    kind: &'static str,
    content: String,
    created_at: Time,
    media: Vec<String>,
    author: AuthorBody,
}

impl QuotedPostBody {
    pub fn new(post: QuotedPostView, base: &str) -> Self {
        Self {
            id: post.id.0,
            kind: "update",
            content: post.content,
            created_at: post.created_at.into(),
            media: addresses(&post.media, base),
            author: AuthorBody::new(post.author, base),
        }
    }
}

/// A quoted project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuotedProject)]
pub struct QuotedProjectBody {
    id: Uuid,
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "project")]
    kind: &'static str,
    title: String,
    content: String,
    /// The first picture.
    #[schema(required)]
    image: Option<String>,
    created_at: Time,
    tools: Vec<String>,
    stack: Vec<String>,
    author: AuthorBody,
}

impl QuotedProjectBody {
    pub fn new(project: QuotedProjectView, base: &str) -> Self {
        Self {
            id: project.id.0,
            kind: "project",
            title: project.title,
            content: project.description,
            image: project.image.map(|image| image.absolute(base)),
            created_at: project.created_at.into(),
            tools: project.tools,
            stack: project.stack,
            author: AuthorBody::new(project.author, base),
        }
    }
}

pub(super) fn addresses(images: &[StoredImage], base: &str) -> Vec<String> {
    images.iter().map(|image| image.absolute(base)).collect()
}
