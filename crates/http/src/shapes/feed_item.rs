use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_ports::feed::{FeedContent, FeedItemView, RepostView};

use super::{AuthorBody, PostBody, ProjectCardBody};

/// An item of a feed: a post or a project, as itself or as somebody's repost.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FeedItem)]
pub struct FeedItemBody {
    #[serde(flatten)]
    content: ContentBody,
    #[serde(flatten)]
    repost: RepostBody,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = FeedContent)]
enum ContentBody {
    Post(Box<PostBody>),
    Project(Box<ProjectCardBody>),
}

/// There only on a repost. `id` is the repost's own then.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = Repost)]
struct RepostBody {
    /// Always true.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    is_repost: Option<bool>,
    /// The identifier of what is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    original_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reposted_by: Option<AuthorBody>,
}

impl FeedItemBody {
    pub fn new(item: FeedItemView, base: &str) -> Self {
        let mut content = match item.item {
            FeedContent::Post(post) => ContentBody::Post(Box::new(PostBody::new(*post, base))),
            FeedContent::Project(project) => ContentBody::Project(Box::new(ProjectCardBody::new(*project, base))),
        };
        let repost = item.repost.map(|repost| RepostBody::around(&mut content, repost, base)).unwrap_or_default();
        Self { content, repost }
    }
}

impl ContentBody {
    fn id(&mut self) -> &mut Uuid {
        match self {
            Self::Post(post) => &mut post.id,
            Self::Project(project) => &mut project.id,
        }
    }
}

impl RepostBody {
    fn around(content: &mut ContentBody, repost: RepostView, base: &str) -> Self {
        let original = std::mem::replace(content.id(), repost.id.0);
        Self { is_repost: Some(true), original_id: Some(original), reposted_by: Some(AuthorBody::new(repost.by, base)) }
    }
}
