use actix_web::{HttpRequest, HttpResponse, web};

use super::profile_body::ProfileBody;
use crate::{
    Api,
    ground::{ApiError, Data, MaybeViewer, REVALIDATED, tagged},
};

/// A person
///
/// As everybody sees them; for somebody signed in also whether they follow. What nobody in particular is told may be a
/// few seconds old.
#[utoipa::path(
    get, path = "/api/users/{username}", operation_id = "get_user", tag = "users", security((), ("bearer" = [])),
    params(("username" = String, Path, description = "Whose, in any case.", example = "ada")),
    responses(
        (status = 200, description = "The person.", body = Data<ProfileBody>),
        (status = 304, description = "It is the answer named in `If-None-Match`."),
        (status = 404, description = "There is nobody of this name, they are suspended, or they block the caller."),
    ),
)]
pub async fn profile(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    username: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let profile = api.services.profiles.profile(&username, viewer.id()).await?;
    tagged(&req, REVALIDATED, &Data { data: ProfileBody::new(profile, &api.settings.backend_url) })
}
