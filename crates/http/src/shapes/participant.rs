use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::text;
use vibeslop_ports::content::AuthorView;

use super::absolute;

/// The other person of a conversation, or whoever did what a notification tells of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Participant)]
pub struct ParticipantBody {
    id: Uuid,
    #[schema(example = "bob")]
    username: String,
    #[schema(example = "Bob Ray")]
    display_name: String,
    #[schema(required)]
    avatar_url: Option<String>,
    /// For the place of a picture.
    #[schema(example = "BR")]
    initials: String,
    is_verified: bool,
}

impl ParticipantBody {
    pub fn new(person: AuthorView, base: &str) -> Self {
        Self {
            id: person.id.0,
            initials: text::initials(&person.display_name, &person.username),
            username: person.username,
            display_name: person.display_name,
            avatar_url: absolute(person.avatar_url, base),
            is_verified: person.is_verified,
        }
    }
}
