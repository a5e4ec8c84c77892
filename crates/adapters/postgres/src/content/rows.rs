//! What the read statements of this area answer, and what it means.

use chrono::{DateTime, Utc};
use diesel::prelude::Queryable;
use serde::Deserialize;
use uuid::Uuid;
use vibeslop_domain::{
    content::StoredImage,
    ids::{HighlightId, ImageId, PostId, ProjectId, TimelineEntryId, UserId},
};
use vibeslop_ports::{
    StoreError,
    content::{
        AuthorView, Counts, HighlightView, ImageView, LikerView, PostView, ProjectCardView, ProjectDetailView,
        QuoteView, QuotedPostView, QuotedProjectView, TimelineView, ViewerFlags,
    },
};

use crate::{
    catalog,
    rows::{json, list, word},
};

/// A person beside something they made.
#[derive(Deserialize)]
struct AuthorJson {
    id: Uuid,
    username: String,
    display_name: String,
    avatar_url: Option<String>,
    is_verified: bool,
}

impl From<AuthorJson> for AuthorView {
    fn from(row: AuthorJson) -> Self {
        Self {
            id: UserId(row.id),
            username: row.username,
            display_name: row.display_name,
            avatar_url: row.avatar_url,
            is_verified: row.is_verified,
        }
    }
}

/// What a post quotes, as `posts.sql` writes it.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum QuoteJson {
    Post {
        id: Uuid,
        content: String,
        created_at: DateTime<Utc>,
        media: Vec<String>,
        author: AuthorJson,
    },
    Project {
        id: Uuid,
        title: String,
        content: String,
        created_at: DateTime<Utc>,
        image: Option<String>,
        tools: Vec<String>,
        stack: Vec<String>,
        author: AuthorJson,
    },
}

impl From<QuoteJson> for QuoteView {
    fn from(quote: QuoteJson) -> Self {
        match quote {
            QuoteJson::Post { id, content, created_at, media, author } => Self::Post(QuotedPostView {
                id: PostId(id),
                content,
                created_at,
                media: media.into_iter().map(StoredImage::from_row).collect(),
                author: author.into(),
            }),
            QuoteJson::Project { id, title, content, created_at, image, tools, stack, author } => {
                Self::Project(QuotedProjectView {
                    id: ProjectId(id),
                    title,
                    description: content,
                    image: image.map(StoredImage::from_row),
                    created_at,
                    tools,
                    stack,
                    author: author.into(),
                })
            }
        }
    }
}

/// A row of `posts.sql`.
#[derive(Queryable)]
pub struct PostRow {
    id: Uuid,
    content: String,
    likes: i64,
    comments: i64,
    reposts: i64,
    impressions: i64,
    created_at: DateTime<Utc>,
    edited_at: Option<DateTime<Utc>>,
    author_id: Uuid,
    author_username: String,
    author_display_name: String,
    author_avatar_url: Option<String>,
    author_is_verified: bool,
    media: Vec<String>,
    linked_id: Option<Uuid>,
    linked_title: Option<String>,
    quote: Option<serde_json::Value>,
    liked: bool,
    bookmarked: bool,
    reposted: bool,
}

impl PostRow {
    pub fn view(self, viewer: Option<UserId>) -> Result<PostView, StoreError> {
        Ok(PostView {
            id: PostId(self.id),
            content: self.content,
            counts: Counts {
                likes: self.likes,
                comments: self.comments,
                reposts: self.reposts,
                impressions: self.impressions,
            },
            created_at: self.created_at,
            edited_at: self.edited_at,
            media: self.media.into_iter().map(StoredImage::from_row).collect(),
            author: AuthorView {
                id: UserId(self.author_id),
                username: self.author_username,
                display_name: self.author_display_name,
                avatar_url: self.author_avatar_url,
                is_verified: self.author_is_verified,
            },
            project: self.linked_id.map(ProjectId).zip(self.linked_title),
            quote: self.quote.map(json::<QuoteJson>).transpose()?.map(QuoteView::from),
            viewer: flags(viewer, self.liked, self.bookmarked, self.reposted),
        })
    }
}

/// A row of `project_cards.sql`.
#[derive(Queryable)]
pub struct ProjectCardRow {
    id: Uuid,
    title: String,
    description: String,
    status: String,
    image: Option<String>,
    likes: i64,
    comments: i64,
    reposts: i64,
    views: i64,
    created_at: DateTime<Utc>,
    tools: Vec<String>,
    stack: Vec<String>,
    author_id: Uuid,
    author_username: String,
    author_display_name: String,
    author_avatar_url: Option<String>,
    author_is_verified: bool,
    liked: bool,
    bookmarked: bool,
    reposted: bool,
}

