use std::{error::Error as StdError, time::Duration};

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use vibeslop_application::{Error as E, ServiceFailure, accounts::SignInRefused};
use vibeslop_domain::Violations;

use super::Problem;

/// When to come back to a store that is not there: a restart takes a few seconds.
const STORE_BACK_IN: Duration = Duration::from_secs(5);
/// When to come back to a service that did not say.
const SERVICE_BACK_IN: Duration = Duration::from_secs(30);
/// When to come back to something that an operator has to switch on.
const OPERATOR_BACK_IN: Duration = Duration::from_hours(1);

/// Why a request was not answered as it wished.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// A use case refused or failed.
    #[error(transparent)]
    Application(#[from] E),
    /// Fields of the draft are wrong, told with the code that the endpoint has for it.
    #[error("{violations}")]
    Invalid {
        /// For machines.
        code: &'static str,
        /// What is wrong.
        violations: Violations,
    },
    /// A sign-in could not begin.
    #[error(transparent)]
    SignIn(#[from] SignInRefused),
    /// Nothing is served at this path.
    #[error("unknown route")]
    UnknownRoute,
    /// Something is served at this path, but not so.
    #[error("method not allowed")]
    MethodNotAllowed {
        /// The methods that are, as in the header `Allow`.
        allow: String,
    },
    /// The body took too long to come.
    #[error("the body took too long")]
    TooSlow,
    /// The body is larger than the route takes.
    #[error("the body has more than {limit} bytes")]
    TooLarge {
        /// The most bytes.
        limit: usize,
    },
    /// The body is no JSON by its own word.
    #[error("the body is no JSON")]
    MediaType,
    /// The caller takes no JSON.
    #[error("the caller takes no JSON")]
    NotAcceptable,
    /// The node is about to stop.
    #[error("the node is about to stop")]
    Stopping,
    /// The code broke off. What it said has been written to the log by then.
    #[error("the code broke off")]
    Panicked,
}

impl ApiError {
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::malformed("bad_request", message)
    }

    pub fn malformed(code: &'static str, message: impl Into<String>) -> Self {
        Self::Application(E::Malformed { code, message: message.into() })
    }

    pub fn unauthorized() -> Self {
        let message = "Please sign in".to_owned();
        Self::Application(E::Unauthenticated { code: "unauthorized", message })
    }

    pub fn suspended() -> Self {
        let message = "This account is suspended".to_owned();
        Self::Application(E::Forbidden { code: "suspended", message })
    }

    /// An error of a use case, where wrong fields have a code of the endpoint's own.
    pub fn naming(code: &'static str, error: E) -> Self {
        match error {
            E::Invalid(violations) => Self::Invalid { code, violations },
            error => Self::Application(error),
        }
    }

    pub const fn not_found(what: &'static str) -> Self {
        Self::Application(E::NotFound(what))
    }

    pub fn internal(source: impl Into<vibeslop_ports::BoxError>) -> Self {
        Self::Application(E::Internal(source.into()))
    }

    pub fn problem(&self) -> Problem {
        match self {
            Self::Application(error) => of_application(error),
            Self::Invalid { code, violations } => invalid(code, violations),
            Self::SignIn(refused) => of_sign_in(refused),
            Self::UnknownRoute => Problem::of_status(StatusCode::NOT_FOUND),
            Self::MethodNotAllowed { allow } => Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                format!("This address answers to {allow}"),
            ),
            Self::TooSlow => {
                Problem::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", "The request took too long to arrive")
            }
            Self::TooLarge { limit } => Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "payload_too_large",
                format!("The request may have at most {} MB", limit / 1_000_000),
            ),
            Self::MediaType => Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The request has to be JSON, with the header Content-Type: application/json",
            ),
            Self::NotAcceptable => {
                Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", "The answer to this is JSON")
            }
            Self::Stopping => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", "This node is about to stop: others go on")
                    .retry_after(STORE_BACK_IN)
            }
            Self::Panicked => of_status_500(),
        }
    }

    /// What the log should know of a failure that is not the caller's.
    pub fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Application(error) | Self::SignIn(SignInRefused::Failed(error)) => cause_of(error),
            Self::SignIn(refused) => refused.source(),
            Self::Invalid { .. }
            | Self::UnknownRoute
            | Self::MethodNotAllowed { .. }
            | Self::TooSlow
            | Self::TooLarge { .. }
            | Self::MediaType
            | Self::NotAcceptable
            | Self::Stopping
            | Self::Panicked => None,
        }
    }
}

