use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use vibeslop_ports::ServiceError;

use crate::endpoint::Limits;

/// A call that failed, and whether another may do better.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) error: ServiceError,
    pub(crate) again: Again,
}

/// Whether a failed call is worth another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// No.
    Never,
    /// Yes, after the pause: the service or the way to it was out of order before anything was received.
    AfterPause,
    /// Yes, after this time, which the service asked for.
    After(Duration),
}

impl Fault {
    pub(crate) const fn last(error: ServiceError) -> Self {
        Self { error, again: Again::Never }
    }

    /// The answer makes no sense.
    pub(crate) fn malformed(what: &'static str) -> Self {
        Self::last(ServiceError::Malformed(what.into()))
    }

    /// The request did not come through, and nothing was received.
    pub(crate) fn of_connection(error: reqwest::Error) -> Self {
        // The address is configuration, but it may hold what nobody should read in a log.
        let error = error.without_url();
        if error.is_builder() {
            return Self::last(ServiceError::Malformed(error.into()));
        }
        if error.is_timeout() && !error.is_connect() {
            return Self::last(ServiceError::TimedOut);
        }
        Self { error: ServiceError::Unavailable(error.into()), again: Again::AfterPause }
    }

    /// The connection broke while the answer was under way.
    pub(crate) fn of_body(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::last(ServiceError::TimedOut);
        }
        Self::last(ServiceError::Unavailable(error.without_url().into()))
    }

    /// A status that says failure, of the answer itself or in the `error` object of an answer with status 200.
    pub(crate) fn of_status(
        status: u64,
        headers: &HeaderMap,
        reply: &Value,
        limits: &Limits,
        key: &SecretString,
    ) -> Self {
        // What the service says of a fault may repeat what it was asked: it is for those who look closely, and no part of
        // an error, which every log keeps.
        tracing::debug!(status, said = said(reply, key), "a model service explains a fault");
        let words = || format!("status {status}").into();
        match status {
            401 => Self::last(ServiceError::Unauthorized),
            402 => Self::last(ServiceError::OutOfCredit),
            403 if is_moderated(reply) => Self::last(ServiceError::Moderated),
            403 => Self::last(ServiceError::Forbidden),
            404 => Self::last(ServiceError::NotFound),
            408 | 504 | 522 | 524 => Self::last(ServiceError::TimedOut),
            429 | 529 => {
                let retry_after = retry_after(headers);
                let again = match retry_after {
                    Some(wait) if wait <= limits.patience => Again::After(wait),
                    _ => Again::Never,
                };
                Self { error: ServiceError::Limited { retry_after }, again }
            }
            500 | 502 | 503 => Self { error: ServiceError::Unavailable(words()), again: Again::AfterPause },
            505..=599 => Self::last(ServiceError::Unavailable(words())),
            _ => Self::last(ServiceError::Malformed(words())),
        }
    }
}

/// The service's own words on a fault, short, on one line and without the key.
fn said(reply: &Value, key: &SecretString) -> String {
    let message = reply.pointer("/error/message").or_else(|| reply.get("message")).and_then(Value::as_str);
    let Some(message) = message else { return "no explanation".to_owned() };
    let key = key.expose_secret();
    let message = if key.is_empty() { message.to_owned() } else { message.replace(key, "[key]") };
    message.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Whether a refusal is one of the content.
fn is_moderated(reply: &Value) -> bool {
    let metadata = reply.pointer("/error/metadata");
    let reasons = metadata.and_then(|metadata| metadata.get("reasons")).and_then(Value::as_array);
    reasons.is_some_and(|reasons| !reasons.is_empty())
        || metadata.is_some_and(|metadata| metadata.get("flagged_input").is_some_and(|input| !input.is_null()))
}

/// How long the service asks to wait: in seconds, or until a time, which is read against the answer's own date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let wanted = text(RETRY_AFTER)?;
    if let Ok(seconds) = wanted.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(wanted).ok()?;
    let now = DateTime::parse_from_rfc2822(text(DATE)?).ok()?;
    Some((until - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn headers(pairs: &[(reqwest::header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn patience_is_asked_for_in_seconds_or_until_a_time() {
        assert_eq!(retry_after(&headers(&[(RETRY_AFTER, "7")])), Some(Duration::from_secs(7)));
        let date = (DATE, "Mon, 02 Feb 2026 12:00:00 GMT");
        let until = |time| retry_after(&headers(&[(RETRY_AFTER, time), date.clone()]));
        assert_eq!(until("Mon, 02 Feb 2026 12:00:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(until("Mon, 02 Feb 2026 11:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(until("soon"), None);
        assert_eq!(retry_after(&headers(&[(RETRY_AFTER, "Mon, 02 Feb 2026 12:00:30 GMT")])), None);
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn the_services_words_are_short_and_without_the_key() {
        let key = SecretString::from("sk-or-v1-secret");
        let reply = json!({"error": {"message": format!("bad key sk-or-v1-secret\r\n{}", "x".repeat(500))}});
        let said = said(&reply, &key);
        assert!(said.starts_with("bad key [key]  xxx") && said.len() == 200, "{said}");
    }
}
