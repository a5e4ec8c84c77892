use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vibeslop_domain::{Violations, engagement::ImpressionsDraft};

use crate::{
    Api,
    ground::{ApiError, Body, Field, MaybeViewer, RequestBody},
};

/// What somebody looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Impressions)]
pub struct ImpressionsBody {
    /// Up to 100 items. What names none is passed over.
    #[serde(default)]
    #[schema(value_type = Vec<ImpressionBody>, required)]
    impressions: Field<Vec<Value>>,
    /// By what the browser is known again, up to 255 characters. Needed where nobody is signed in.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "1k9x2c")]
    fingerprint: Field<String>,
}

/// An item that somebody looked at.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = Impression)]
struct ImpressionBody {
    /// `post` or `project`, in any case.
    #[serde(default, rename = "type")]
    #[schema(value_type = String, required, example = "post")]
    kind: Field<String>,
    /// The item. Of a repost that is its `original_id`.
    #[serde(default)]
    #[schema(value_type = uuid::Uuid, required)]
    id: Field<String>,
}

impl RequestBody for ImpressionsBody {
    const NEEDS: &'static str = "An object with the list `impressions` is required";
}

impl ImpressionsBody {
    fn into_draft(self) -> Result<ImpressionsDraft, ApiError> {
        let items = self.impressions.given().ok_or_else(|| ApiError::bad_request(Self::NEEDS))?;
        let mut wrong = Violations::default();
        let draft = ImpressionsDraft {
            items: items
                .into_iter()
                .map(|item| {
                    let item: ImpressionBody = serde_json::from_value(item).unwrap_or_default();
                    (item.kind.given(), item.id.given())
                })
                .collect(),
            fingerprint: self.fingerprint.take(&mut wrong, "fingerprint"),
        };
        Ok(wrong.into_result(draft)?)
    }
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Seen)]
struct SeenBody {
    /// Always true.
    success: bool,
    /// How many items were counted now.
    count: usize,
}

/// Tell what somebody looked at
///
/// Each item counts once a person, and once a browser while nobody is signed in; a browser that was counted before is
/// not counted again when its owner signs in. Authors do not count for their own items. The caller's address is not
/// kept.
#[utoipa::path(
    post, path = "/api/impressions", operation_id = "report_impressions", tag = "engagement",
    security((), ("bearer" = [])),
    request_body = ImpressionsBody,
    responses(
        (status = 200, description = "What was counted.", body = SeenBody),
        (status = 400, description = "`impressions` is no list, or nobody is signed in and the fingerprint is missing."),
        (status = 422, description = "`impressions` has more than 100 entries, or the fingerprint is too long."),
    ),
)]
pub async fn see(
    api: web::Data<Api>,
    viewer: MaybeViewer,
    body: Body<ImpressionsBody>,
) -> Result<HttpResponse, ApiError> {
    let count = api.services.engagement.see(viewer.id(), &body.0.into_draft()?).await?;
    Ok(HttpResponse::Ok().json(SeenBody { success: true, count }))
}
