//! What somebody may mean who is still typing.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vibeslop_application::search::{Found, MAX_SUGGESTIONS};
use vibeslop_domain::{page::Limit, text};
use vibeslop_ports::content::AuthorView;

use crate::{
    Api,
    ground::{ApiError, Data, FromQuery, MaybeViewer, Params, Query, ok},
    shapes::UserSummaryBody,
};

const DEFAULT_LIMIT: i64 = 5;
/// How much of a post is shown.
const POST_CHARACTERS: usize = 100;

/// What is typed so far.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SuggestionsQuery {
    /// The text.
    #[param(required, value_type = String)]
    q: Option<String>,
    /// How many of each kind, up to 20.
    #[param(default = 5)]
    limit: Option<i64>,
}

impl FromQuery for SuggestionsQuery {
    fn from_query(query: &Query) -> Self {
        Self { q: query.raw("q").map(str::to_owned), limit: query.number("limit") }
    }
}

/// Whose it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestedOwner)]
struct OwnerBody {
    username: String,
    display_name: String,
}

impl From<AuthorView> for OwnerBody {
    fn from(author: AuthorView) -> Self {
        Self { username: author.username, display_name: author.display_name }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestedProject)]
struct ProjectBody {
    id: Uuid,
    title: String,
    /// The first picture.
    #[schema(required)]
    image_url: Option<String>,
    user: OwnerBody,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestedPost)]
struct PostBody {
    id: Uuid,
    /// The first 100 characters.
    content: String,
    user: OwnerBody,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestedGig)]
struct GigBody {
    id: Uuid,
    title: String,
    /// In hundredths of the currency's unit.
    #[schema(required)]
    budget_min: Option<i64>,
    /// In hundredths of the currency's unit.
    #[schema(required)]
    budget_max: Option<i64>,
    currency: String,
    user: OwnerBody,
}

/// What may be meant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suggestions)]
struct SuggestionsBody {
    users: Vec<UserSummaryBody>,
    projects: Vec<ProjectBody>,
    posts: Vec<PostBody>,
    gigs: Vec<GigBody>,
}

impl SuggestionsBody {
    fn new(found: Found, base: &str) -> Self {
        Self {
            users: found.people.into_iter().map(|person| UserSummaryBody::new(person, base)).collect(),
            projects: found
                .projects
                .into_iter()
                .map(|project| ProjectBody {
                    id: project.id.0,
                    title: project.title,
                    image_url: project.image.map(|image| image.absolute(base)),
                    user: project.author.into(),
                })
                .collect(),
            posts: found
                .posts
                .into_iter()
                .map(|post| PostBody {
                    id: post.id.0,
                    content: text::beginning(&post.content, POST_CHARACTERS).to_owned(),
                    user: post.author.into(),
                })
                .collect(),
            gigs: found
                .gigs
                .into_iter()
                .map(|gig| GigBody {
                    id: gig.id.0,
                    title: gig.title,
                    budget_min: gig.budget_min,
                    budget_max: gig.budget_max,
                    currency: gig.currency,
                    user: gig.author.into(),
                })
                .collect(),
        }
    }
}

/// Suggestions while somebody types
///
/// What begins with the text comes first, then what is like it. Without operators.
#[utoipa::path(
    get, path = "/api/search/suggestions", operation_id = "get_search_suggestions", tag = "search",
    security((), ("bearer" = [])),
    params(SuggestionsQuery),
    responses(
        (status = 200, description = "Four lists, any of them empty.", body = Data<SuggestionsBody>),
        (status = 400, description = "`q` is missing."),
    ),
)]
pub async fn suggestions(
    api: web::Data<Api>,
    viewer: MaybeViewer,
    query: Params<SuggestionsQuery>,
) -> Result<HttpResponse, ApiError> {
    let text = query.0.q.ok_or_else(|| ApiError::bad_request("The parameter `q` is required"))?;
    let limit = Limit::clamped(query.0.limit.unwrap_or(DEFAULT_LIMIT), MAX_SUGGESTIONS);
    let found = api.services.search.suggestions(&text, limit, viewer.id()).await?;
    Ok(ok(SuggestionsBody::new(found, &api.settings.backend_url)))
}
