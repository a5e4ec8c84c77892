use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use vibeslop_application::notifications::Told;

use super::body::NotificationBody;
use crate::{
    Api,
    ground::{ApiError, FromQuery, PageQuery, Params, Query, Viewer, next_page},
};

const DEFAULT_LIMIT: i64 = 20;

/// In which words a client wants to be told.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ToldQuery {
    /// `extended` for all kinds. Others are told in the ten kinds that every client knows.
    #[param(value_type = Option<String>)]
    types: bool,
    /// `true` for likes, reposts and follows of a target and day (UTC) as one entry. Implies `types=extended`.
    #[param(value_type = Option<bool>)]
    grouped: bool,
}

impl FromQuery for ToldQuery {
    fn from_query(query: &Query) -> Self {
        let is = |name: &str, word: &str| query.text(name).is_some_and(|text| text.eq_ignore_ascii_case(word));
        Self { types: is("types", "extended"), grouped: is("grouped", "true") || is("grouped", "1") }
    }
}

impl ToldQuery {
    pub const fn told(self) -> Told {
        match (self.grouped, self.types) {
            (true, _) => Told::Grouped,
            (false, true) => Told::Extended,
            (false, false) => Told::Plainly,
        }
    }
}

/// A part of what the caller was told of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationPage)]
struct NotificationPageBody {
    /// The newest first.
    data: Vec<NotificationBody>,
    /// How many of all, not of the page alone, were not read.
    unread_count: i64,
    /// Where the next part begins; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Whether there is a next part.
    has_more: bool,
}

/// What the caller was told of
///
/// The newest first, without what people did whom the caller does not see.
#[utoipa::path(
    get, path = "/api/notifications", operation_id = "list_notifications", tag = "notifications",
    security(("bearer" = [])),
    params(PageQuery, ToldQuery),
    responses(
        (status = 200, description = "A page.", body = NotificationPageBody,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn list(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    page: Params<PageQuery>,
    told: Params<ToldQuery>,
) -> Result<HttpResponse, ApiError> {
    let told = told.0.told();
    let request = page.0.into_request(DEFAULT_LIMIT);
    let found = api.services.inbox.notifications(viewer.id(), told, &request).await?;
    let mut response = HttpResponse::Ok();
    if let Some(link) = next_page(&req, &api.settings, found.listed.next_cursor.as_deref()) {
        response.insert_header(link);
    }
    let base = &api.settings.backend_url;
    let notifications = found.listed.items.into_iter();
    Ok(response.json(NotificationPageBody {
        data: notifications.filter_map(|notification| NotificationBody::new(notification, told, base)).collect(),
        unread_count: found.unread,
        has_more: found.listed.next_cursor.is_some(),
        next_cursor: found.listed.next_cursor,
    }))
}
