use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::text;
use vibeslop_ports::content::ProjectCardView;

use super::{AuthorBody, Flags};
use crate::ground::Time;

/// How much of a project's text a list shows.
const LISTED_CHARACTERS: usize = 300;

/// A project in feeds and lists.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectCard)]
pub struct ProjectCardBody {
    pub(super) id: Uuid,
    /// Always `project`.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "project")]
    kind: &'static str,
    title: String,
    /// What it is, Markdown. Outside the feeds cut at 300 characters.
    content: String,
    /// The first picture.
    #[schema(required)]
    image: Option<String>,
    likes: i64,
    /// Comments, replies too.
    comments: i64,
    reposts: i64,
    impressions: i64,
    /// When it was published.
    created_at: Time,
    /// Names of AI tools.
    tools: Vec<String>,
    /// Names of tech stacks.
    stack: Vec<String>,
    author: AuthorBody,
    #[serde(flatten)]
    flags: Flags,
}

impl ProjectCardBody {
    /// As in a feed: the text is whole.
    pub fn new(project: ProjectCardView, base: &str) -> Self {
        Self {
            id: project.id.0,
            kind: "project",
            title: project.title,
            content: project.description,
            image: project.image.map(|image| image.absolute(base)),
            likes: project.counts.likes,
            comments: project.counts.comments,
            reposts: project.counts.reposts,
            impressions: project.counts.impressions,
            created_at: project.created_at.into(),
            tools: project.tools,
            stack: project.stack,
            author: AuthorBody::new(project.author, base),
            flags: project.viewer.into(),
        }
    }

    /// As in a list: the text is cut.
    pub fn listed(project: ProjectCardView, base: &str) -> Self {
        let card = Self::new(project, base);
        Self { content: text::cut(&card.content, LISTED_CHARACTERS), ..card }
    }
}
