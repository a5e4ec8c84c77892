use serde::Deserialize;
use utoipa::ToSchema;
use vibeslop_domain::{Violations, accounts::ProfileDraft};

use crate::ground::{Field, Object, RequestBody, WITH_IMAGES};

/// A change of one's own account.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WriteUser)]
pub struct WriteUserBody {
    #[schema(value_type = UserFieldsBody)]
    pub user: Object<UserFieldsBody>,
}

/// What is left out stays as it is. Other keys change nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = UserFields)]
pub struct UserFieldsBody {
    /// 1 to 100 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false, example = "Ada Lovelace")]
    display_name: Field<String>,
    /// 2 to 30 of `a-z`, `0-9` and `_`, of nobody else and not reserved.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false, example = "ada")]
    username: Field<String>,
    /// Up to 500 characters; `null` or blank clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    bio: Field<String>,
    /// Up to 100 characters; `null` or blank clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "London")]
    location: Field<String>,
    /// A web address (http or https); `null` or blank clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "https://ada.example")]
    website_url: Field<String>,
    /// With or without its `@`, up to 15 characters; `null` or blank clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    twitter_handle: Field<String>,
    /// A picture of up to 5 MB: a data URL, an address that this service handed out, or that of a picture at GitHub;
    /// `null` or blank clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    avatar_url: Field<String>,
    /// A picture of up to 5 MB: a data URL, or an address that this service handed out; `null` or blank clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    banner_url: Field<String>,
    /// Who may write to this person: `everyone`, `followers` or `following`.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false, example = "everyone")]
    message_privacy: Field<String>,
}

impl RequestBody for WriteUserBody {
    const LIMIT: usize = WITH_IMAGES;
    const NEEDS: &'static str = "The key `user` with an object is required";
}

impl UserFieldsBody {
    pub fn into_draft(self) -> Result<ProfileDraft, Violations> {
        let mut wrong = Violations::default();
        let draft = ProfileDraft {
            display_name: self.display_name.clearable(&mut wrong, "display_name"),
            username: self.username.clearable(&mut wrong, "username"),
            bio: self.bio.clearable(&mut wrong, "bio"),
            location: self.location.clearable(&mut wrong, "location"),
            website_url: self.website_url.clearable(&mut wrong, "website_url"),
            twitter_handle: self.twitter_handle.clearable(&mut wrong, "twitter_handle"),
            avatar_url: self.avatar_url.clearable(&mut wrong, "avatar_url"),
            banner_url: self.banner_url.clearable(&mut wrong, "banner_url"),
            message_privacy: self.message_privacy.clearable(&mut wrong, "message_privacy"),
        };
        wrong.into_result(draft)
    }
}
