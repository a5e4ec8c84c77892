use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::text;
use vibeslop_ports::content::{HighlightView, ImageView, LikerView, ProjectDetailView, TimelineView};

use super::{AuthorBody, ToolTagBody, absolute};
use crate::{catalog::StackBody, ground::Time};

/// A project's own page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectDetail)]
pub struct ProjectDetailBody {
    id: Uuid,
    title: String,
    /// Markdown.
    description: String,
    /// Markdown.
    #[schema(required)]
    long_description: Option<String>,
    /// `draft`, `published` or `archived`.
    #[schema(value_type = String, example = "published")]
    status: &'static str,
    #[schema(required)]
    live_url: Option<String>,
    #[schema(required)]
    github_url: Option<String>,
    view_count: i64,
    likes: i64,
    /// Comments, replies too.
    comments: i64,
    reposts: i64,
    /// False where nobody is signed in.
    liked: bool,
    bookmarked: bool,
    reposted: bool,
    /// When it was published, or else made.
    created_at: Time,
    images: Vec<ImageBody>,
    highlights: Vec<HighlightBody>,
    timeline: Vec<TimelineBody>,
    ai_tools: Vec<ToolTagBody>,
    tech_stack: Vec<StackBody>,
    author: OwnerBody,
    /// The four who liked it last, newest first.
    recent_likers: Vec<LikerBody>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectImage)]
struct ImageBody {
    id: Uuid,
    url: String,
    #[schema(required)]
    alt_text: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectHighlight)]
struct HighlightBody {
    id: Uuid,
    content: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectTimelineEntry)]
struct TimelineBody {
    id: Uuid,
    /// When, in the owner's words.
    date: String,
    title: String,
    #[schema(required)]
    description: Option<String>,
}

/// Whose project it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectOwner)]
struct OwnerBody {
    #[serde(flatten)]
    author: AuthorBody,
    #[schema(required)]
    bio: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectLiker)]
struct LikerBody {
    id: Uuid,
    username: String,
    display_name: String,
    #[schema(required)]
    avatar_url: Option<String>,
    initials: String,
}

impl ProjectDetailBody {
    pub fn new(project: ProjectDetailView, base: &str) -> Self {
        let flags = project.viewer.unwrap_or_default();
        Self {
            id: project.id.0,
            title: project.title,
            description: project.description,
            long_description: project.long_description,
            status: project.status.as_str(),
            live_url: project.live_url,
            github_url: project.github_url,
            view_count: project.counts.impressions,
            likes: project.counts.likes,
            comments: project.counts.comments,
            reposts: project.counts.reposts,
            liked: flags.liked,
            bookmarked: flags.bookmarked,
            reposted: flags.reposted,
            created_at: project.created_at.into(),
            images: project.images.into_iter().map(|image| ImageBody::new(image, base)).collect(),
            highlights: project.highlights.into_iter().map(Into::into).collect(),
            timeline: project.timeline.into_iter().map(Into::into).collect(),
            ai_tools: project.tools.into_iter().map(Into::into).collect(),
            tech_stack: project.stack.into_iter().map(Into::into).collect(),
            author: OwnerBody { author: AuthorBody::new(project.author, base), bio: project.author_bio },
            recent_likers: project.recent_likers.into_iter().map(|liker| LikerBody::new(liker, base)).collect(),
        }
    }
}

impl ImageBody {
    fn new(image: ImageView, base: &str) -> Self {
        Self { id: image.id.0, url: image.image.absolute(base), alt_text: image.alt_text }
    }
}

impl From<HighlightView> for HighlightBody {
    fn from(highlight: HighlightView) -> Self {
        Self { id: highlight.id.0, content: highlight.content }
    }
}

impl From<TimelineView> for TimelineBody {
    fn from(entry: TimelineView) -> Self {
        Self { id: entry.id.0, date: entry.date, title: entry.title, description: entry.description }
    }
}

impl LikerBody {
    fn new(liker: LikerView, base: &str) -> Self {
        Self {
            id: liker.id.0,
            initials: text::initials(&liker.display_name, &liker.username),
            username: liker.username,
            display_name: liker.display_name,
            avatar_url: absolute(liker.avatar_url, base),
        }
    }
}
