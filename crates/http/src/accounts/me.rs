use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::accounts::MyAccount;

use crate::{
    Api,
    ground::{ApiError, Viewer},
    shapes::absolute,
};

/// The signed-in person's own account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
pub struct MeBody {
    id: Uuid,
    #[schema(example = "ada@example.com")]
    email: String,
    #[schema(example = "ada")]
    username: String,
    #[schema(example = "Ada Lovelace")]
    display_name: String,
    #[schema(required)]
    bio: Option<String>,
    #[schema(required)]
    location: Option<String>,
    #[schema(required)]
    website_url: Option<String>,
    /// Without `@`.
    #[schema(required)]
    twitter_handle: Option<String>,
    #[schema(required)]
    github_username: Option<String>,
    #[schema(required)]
    avatar_url: Option<String>,
    #[schema(required)]
    banner_url: Option<String>,
    is_verified: bool,
    is_admin: bool,
    /// Whether the names have been chosen.
    has_onboarded: bool,
    /// Who may write to this person: `everyone`, `followers` or `following`.
    #[schema(value_type = String, example = "everyone")]
    message_privacy: &'static str,
}

impl MeBody {
    pub fn new(account: MyAccount, base: &str) -> Self {
        let MyAccount { me, is_admin } = account;
        Self {
            id: me.id.0,
            email: me.email.as_str().to_owned(),
            username: me.username,
            display_name: me.display_name,
            bio: me.bio,
            location: me.location,
            website_url: me.website_url,
            twitter_handle: me.twitter_handle,
            github_username: me.github_username,
            avatar_url: absolute(me.avatar_url, base),
            banner_url: absolute(me.banner_url, base),
            is_verified: me.is_verified,
            is_admin,
            has_onboarded: me.has_onboarded,
            message_privacy: me.message_privacy.as_str(),
        }
    }
}

/// Who is signed in
#[utoipa::path(
    get, path = "/api/me", operation_id = "get_me", tag = "accounts", security(("bearer" = [])),
    responses((status = 200, description = "The account, without an envelope.", body = MeBody)),
)]
pub async fn me(api: web::Data<Api>, viewer: Viewer) -> Result<HttpResponse, ApiError> {
    let account = api.services.accounts.me(viewer.id()).await?;
    Ok(HttpResponse::Ok().json(MeBody::new(account, &api.settings.backend_url)))
}

#[cfg(test)]
mod tests {
    use vibeslop_domain::{
        accounts::{Email, MessagePrivacy},
        ids::UserId,
    };
    use vibeslop_ports::accounts::Me;

    use super::*;

    #[test]
    fn my_account_has_all_fields_and_no_envelope() {
        let me = Me {
            id: UserId(Uuid::from_u128(1)),
            email: Email::new("ada@example.com").unwrap(),
            email_verified: true,
            username: "ada".to_owned(),
            display_name: "Ada Lovelace".to_owned(),
            bio: None,
            location: Some("London".to_owned()),
            website_url: None,
            twitter_handle: None,
            github_username: Some("ada-l".to_owned()),
            avatar_url: Some("/api/media/x.png".to_owned()),
            banner_url: None,
            is_verified: false,
            has_onboarded: true,
            message_privacy: MessagePrivacy::Followers,
        };
        let body = MeBody::new(MyAccount { me, is_admin: false }, "http://localhost:4001");
        insta::assert_json_snapshot!(body);
    }
}
