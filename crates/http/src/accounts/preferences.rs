use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vibeslop_domain::{Violations, accounts::PreferencesDraft};
use vibeslop_ports::accounts::Preferences;

use crate::{
    Api,
    catalog::StackBody,
    ground::{ApiError, Body, Field, Object, RequestBody, Viewer},
    shapes::ToolTagBody,
};

/// What a person prefers from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WritePreferences)]
pub struct WritePreferencesBody {
    #[schema(value_type = PreferenceFieldsBody)]
    preferences: Object<PreferenceFieldsBody>,
}

/// A list that is left out stays as it is; one that is there replaces the whole list.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PreferenceFields)]
struct PreferenceFieldsBody {
    /// Tools of the catalog, up to 50. Unknown ones are passed over.
    #[serde(default)]
    #[schema(value_type = Option<Vec<uuid::Uuid>>)]
    ai_tool_ids: Field<Vec<String>>,
    /// Stacks of the catalog, up to 50. Unknown ones are passed over.
    #[serde(default)]
    #[schema(value_type = Option<Vec<uuid::Uuid>>)]
    tech_stack_ids: Field<Vec<String>>,
}

impl RequestBody for WritePreferencesBody {
    const NEEDS: &'static str = "The key `preferences` with an object is required";
}

impl PreferenceFieldsBody {
    fn into_draft(self) -> Result<PreferencesDraft, Violations> {
        let mut wrong = Violations::default();
        let draft = PreferencesDraft {
            ai_tool_ids: self.ai_tool_ids.take(&mut wrong, "ai_tool_ids"),
            tech_stack_ids: self.tech_stack_ids.take(&mut wrong, "tech_stack_ids"),
        };
        wrong.into_result(draft)
    }
}

/// What a person prefers, by name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Preferences)]
pub struct PreferencesBody {
    favorite_ai_tools: Vec<ToolTagBody>,
    preferred_tech_stacks: Vec<StackBody>,
}

impl From<Preferences> for PreferencesBody {
    fn from(preferences: Preferences) -> Self {
        Self {
            favorite_ai_tools: preferences.tools.into_iter().map(Into::into).collect(),
            preferred_tech_stacks: preferences.stacks.into_iter().map(Into::into).collect(),
        }
    }
}

/// Choose favourite tools and stacks
///
/// They show on the profile, and projects made with them stand higher in the for-you feed.
#[utoipa::path(
    put, path = "/api/me/preferences", operation_id = "set_preferences", tag = "accounts", security(("bearer" = [])),
    request_body = WritePreferencesBody,
    responses(
        (status = 200, description = "Both lists as they are now, without an envelope.", body = PreferencesBody),
        (status = 400, description = "The body is not JSON, lacks `preferences`, or names something that is no identifier."),
        (status = 422, description = "`update_failed`: more than 50 of a kind, or no list."),
    ),
)]
pub async fn set(
    api: web::Data<Api>,
    viewer: Viewer,
    body: Body<WritePreferencesBody>,
) -> Result<HttpResponse, ApiError> {
    let named = |error| ApiError::naming("update_failed", error);
    let draft = body.0.preferences.0.into_draft().map_err(|wrong| named(wrong.into()))?;
    let preferences = api.services.profiles.set_preferences(viewer.id(), &draft).await.map_err(named)?;
    Ok(HttpResponse::Ok().json(PreferencesBody::from(preferences)))
}
