use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::accounts::UserSummary;

use super::absolute;

/// A person in a list of people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserSummary)]
pub struct UserSummaryBody {
    id: Uuid,
    #[schema(example = "ada")]
    username: String,
    #[schema(example = "Ada Lovelace")]
    display_name: String,
    #[schema(required)]
    bio: Option<String>,
    #[schema(required)]
    avatar_url: Option<String>,
    is_verified: bool,
    is_admin: bool,
}

impl UserSummaryBody {
    pub fn new(person: UserSummary, base: &str) -> Self {
        let UserSummary { view, is_admin } = person;
        Self {
            id: view.id.0,
            username: view.username,
            display_name: view.display_name,
            bio: view.bio,
            avatar_url: absolute(view.avatar_url, base),
            is_verified: view.is_verified,
            is_admin,
        }
    }
}
