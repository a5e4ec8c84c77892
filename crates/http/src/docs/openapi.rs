use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, ServerBuilder,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
        tag::TagBuilder,
    },
};

use crate::{
    Api, Settings,
    ground::{ApiError, Problem, tagged},
    table,
};

const DESCRIPTION: &str = "\
The API of a social portfolio for developers: turn repositories into projects, show them, talk about them.

**Signing in.** `GET /api/auth/github` in a browser; scripts use `?flow=code` and `POST /api/auth/token`. The token goes \
into the header `Authorization: Bearer …`. Where it is optional, it adds what the viewer did (`liked`, `bookmarked`, \
`reposted`).

**Errors** have one shape, `Problem`. `error` is for machines, `message` for people, `errors` names wrong fields.

**Every answer** carries `X-Request-Id` and `X-Vibeslop-Version`; one that comes from a sandbox says so in \
`X-Vibeslop-Sandbox`.

Times are RFC 3339 in UTC. Lists in a query are repeated keys with brackets: `tools[]=cursor&tools[]=claude`.";

const TAGS: &[(&str, &str)] = &[
    ("auth", "Signing in and out."),
    ("accounts", "The signed-in person."),
    ("users", "People, and what hangs on their profiles."),
    ("github", "Repositories of the signed-in person."),
    ("ai", "What a language model writes."),
    ("posts", "Posts and the feeds they appear in."),
    ("projects", "Projects."),
    ("search", "Finding people, projects, posts and gigs."),
    ("engagement", "Likes, reposts, bookmarks, and what was looked at."),
    ("social", "Follows, blocks, mutes, and reports."),
    ("messaging", "What people write to each other."),
    ("notifications", "What people are told of."),
    ("comments", "What people say about posts and projects."),
    ("gigs", "Gigs, bids, hiring, and reviews."),
    ("catalog", "AI tools and tech stacks."),
    ("media", "Pictures."),
    ("mail", "Which mail a person gets."),
    ("admin", "For administrators."),
    ("stream", "What happens, told at once."),
    ("operation", "For whoever runs or explores the service."),
];

/// The description of the API (OpenAPI 3.1), made from the table of routes.
pub fn openapi(settings: &Settings) -> OpenApi {
    let (paths, schemas) = table().into_descriptions();
    let mut components = Components::new();
    components.schemas.extend(schemas);
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    let bearer = Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let ticket = ApiKeyValue::with_description("ticket", "Of `POST /api/stream/ticket`. Good for one stream.");
    components.add_security_scheme("ticket", SecurityScheme::ApiKey(ApiKey::Query(ticket)));
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Vibeslop")
                .version(&settings.version)
                .description(Some(DESCRIPTION))
                .contact(Some(ContactBuilder::new().name(Some("Vibeslop")).url(Some(&settings.frontend_url)).build()))
                .license(Some(
                    LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build(),
                ))
                .build(),
        )
        .servers(Some([ServerBuilder::new().url(&settings.backend_url).build()]))
        .paths(paths)
        .components(Some(components))
        .tags(Some(TAGS.iter().map(|(name, about)| TagBuilder::new().name(*name).description(Some(*about)).build())))
        .build()
}

/// The description of this API
///
/// OpenAPI 3.1.
#[utoipa::path(
    get, path = "/api/openapi.json", operation_id = "get_openapi", tag = "operation",
    responses((status = 200, description = "The document.", body = Object), (status = 304, description = "It is the one named in `If-None-Match`.")),
)]
pub async fn document(api: web::Data<Api>, req: HttpRequest) -> Result<HttpResponse, ApiError> {
    tagged(&req, "public, max-age=60", &openapi(&api.settings))
}
