use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::IntoParams;
use vibeslop_application::gigs::GigsRequest;
use vibeslop_domain::gigs::{GigOrder, GigStatus};
use vibeslop_ports::gigs::GigFilter;

use crate::{
    Api,
    ground::{ApiError, FromQuery, MaybeViewer, Page, PageQuery, Params, Query, Viewer, page},
    shapes::GigBody,
};

const DEFAULT_LIMIT: i64 = 20;
/// The web client does not page here.
const DEFAULT_OWN_LIMIT: i64 = 100;

/// Which gigs, and in which order.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// In the title or the description, whatever the case.
    search: Option<String>,
    /// Slugs of AI tools: any of them.
    #[param(rename = "tools[]", required = false)]
    tools: Vec<String>,
    /// Slugs of tech stacks: any of them.
    #[param(rename = "stacks[]", required = false)]
    stacks: Vec<String>,
    /// `open`, `in_progress`, `completed`, `cancelled`, or `all`. Anything else is `open`.
    #[param(default = "open")]
    status: Option<String>,
    /// Cents: gigs whose budget reaches up to this.
    min_budget: Option<i64>,
    /// Cents: gigs whose budget begins at this or below.
    max_budget: Option<i64>,
    /// `newest`, `budget_high`, `budget_low` or `bids`. Anything else is `newest`.
    #[param(default = "newest")]
    sort_by: Option<String>,
}

impl FromQuery for ListQuery {
    fn from_query(query: &Query) -> Self {
        Self {
            search: query.text("search").map(str::to_owned),
            tools: query.list("tools"),
            stacks: query.list("stacks"),
            status: query.text("status").map(str::to_owned),
            min_budget: query.number("min_budget"),
            max_budget: query.number("max_budget"),
            sort_by: query.text("sort_by").map(str::to_owned),
        }
    }
}

impl ListQuery {
    fn into_filter(self) -> (GigFilter, GigOrder) {
        let status = match self.status.as_deref() {
            Some("all") => None,
            word => Some(word.and_then(|word| word.parse().ok()).unwrap_or(GigStatus::Open)),
        };
        let order = self.sort_by.as_deref().map(GigOrder::named).unwrap_or_default();
        let filter = GigFilter {
            status,
            search: self.search,
            tools: self.tools,
            stacks: self.stacks,
            min_budget: self.min_budget,
            max_budget: self.max_budget,
        };
        (filter, order)
    }
}

/// Gigs
///
/// Open ones unless said otherwise. A budget is compared where it overlaps with the one that is asked for; a gig without
/// one fits any, and stands last where the list is ordered by budget.
#[utoipa::path(
    get, path = "/api/gigs", operation_id = "list_gigs", tag = "gigs", security((), ("bearer" = [])),
    params(ListQuery, PageQuery),
    responses(
        (status = 200, description = "A page of gigs, 20 unless `limit` says otherwise, without accepted bids.", body = Page<GigBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list in this order."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn list(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    which: Params<ListQuery>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let (filter, order) = which.0.into_filter();
    let request = GigsRequest { filter, order, page: query.0.into_request(DEFAULT_LIMIT) };
    let listed = api.services.gigs.list(&request, viewer.id()).await?;
    Ok(page(&req, &api.settings, listed, GigBody::new))
}

/// The caller's own gigs
///
/// Of every status, newest first.
#[utoipa::path(
    get, path = "/api/my/gigs", operation_id = "list_my_gigs", tag = "gigs", security(("bearer" = [])),
    params(PageQuery),
    responses(
        (status = 200, description = "A page of gigs, 100 unless `limit` says otherwise.", body = Page<GigBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn own(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let listed = api.services.gigs.own_gigs(viewer.id(), &query.0.into_request(DEFAULT_OWN_LIMIT)).await?;
    Ok(page(&req, &api.settings, listed, GigBody::new))
}
