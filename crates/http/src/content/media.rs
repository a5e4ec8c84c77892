use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderName, HeaderValue},
    web,
};

use utoipa::ToSchema;

use crate::{
    Api,
    ground::{ApiError, has_already},
};

/// A name stands for the same bytes for ever.
const CACHING: (HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
/// Opened by itself, a picture can do nothing.
const POLICY: (HeaderName, HeaderValue) =
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
/// Pages of other origins show it.
const SHARED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));

/// The bytes of a picture.
#[derive(ToSchema)]
#[schema(as = Picture, value_type = String, format = Binary)]
#[expect(dead_code, reason = "for the description alone: a picture goes out as it is")]
struct PictureBody(Vec<u8>);

/// A picture
#[utoipa::path(
    get, path = "/api/media/{file}", operation_id = "get_picture", tag = "media",
    params(("file" = String, Path, description = "Its name, as in the addresses that this service hands out.")),
    responses(
        (status = 200, description = "The picture. It never changes.", content(
            (PictureBody = "image/png"), (PictureBody = "image/jpeg"), (PictureBody = "image/webp"), (PictureBody = "image/gif"),
        )),
        (status = 304, description = "It is the one named in `If-None-Match`."),
    ),
)]
pub async fn picture(api: web::Data<Api>, req: HttpRequest, file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let (file, bytes) = api.services.images.read(&file).await?.ok_or(ApiError::not_found("picture"))?;
    let tag = format!("\"{file}\"");
    if has_already(&req, &tag) {
        return Ok(HttpResponse::NotModified().insert_header(CACHING).insert_header((header::ETAG, tag)).finish());
    }
    Ok(HttpResponse::Ok()
        .insert_header(CACHING)
        .insert_header(POLICY)
        .insert_header(SHARED)
        .insert_header((header::ETAG, tag))
        .content_type(file.format().content_type())
        .body(bytes))
}
