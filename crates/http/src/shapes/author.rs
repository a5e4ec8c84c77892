use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::text;
use vibeslop_ports::content::AuthorView;

use super::absolute;

/// Who made something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Author)]
pub struct AuthorBody {
    id: Uuid,
    /// The name that people read.
    #[schema(example = "Ada Lovelace")]
    name: String,
    #[schema(example = "ada")]
    username: String,
    /// For the place of a picture.
    #[schema(example = "AL")]
    initials: String,
    #[schema(required)]
    avatar_url: Option<String>,
    is_verified: bool,
    /// The same as `is_verified`: some pages look for this name.
    verified: bool,
}

impl AuthorBody {
    pub fn new(author: AuthorView, base: &str) -> Self {
        Self {
            id: author.id.0,
            initials: text::initials(&author.display_name, &author.username),
            name: author.display_name,
            username: author.username,
            avatar_url: absolute(author.avatar_url, base),
            is_verified: author.is_verified,
            verified: author.is_verified,
        }
    }
}
