//! What a person may still ask of models.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;
use vibeslop_application::limits::{ModelQuotas, QuotaView};

use crate::{
    Api,
    ground::{ApiError, Time, Viewer},
};

/// What a person may still ask of models in this hour.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ModelQuotas)]
struct ModelQuotasBody {
    /// Texts.
    text_generation: QuotaBody,
    /// Pictures.
    image_generation: QuotaBody,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quota)]
struct QuotaBody {
    /// How often it was done in this hour.
    #[schema(example = 3)]
    used: u32,
    /// How often it may still be done.
    #[schema(example = 7)]
    remaining: u32,
    /// How often it may be done in an hour.
    #[schema(example = 10)]
    limit: u32,
    /// When the hour ends.
    resets_at: Time,
}

impl From<QuotaView> for QuotaBody {
    fn from(view: QuotaView) -> Self {
        Self { used: view.used, remaining: view.remaining, limit: view.limit, resets_at: view.resets_at.into() }
    }
}

impl From<ModelQuotas> for ModelQuotasBody {
    fn from(quotas: ModelQuotas) -> Self {
        Self { text_generation: quotas.text.into(), image_generation: quotas.image.into() }
    }
}

/// What may still be asked of models
///
/// In this hour of the clock, in UTC. What came to nothing does not count.
#[utoipa::path(
    get, path = "/api/ai/quota", operation_id = "get_ai_quota", tag = "ai", security(("bearer" = [])),
    responses((status = 200, description = "The quotas.", body = ModelQuotasBody)),
)]
pub async fn quota(api: web::Data<Api>, viewer: Viewer) -> Result<HttpResponse, ApiError> {
    let quotas = api.services.limits.model_quotas(viewer.id()).await?;
    Ok(HttpResponse::Ok().json(ModelQuotasBody::from(quotas)))
}
