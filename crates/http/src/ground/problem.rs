use std::{borrow::Cow, collections::BTreeMap, time::Duration};

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use serde::Serialize;
use utoipa::ToSchema;
use vibeslop_domain::Violations;

/// The media type of every error.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What went wrong: the one shape of all errors (RFC 9457, with members that existing clients read).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// The kind of problem, as a reference.
    #[serde(rename = "type")]
    #[schema(example = "/problems/validation-failed")]
    kind: String,
    /// The kind of problem, in words.
    #[schema(example = "Validation failed")]
    title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    status: u16,
    /// What happened this time; the same as `message`.
    detail: String,
    /// The kind of problem, for machines. Never changes its meaning.
    #[schema(value_type = String, example = "validation_failed")]
    error: Cow<'static, str>,
    /// A sentence that can be shown to a person.
    #[schema(example = "Title can't be blank")]
    message: String,
    /// What is wrong with each field; only where the request was understood and refused for what is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    errors: Option<BTreeMap<String, Vec<String>>>,
    /// What would help, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    hint: Option<String>,
    /// The limits that forbid it for now; only where something was done too often.
    #[serde(rename = "violated-policies", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    violated_policies: Option<Vec<&'static str>>,
    /// The request's identifier, to be named in a report.
    request_id: Option<String>,
    #[serde(skip)]
    retry_after: Option<Duration>,
}

impl Problem {
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        let error = code.into();
        let message = message.into();
        Self {
            kind: format!("/problems/{}", error.replace('_', "-")),
            title: in_words(&error),
            status: status.as_u16(),
            detail: message.clone(),
            error,
            message,
            errors: None,
            hint: None,
            violated_policies: None,
            request_id: None,
            retry_after: None,
        }
    }

    /// The problem for an answer that says no more than its status.
    pub fn of_status(status: StatusCode) -> Self {
        let (code, message) = match status {
            StatusCode::NOT_FOUND => ("not_found", "There is nothing here"),
            StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "This cannot be done here"),
            StatusCode::PAYLOAD_TOO_LARGE => ("payload_too_large", "The request is too large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported_media_type", "The request has to be JSON"),
            status if status.is_server_error() => ("internal_error", "Something failed on our side"),
            _ => ("bad_request", "The request could not be understood"),
        };
        Self::new(status, code, message)
    }

    pub fn with_errors(mut self, violations: &Violations) -> Self {
        let reasons = |reasons: &[vibeslop_domain::Invalid]| reasons.iter().map(ToString::to_string).collect();
        self.errors = Some(violations.fields().map(|(field, why)| (field.to_owned(), reasons(why))).collect());
        self
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn with_violated_policies(mut self, names: impl Iterator<Item = &'static str>) -> Self {
        self.violated_policies = Some(names.collect());
        self
    }

    pub const fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }

    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub fn code(&self) -> &str {
        &self.error
    }

    pub fn json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The whole answer.
    pub fn response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status());
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON)));
        if let Some(wait) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, whole_seconds(wait)));
        }
        if self.status == StatusCode::UNAUTHORIZED.as_u16() {
            response.insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        response.body(self.json())
    }
}

/// Rounded up, so that nobody comes back too early, and never 0.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1)
}

/// `validation_failed` as "Validation failed".
fn in_words(code: &str) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_has_the_shape_of_the_contract() {
        let mut wrong = Violations::default();
        wrong.add("title", vibeslop_domain::Invalid::too_short(3));
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "validation_failed", wrong.to_string())
            .with_errors(&wrong)
            .with_request_id("0190");
        insta::assert_json_snapshot!(problem, @r#"
        {
          "type": "/problems/validation-failed",
          "title": "Validation failed",
          "status": 422,
          "detail": "Title should be at least 3 character(s)",
          "error": "validation_failed",
          "message": "Title should be at least 3 character(s)",
          "errors": {
            "title": [
              "should be at least 3 character(s)"
            ]
          },
          "request_id": "0190"
        }
        "#);
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_rounded_up() {
        assert_eq!(whole_seconds(Duration::from_millis(1_001)), 2);
        assert_eq!(whole_seconds(Duration::ZERO), 1);
    }
}
