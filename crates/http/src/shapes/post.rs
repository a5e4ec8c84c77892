use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_ports::content::{PostView, QuoteView};

use super::{AuthorBody, Flags, LinkedProjectBody, QuotedPostBody, QuotedProjectBody, quote::addresses};
use crate::ground::Time;

/// A post.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Post)]
pub struct PostBody {
    pub(super) id: Uuid,
    /// Always `update`.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "update")]
    kind: &'static str,
    /// Markdown. Empty where pictures or a quote speak for themselves.
    content: String,
    likes: i64,
    /// Comments, replies too.
    comments: i64,
    reposts: i64,
    impressions: i64,
    created_at: Time,
    /// When the text was changed last.
    #[schema(required)]
    edited_at: Option<Time>,
    /// Addresses of pictures, in order.
    media: Vec<String>,
    author: AuthorBody,
    /// The project that it is about.
    #[schema(required)]
    project: Option<LinkedProjectBody>,
    /// The post that it quotes, if that is still there.
    #[schema(required)]
    quoted_post: Option<QuotedPostBody>,
    /// The project that it quotes, if that is still there.
    #[schema(required)]
    quoted_project: Option<QuotedProjectBody>,
    #[serde(flatten)]
    flags: Flags,
}

impl PostBody {
    pub fn new(post: PostView, base: &str) -> Self {
        let (quoted_post, quoted_project) = match post.quote {
            Some(QuoteView::Post(quoted)) => (Some(QuotedPostBody::new(quoted, base)), None),
            Some(QuoteView::Project(quoted)) => (None, Some(QuotedProjectBody::new(quoted, base))),
            None => (None, None),
        };
        Self {
            id: post.id.0,
            kind: "update",
            content: post.content,
            likes: post.counts.likes,
            comments: post.counts.comments,
            reposts: post.counts.reposts,
            impressions: post.counts.impressions,
            created_at: post.created_at.into(),
            edited_at: post.edited_at.map(Into::into),
            media: addresses(&post.media, base),
            author: AuthorBody::new(post.author, base),
            project: post.project.map(Into::into),
            quoted_post,
            quoted_project,
            flags: post.viewer.into(),
        }
    }
}
