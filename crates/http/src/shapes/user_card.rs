use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_ports::gigs::UserCardView;

use super::absolute;

/// Somebody who offers work, does it, or did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserCard)]
pub struct UserCardBody {
    id: Uuid,
    #[schema(example = "ada")]
    username: String,
    /// The name that people read.
    #[schema(example = "Ada Lovelace")]
    display_name: String,
    #[schema(required)]
    avatar_url: Option<String>,
    #[schema(required)]
    bio: Option<String>,
    /// What their work at GitHub counts for.
    developer_score: i32,
    is_verified: bool,
}

impl UserCardBody {
    pub fn new(person: UserCardView, base: &str) -> Self {
        Self {
            id: person.id.0,
            username: person.username,
            display_name: person.display_name,
            avatar_url: absolute(person.avatar_url, base),
            bio: person.bio,
            developer_score: person.developer_score,
            is_verified: person.is_verified,
        }
    }
}
