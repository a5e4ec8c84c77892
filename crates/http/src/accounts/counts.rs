use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;
use vibeslop_ports::notifications::Waiting;

use crate::{
    Api,
    ground::{ApiError, REVALIDATED, Viewer, tagged},
};

/// How much waits for the caller.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnreadCounts)]
pub struct CountsBody {
    /// Notifications that were not read.
    notifications: i64,
    /// Messages that were not read.
    messages: i64,
}

impl From<Waiting> for CountsBody {
    fn from(waiting: Waiting) -> Self {
        Self { notifications: waiting.notifications, messages: waiting.messages }
    }
}

/// How much waits
///
/// For badges. Ask with `If-None-Match`: as long as nothing changes, the answer is empty.
#[utoipa::path(
    get, path = "/api/me/counts", operation_id = "get_counts", tag = "accounts", security(("bearer" = [])),
    responses(
        (status = 200, description = "The numbers, without an envelope.", body = CountsBody),
        (status = 304, description = "They are those named in `If-None-Match`."),
    ),
)]
pub async fn counts(api: web::Data<Api>, req: HttpRequest, viewer: Viewer) -> Result<HttpResponse, ApiError> {
    let body = CountsBody::from(api.services.inbox.counts(viewer.id()).await?);
    tagged(&req, REVALIDATED, &body)
}