impl ProjectCardRow {
    pub fn view(self, viewer: Option<UserId>) -> Result<ProjectCardView, StoreError> {
        Ok(ProjectCardView {
            id: ProjectId(self.id),
            title: self.title,
            description: self.description,
            status: word(&self.status, "projects.status")?,
            image: self.image.map(StoredImage::from_row),
            counts: Counts {
                likes: self.likes,
                comments: self.comments,
                reposts: self.reposts,
                impressions: self.views,
            },
            created_at: self.created_at,
            tools: self.tools,
            stack: self.stack,
            author: AuthorView {
                id: UserId(self.author_id),
                username: self.author_username,
                display_name: self.author_display_name,
                avatar_url: self.author_avatar_url,
                is_verified: self.author_is_verified,
            },
            viewer: flags(viewer, self.liked, self.bookmarked, self.reposted),
        })
    }
}

#[derive(Deserialize)]
struct ImageJson {
    id: Uuid,
    url: String,
    alt_text: Option<String>,
}

#[derive(Deserialize)]
struct HighlightJson {
    id: Uuid,
    content: String,
}

#[derive(Deserialize)]
struct TimelineJson {
    id: Uuid,
    date: String,
    title: String,
    description: Option<String>,
}

#[derive(Deserialize)]
struct LikerJson {
    id: Uuid,
    username: String,
    display_name: String,
    avatar_url: Option<String>,
}

/// The row of `project_detail.sql`.
#[derive(Queryable)]
pub struct ProjectDetailRow {
    id: Uuid,
    title: String,
    description: String,
    long_description: Option<String>,
    status: String,
    live_url: Option<String>,
    github_url: Option<String>,
    likes: i64,
    comments: i64,
    reposts: i64,
    views: i64,
    created_at: DateTime<Utc>,
    images: serde_json::Value,
    highlights: serde_json::Value,
    timeline: serde_json::Value,
    tools: serde_json::Value,
    stack: serde_json::Value,
    author_id: Uuid,
    author_username: String,
    author_display_name: String,
    author_avatar_url: Option<String>,
    author_is_verified: bool,
    author_bio: Option<String>,
    recent_likers: serde_json::Value,
    liked: bool,
    bookmarked: bool,
    reposted: bool,
}

impl ProjectDetailRow {
    pub fn view(self, viewer: Option<UserId>) -> Result<ProjectDetailView, StoreError> {
        Ok(ProjectDetailView {
            id: ProjectId(self.id),
            title: self.title,
            description: self.description,
            long_description: self.long_description,
            status: word(&self.status, "projects.status")?,
            live_url: self.live_url,
            github_url: self.github_url,
            counts: Counts {
                likes: self.likes,
                comments: self.comments,
                reposts: self.reposts,
                impressions: self.views,
            },
            created_at: self.created_at,
            images: list(self.images, |row: ImageJson| ImageView {
                id: ImageId(row.id),
                image: StoredImage::from_row(row.url),
                alt_text: row.alt_text,
            })?,
            highlights: list(self.highlights, |row: HighlightJson| HighlightView {
                id: HighlightId(row.id),
                content: row.content,
            })?,
            timeline: list(self.timeline, |row: TimelineJson| TimelineView {
                id: TimelineEntryId(row.id),
                date: row.date,
                title: row.title,
                description: row.description,
            })?,
            tools: catalog::tools(self.tools)?,
            stack: catalog::stacks(self.stack)?,
            author: AuthorView {
                id: UserId(self.author_id),
                username: self.author_username,
                display_name: self.author_display_name,
                avatar_url: self.author_avatar_url,
                is_verified: self.author_is_verified,
            },
            author_bio: self.author_bio,
            recent_likers: list(self.recent_likers, |row: LikerJson| LikerView {
                id: UserId(row.id),
                username: row.username,
                display_name: row.display_name,
                avatar_url: row.avatar_url,
            })?,
            viewer: flags(viewer, self.liked, self.bookmarked, self.reposted),
        })
    }
}

/// What the viewer did, if there is one: the statement answers `false` for nobody.
const fn flags(viewer: Option<UserId>, liked: bool, bookmarked: bool, reposted: bool) -> Option<ViewerFlags> {
    if viewer.is_some() { Some(ViewerFlags { liked, bookmarked, reposted }) } else { None }
}