impl From<Violations> for ApiError {
    fn from(violations: Violations) -> Self {
        Self::Application(E::Invalid(violations))
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.problem().status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.problem().response();
        if let Self::MethodNotAllowed { allow } = self
            && let Ok(allow) = HeaderValue::from_str(allow)
        {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        response
    }
}

/// The one place where a failure of a use case becomes a number. No `_` arm: a new kind has to be decided here.
fn of_application(error: &E) -> Problem {
    match error {
        E::Invalid(violations) => invalid("validation_failed", violations),
        E::Malformed { code, message } => Problem::new(StatusCode::BAD_REQUEST, *code, message),
        E::Unauthenticated { code, message } => Problem::new(StatusCode::UNAUTHORIZED, *code, message),
        E::Forbidden { code, message } => Problem::new(StatusCode::FORBIDDEN, *code, message),
        E::NotFound(_) => Problem::new(StatusCode::NOT_FOUND, "not_found", error.to_string()),
        E::Conflict { code, message } => Problem::new(StatusCode::CONFLICT, *code, message),
        E::PreconditionFailed => {
            Problem::new(StatusCode::PRECONDITION_FAILED, "precondition_failed", error.to_string())
        }
        E::Refused { code, message } => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, *code, message),
        E::Limited { code, message, retry_after, violated } => {
            Problem::new(StatusCode::TOO_MANY_REQUESTS, *code, message)
                .retry_after(*retry_after)
                .with_violated_policies(violated.iter().map(|standing| standing.policy.name.as_str()))
        }
        E::Service { code, message, failure, source: _ } => match failure {
            ServiceFailure::Bad => Problem::new(StatusCode::BAD_GATEWAY, *code, message),
            ServiceFailure::Unavailable { retry_after } => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, *code, message)
                    .retry_after(retry_after.unwrap_or(SERVICE_BACK_IN))
            }
            ServiceFailure::TimedOut => Problem::new(StatusCode::GATEWAY_TIMEOUT, *code, message),
        },
        E::Unavailable(_) => {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error.to_string()).retry_after(STORE_BACK_IN)
        }
        E::Internal(_) => of_status_500(),
    }
}

fn invalid(code: &'static str, violations: &Violations) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, violations.to_string()).with_errors(violations)
}

fn of_sign_in(refused: &SignInRefused) -> Problem {
    let with = |status| Problem::new(status, refused.code(), refused.to_string());
    match refused {
        SignInRefused::NotConfigured => with(StatusCode::SERVICE_UNAVAILABLE)
            .with_hint("The operator has to configure this way of signing in, or there is none of this name")
            .retry_after(OPERATOR_BACK_IN),
        SignInRefused::AccessDenied | SignInRefused::Suspended | SignInRefused::Erasing => with(StatusCode::FORBIDDEN),
        SignInRefused::StateMismatch => with(StatusCode::BAD_REQUEST),
        SignInRefused::EmailTaken => with(StatusCode::CONFLICT),
        SignInRefused::ProviderError(_) => with(StatusCode::BAD_GATEWAY),
        SignInRefused::Failed(error) => of_application(error),
    }
}

fn of_status_500() -> Problem {
    Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR)
}

fn cause_of(error: &E) -> Option<&(dyn StdError + 'static)> {
    match error {
        E::Service { source, .. } => Some(source),
        E::Unavailable(source) | E::Internal(source) => Some(&**source),
        E::Invalid(_)
        | E::Malformed { .. }
        | E::Unauthenticated { .. }
        | E::Forbidden { .. }
        | E::NotFound(_)
        | E::Conflict { .. }
        | E::PreconditionFailed
        | E::Refused { .. }
        | E::Limited { .. } => None,
    }
}
