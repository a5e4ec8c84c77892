//! The web framework and the sign-in of this service.

use std::{collections::BTreeMap, convert::Infallible, sync::Arc};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, Response, StatusCode, body::Bytes, header, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;
use vibeslop_application::{Error, content::Posts, engagement::Engagement};
use vibeslop_domain::{
    content::PostDraft,
    engagement::{Act, Wish},
    ids::{PostId, UserId},
};
use vibeslop_ports::content::PostView;

/// What is served.
pub struct Site {
    pub posts: Posts,
    pub engagement: Engagement,
    /// Whose key is whose: this service knows its people by keys, and the use cases by identifiers.
    pub people: Arc<BTreeMap<UserId, String>>,
}

type Answer = (StatusCode, Value);

pub async fn serve(listener: TcpListener, site: Arc<Site>) {
    while let Ok((connection, _)) = listener.accept().await {
        let site = Arc::clone(&site);
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let site = Arc::clone(&site);
                async move { Ok::<_, Infallible>(response(site.answer(request).await)) }
            });
            // Whoever breaks off is nobody's concern.
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(connection), service).await.ok();
        });
    }
}

impl Site {
    async fn answer(&self, request: Request<hyper::body::Incoming>) -> Answer {
        let Some(viewer) = self.viewer(&request) else {
            return (StatusCode::UNAUTHORIZED, json!({ "error": "unauthorized" }));
        };
        let (head, body) = request.into_parts();
        let Ok(body) = Limited::new(body, 64 * 1024).collect().await else {
            return (StatusCode::PAYLOAD_TOO_LARGE, json!({ "error": "too_large" }));
        };
        let path: Vec<&str> = head.uri.path().trim_matches('/').split('/').collect();
        let done = match (&head.method, path.as_slice()) {
            (&Method::POST, ["posts"]) => self.publish(viewer, &body.to_bytes()).await,
            (&Method::GET, ["posts", id]) => self.read(viewer, id).await,
            (&Method::DELETE, ["posts", id]) => self.delete(viewer, id).await,
            (&Method::POST, ["posts", id, "like"]) => self.like(viewer, id).await,
            _ => Err(Error::NotFound("page")),
        };
        done.unwrap_or_else(|error| refusal(&error))
    }

    /// Who asks, by the key that they hold.
    fn viewer(&self, request: &Request<hyper::body::Incoming>) -> Option<UserId> {
        let key = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Key ")?;
        let holds = |name: &&String| key.strip_suffix("-key") == Some(name.as_str());
        self.people.iter().find(|(_, name)| holds(name)).map(|(id, _)| *id)
    }

    async fn publish(&self, viewer: UserId, body: &Bytes) -> Result<Answer, Error> {
        let draft = PostDraft { content: Some(String::from_utf8_lossy(body).into_owned()), ..PostDraft::default() };
        Ok((StatusCode::CREATED, shape(&self.posts.create(viewer, &draft).await?)))
    }

    async fn read(&self, viewer: UserId, id: &str) -> Result<Answer, Error> {
        Ok((StatusCode::OK, shape(&self.posts.post(PostId(named(id)?), Some(viewer)).await?)))
    }

    async fn delete(&self, viewer: UserId, id: &str) -> Result<Answer, Error> {
        self.posts.delete(viewer, PostId(named(id)?)).await?;
        Ok((StatusCode::NO_CONTENT, Value::Null))
    }

    async fn like(&self, viewer: UserId, id: &str) -> Result<Answer, Error> {
        let act = Act::like("post", named(id)?)?;
        let done = self.engagement.perform(viewer, act, Wish::Toggle).await?;
        Ok((StatusCode::OK, json!({ "liked": done.state, "likes": done.total })))
    }
}

fn named(id: &str) -> Result<Uuid, Error> {
    Uuid::try_parse(id).map_err(|_| Error::NotFound("post"))
}

/// The shapes on the wire are this service's own.
fn shape(post: &PostView) -> Value {
    json!({
        "author": post.author.username,
        "content": post.content,
        "id": post.id.to_string(),
        "liked": post.viewer.is_some_and(|viewer| viewer.liked),
        "likes": post.counts.likes,
    })
}

/// The one place where a failure becomes a status. A source is for the log, and never for whoever asks.
fn refusal(error: &Error) -> Answer {
    let told = |status, code: &str| (status, json!({ "error": code, "message": error.to_string() }));
    match error {
        Error::Invalid(wrong) => {
            let reasons = |list: &[vibeslop_domain::Invalid]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
            let fields: BTreeMap<_, _> = wrong.fields().map(|(field, list)| (field, reasons(list))).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, json!({ "error": "validation_failed", "fields": fields }))
        }
        Error::Malformed { code, .. } => told(StatusCode::BAD_REQUEST, code),
        Error::Unauthenticated { code, .. } => told(StatusCode::UNAUTHORIZED, code),
        Error::Forbidden { code, .. } => told(StatusCode::FORBIDDEN, code),
        Error::NotFound(_) => told(StatusCode::NOT_FOUND, "not_found"),
        Error::Conflict { code, .. } => told(StatusCode::CONFLICT, code),
        Error::PreconditionFailed => told(StatusCode::PRECONDITION_FAILED, "precondition_failed"),
        Error::Refused { code, .. } => told(StatusCode::UNPROCESSABLE_ENTITY, code),
        Error::Limited { code, .. } => told(StatusCode::TOO_MANY_REQUESTS, code),
        Error::Service { code, .. } => told(StatusCode::BAD_GATEWAY, code),
        Error::Unavailable(_) => told(StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        Error::Internal(_) => told(StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
    }
}

fn response((status, body): Answer) -> Response<Full<Bytes>> {
    let bytes = if body.is_null() { Bytes::new() } else { body.to_string().into() };
    let mut response = Response::new(Full::new(bytes));
    *response.status_mut() = status;
    response
}
