use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::{
        Method,
        header::{self, HeaderName, HeaderValue},
    },
    web::{self, Bytes},
};
use futures_util::stream;
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use vibeslop_application::{
    Error,
    accounts::{Export, Exports},
};
use vibeslop_ports::accounts::MadeExport;

use crate::{
    Api,
    ground::{ApiError, Data, FromQuery, Params, Query, Time, Viewer},
};

/// It is one person's alone, and nothing between here and there may keep it.
const NOT_KEPT: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
/// The address holds the secret.
const NOT_TOLD: (HeaderName, HeaderValue) = (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));

/// Somebody's archive, as far as it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Export)]
struct ExportBody {
    /// `preparing` or `ready`.
    #[schema(example = "ready")]
    status: &'static str,
    /// When it was asked for.
    requested_at: Time,
    /// Where it can be fetched, without a token, by whoever has this address. Each answer has another, which ends the one
    /// before; the link in the mail stays. Null while it is being made.
    #[schema(required)]
    url: Option<String>,
    /// Its size in bytes. Null while it is being made.
    #[schema(required)]
    size: Option<u64>,
    /// Until when it can be fetched. Null while it is being made.
    #[schema(required)]
    expires_at: Option<Time>,
}

impl From<Export> for ExportBody {
    fn from(export: Export) -> Self {
        match export {
            Export::Preparing { requested_at } => {
                Self { status: "preparing", requested_at: requested_at.into(), url: None, size: None, expires_at: None }
            }
            Export::Ready { requested_at, made, url } => Self {
                status: "ready",
                requested_at: requested_at.into(),
                url: Some(url.expose_secret().to_owned()),
                size: Some(made.size),
                expires_at: Some(made.expires_at.into()),
            },
        }
    }
}

/// Get an archive of all that is one's own
///
/// The first call has it made, in the background; mail with a link comes when it is, and from then on this answers where it
/// can be fetched. It is one JSON document, kept for three days. There is one at a time: after those three days the next
/// call has another made.
///
/// In it: the account with its identities elsewhere, preferences and limits; projects, posts with their edits, comments,
/// likes, reposts, bookmarks, views; follows, followers, blocks, mutes; conversations with the messages of both sides as the
/// person sees them; gigs, bids placed and received, reviews written and received; notifications, reports, the use of models,
/// and the addresses of pictures. Tokens of other services are in no archive.
#[utoipa::path(
    get, path = "/api/me/export", operation_id = "export_me", tag = "accounts", security(("bearer" = [])),
    responses(
        (status = 200, description = "It is made.", body = Data<ExportBody>),
        (status = 202, description = "It is being made.", body = Data<ExportBody>),
    ),
)]
pub async fn export(api: web::Data<Api>, viewer: Viewer) -> Result<HttpResponse, ApiError> {
    let export = api.services.exports.export(viewer.id()).await?;
    let mut response = match export {
        Export::Preparing { .. } => HttpResponse::Accepted(),
        Export::Ready { .. } => HttpResponse::Ok(),
    };
    Ok(response.insert_header(NOT_KEPT).json(Data { data: ExportBody::from(export) }))
}

/// Which archive is fetched.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DownloadQuery {
    /// What the link holds. It opens one archive, for as long as that is kept, and nothing else.
    #[param(value_type = String)]
    token: Option<String>,
}

impl FromQuery for DownloadQuery {
    fn from_query(query: &Query) -> Self {
        Self { token: query.text("token").map(str::to_owned) }
    }
}

/// The document.
#[derive(ToSchema)]
#[schema(as = Archive, value_type = Object)]
#[expect(dead_code, reason = "for the description alone: an archive goes out as it is kept")]
struct ArchiveBody(serde_json::Value);

/// Fetch an archive
///
/// By the link of a mail or the `url` of `GET /api/me/export`. Nobody has to be signed in.
#[utoipa::path(
    get, path = "/api/me/export/download", operation_id = "download_export", tag = "accounts",
    params(DownloadQuery),
    responses(
        (status = 200, description = "The archive, as a file.", content_type = "application/json", body = ArchiveBody),
        (status = 404, description = "`not_found`: the link is unknown, or the archive is not kept any more."),
    ),
)]
pub async fn download(
    api: web::Data<Api>,
    req: HttpRequest,
    query: Params<DownloadQuery>,
) -> Result<HttpResponse, ApiError> {
    let exports = api.services.exports.clone();
    let made = exports.linked(query.0.token.as_deref().unwrap_or_default()).await?;
    let name = format!("attachment; filename=\"vibeslop-{}.json\"", made.made_at.format("%Y-%m-%d"));
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header(NOT_KEPT)
        .insert_header(NOT_TOLD);
    if req.method() == Method::HEAD {
        return Ok(response.finish());
    }
    Ok(response.body(SizedStream::new(made.size, parts(exports, made))))
}

/// The archive, part by part: each is read when the one before has gone out. If one is gone by then, the connection is
/// broken off, so that nobody takes a part for the whole.
fn parts(exports: Exports, made: MadeExport) -> impl stream::Stream<Item = Result<Bytes, Error>> {
    Box::pin(stream::try_unfold(0, move |part| {
        let exports = exports.clone();
        async move {
            if part >= made.parts {
                return Ok(None);
            }
            let bytes = exports.part(&made, part).await?;
            Ok(Some((Bytes::from(bytes), part + 1)))
        }
    }))
}
