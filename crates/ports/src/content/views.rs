//! Read models: what a page shows of posts and projects.

use chrono::{DateTime, Utc};
use vibeslop_domain::{
    catalog::{Stack, Tool},
    content::{ProjectStatus, StoredImage},
    ids::{HighlightId, ImageId, PostId, ProjectId, TimelineEntryId, UserId},
};

/// Who made something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorView {
    /// The account.
    pub id: UserId,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// The picture, as stored.
    pub avatar_url: Option<String>,
    /// Whether an administrator vouches for them.
    pub is_verified: bool,
}

/// How often people engaged with an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Likes.
    pub likes: i64,
    /// Comments, replies too.
    pub comments: i64,
    /// Reposts.
    pub reposts: i64,
    /// Times it was seen.
    pub impressions: i64,
}

/// What the viewer did with an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ViewerFlags {
    /// Liked it.
    pub liked: bool,
    /// Bookmarked it.
    pub bookmarked: bool,
    /// Reposted it.
    pub reposted: bool,
}

/// A post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostView {
    /// Its identifier.
    pub id: PostId,
    /// The text.
    pub content: String,
    /// The counters.
    pub counts: Counts,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When its text was changed last.
    pub edited_at: Option<DateTime<Utc>>,
    /// The pictures, in order.
    pub media: Vec<StoredImage>,
    /// Who wrote it.
    pub author: AuthorView,
    /// The project that it is about: identifier and title.
    pub project: Option<(ProjectId, String)>,
    /// What it quotes, if that is still there for the viewer.
    pub quote: Option<QuoteView>,
    /// What the viewer did with it; `None` for nobody in particular.
    pub viewer: Option<ViewerFlags>,
}

/// What a post quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuoteView {
    /// A post.
    Post(QuotedPostView),
    /// A project.
    Project(QuotedProjectView),
}

/// A quoted post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedPostView {
    /// Its identifier.
    pub id: PostId,
    /// The text.
    pub content: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// The pictures, in order.
    pub media: Vec<StoredImage>,
    /// Who wrote it.
    pub author: AuthorView,
}

/// A quoted project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedProjectView {
    /// Its identifier.
    pub id: ProjectId,
    /// The title.
    pub title: String,
    /// What it is.
    pub description: String,
    /// The first picture.
    pub image: Option<StoredImage>,
    /// When it was published.
    pub created_at: DateTime<Utc>,
    /// Names of tools, by name.
    pub tools: Vec<String>,
    /// Names of stacks, by name.
    pub stack: Vec<String>,
    /// Whose it is.
    pub author: AuthorView,
}

/// A project in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectCardView {
    /// Its identifier.
    pub id: ProjectId,
    /// The title.
    pub title: String,
    /// What it is, whole.
    pub description: String,
    /// Who sees it.
    pub status: ProjectStatus,
    /// The first picture.
    pub image: Option<StoredImage>,
    /// The counters.
    pub counts: Counts,
    /// When it was published, or else made.
    pub created_at: DateTime<Utc>,
    /// Names of tools, by name.
    pub tools: Vec<String>,
    /// Names of stacks, by name.
    pub stack: Vec<String>,
    /// Whose it is.
    pub author: AuthorView,
    /// What the viewer did with it; `None` for nobody in particular.
    pub viewer: Option<ViewerFlags>,
}

/// A project's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectDetailView {
    /// Its identifier.
    pub id: ProjectId,
    /// The title.
    pub title: String,
    /// What it is.
    pub description: String,
    /// More about it.
    pub long_description: Option<String>,
    /// Who sees it.
    pub status: ProjectStatus,
    /// Where it runs.
    pub live_url: Option<String>,
    /// Its source.
    pub github_url: Option<String>,
    /// The counters.
    pub counts: Counts,
    /// When it was published, or else made.
    pub created_at: DateTime<Utc>,
    /// Pictures, in order.
    pub images: Vec<ImageView>,
    /// Highlights, in order.
    pub highlights: Vec<HighlightView>,
    /// The timeline, in order.
    pub timeline: Vec<TimelineView>,
    /// Tools, by name.
    pub tools: Vec<Tool>,
    /// Stacks, by name.
    pub stack: Vec<Stack>,
    /// Whose it is.
    pub author: AuthorView,
    /// What the owner says of themselves.
    pub author_bio: Option<String>,
    /// The four who liked it last, newest first.
    pub recent_likers: Vec<LikerView>,
    /// What the viewer did with it; `None` for nobody in particular.
    pub viewer: Option<ViewerFlags>,
}

/// A picture on a project's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageView {
    /// Its identifier.
    pub id: ImageId,
    /// The picture.
    pub image: StoredImage,
    /// What it shows, in words.
    pub alt_text: Option<String>,
}

/// A highlight on a project's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HighlightView {
    /// Its identifier.
    pub id: HighlightId,
    /// The phrase.
    pub content: String,
}

/// An entry of a timeline on a project's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineView {
    /// Its identifier.
    pub id: TimelineEntryId,
    /// When, in the owner's words.
    pub date: String,
    /// What happened.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
}

/// Somebody who liked a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikerView {
    /// The account.
    pub id: UserId,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// The picture, as stored.
    pub avatar_url: Option<String>,
}
