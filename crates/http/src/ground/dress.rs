use std::error::Error as StdError;

use actix_web::{
    Error, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderValue},
    middleware::Next,
};

use super::{ApiError, Problem, RequestId, problem::PROBLEM_JSON};

/// Gives every error its one shape, with the request's identifier, and writes to the log what the caller is not told.
/// Nearest to the routes, so that compression and CORS apply to errors too.
pub async fn dress(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    Ok(dressed(next.call(req).await?.map_into_boxed_body()))
}

/// On an error that has its shape, so that it is told to the log once.
struct Dressed;

/// The same for an answer that a middleware gave.
pub fn dressed(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.response().extensions().contains::<Dressed>() {
        return response;
    }
    let id = RequestId::of(response.request());
    let failure = response.response().error().and_then(|error| error.as_error::<ApiError>());
    let problem = match failure {
        Some(failure) => {
            let problem = failure.problem();
            tell(response.request(), failure, &problem);
            problem
        }
        None if speaks_for_itself(&response) => return response,
        None => Problem::of_status(status),
    };
    let problem = match id {
        Some(id) => problem.with_request_id(id.as_str()),
        None => problem,
    };
    let mut response = response.map_body(|_, _| BoxBody::new(problem.json()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::CONTENT_ENCODING);
    response.response_mut().extensions_mut().insert(Dressed);
    response
}

/// A page for people, or a problem of somebody else's making.
fn speaks_for_itself(response: &ServiceResponse<BoxBody>) -> bool {
    response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind == PROBLEM_JSON || kind == "text/html"
    })
}

/// Writes to the log why a route failed that answers with something else than an error.
pub fn note_failure(req: &HttpRequest, failure: &ApiError) {
    tell(req, failure, &failure.problem());
}

fn tell(req: &HttpRequest, failure: &ApiError, problem: &Problem) {
    let Some(cause) = failure.cause() else { return };
    let route = req.match_pattern();
    let route = route.as_deref().unwrap_or("-");
    let (code, status) = (problem.code(), problem.status().as_u16());
    let cause = chain(cause);
    if status == 500 {
        tracing::error!(route, code, status, cause, "a request failed on our side");
    } else {
        tracing::warn!(route, code, status, cause, "something behind us failed");
    }
}

/// An error with all that led to it.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str(": ");
        text.push_str(&error.to_string());
        next = error.source();
    }
    text
}
