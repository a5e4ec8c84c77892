use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;
use vibeslop_domain::ids::NotificationId;

use super::{body::NotificationBody, list::ToldQuery};
use crate::{
    Api,
    ground::{ApiError, Data, Id, Params, Viewer, ok},
};

/// How much was not read before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationsRead)]
struct NotificationsReadBody {
    /// Always true.
    success: bool,
    /// How many notifications were marked as read by this request.
    updated_count: u64,
}

/// Mark a notification as read
///
/// To do so again changes nothing.
#[utoipa::path(
    post, path = "/api/notifications/{id}/read", operation_id = "read_notification", tag = "notifications",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The notification."), ToldQuery),
    responses((status = 200, description = "It is read.", body = Data<NotificationBody>)),
)]
pub async fn read(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<NotificationId>,
    told: Params<ToldQuery>,
) -> Result<HttpResponse, ApiError> {
    let told = told.0.told();
    let notification = api.services.inbox.read(viewer.id(), id.0, told.vocabulary()).await?;
    let body = NotificationBody::new(notification, told, &api.settings.backend_url);
    Ok(ok(body.ok_or(ApiError::not_found("notification"))?))
}

/// Mark all notifications as read
///
/// All that the caller had been told of at the moment of the request: what comes later stays unread.
#[utoipa::path(
    post, path = "/api/notifications/read-all", operation_id = "read_all_notifications", tag = "notifications",
    security(("bearer" = [])),
    responses((status = 200, description = "They are read.", body = NotificationsReadBody)),
)]
pub async fn read_all(api: web::Data<Api>, viewer: Viewer) -> Result<HttpResponse, ApiError> {
    let updated_count = api.services.inbox.read_all(viewer.id()).await?;
    Ok(HttpResponse::Ok().json(NotificationsReadBody { success: true, updated_count }))
}
