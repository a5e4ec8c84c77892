use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use vibeslop_ports::{BoxError, ServiceError};

/// What GitHub advises to wait where a limit names no time (its guide to rate limits).
const UNNAMED_WAIT: Duration = Duration::from_mins(1);
/// No limit of GitHub lasts longer. A number beyond is a mistake, and sums with it would leave the calendar.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// What GitHub answered, for the log.
#[derive(Debug, thiserror::Error)]
#[error("status {status}: {said}")]
struct Refusal {
    status: u16,
    said: String,
}

/// What a status other than success means. `said` is the beginning of the body, without secrets.
pub(crate) fn refusal(status: StatusCode, headers: &HeaderMap, said: String, now: DateTime<Utc>) -> ServiceError {
    let status = status.as_u16();
    match status {
        401 => return ServiceError::Unauthorized,
        403 | 429 => match limit(status, headers, &said, now) {
            Some(retry_after) => return ServiceError::Limited { retry_after: Some(retry_after) },
            None => return ServiceError::Forbidden,
        },
        // 451: taken down for legal reasons.
        451 => return ServiceError::Forbidden,
        // 409: the repository has no commit, so there is nothing below it.
        404 | 409 | 410 => return ServiceError::NotFound,
        _ => {}
    }
    let source: BoxError = Refusal { status, said }.into();
    if status >= 500 { ServiceError::Unavailable(source) } else { ServiceError::Malformed(source) }
}

/// Whether GitHub understood what was asked, and cannot answer it (422).
pub(crate) fn is_unprocessable(error: &ServiceError) -> bool {
    let ServiceError::Malformed(source) = error else { return false };
    source.downcast_ref::<Refusal>().is_some_and(|refusal| refusal.status == 422)
}

/// How long to wait if this is a limit; `None` if it is a plain refusal.
fn limit(status: u16, headers: &HeaderMap, said: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Some(wait) = retry_after(headers, now).or_else(|| used_up(headers, now)) {
        return Some(wait);
    }
    let is_limit = status == 429 || said.to_ascii_lowercase().contains("rate limit");
    is_limit.then_some(UNNAMED_WAIT)
}

/// How long to wait if this answer was the last one that the quota allows for.
pub(crate) fn used_up(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    if number(headers, "x-ratelimit-remaining") != Some(0) {
        return None;
    }
    let reset = number(headers, "x-ratelimit-reset").and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    Some(reset.map_or(UNNAMED_WAIT, |reset| wait(reset, now)))
}

/// `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3).
pub(crate) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds).min(LONGEST_WAIT)),
        Err(_) => DateTime::parse_from_rfc2822(text).ok().map(|date| wait(date.to_utc(), now)),
    }
}

fn wait(until: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    let left = until.signed_duration_since(now).to_std().unwrap_or_default();
    left.clamp(Duration::from_secs(1), LONGEST_WAIT)
}

fn number(headers: &HeaderMap, name: &str) -> Option<i64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn after(headers: &[(&str, &str)], status: u16, said: &str) -> ServiceError {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
            })
            .collect();
        let now = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        refusal(StatusCode::from_u16(status).unwrap(), &headers, said.to_owned(), now)
    }

    fn seconds(error: &ServiceError) -> u64 {
        match error {
            ServiceError::Limited { retry_after: Some(wait) } => wait.as_secs(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_limit_says_when_to_come_back() {
        let used_up = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1767225700")];
        assert_eq!(seconds(&after(&used_up, 403, "")), 100);
        assert_eq!(seconds(&after(&used_up, 429, "")), 100);
        assert_eq!(seconds(&after(&[("retry-after", "30")], 403, "")), 30);
        assert_eq!(seconds(&after(&[("retry-after", "Thu, 01 Jan 2026 00:00:45 GMT")], 429, "")), 45);
        assert_eq!(seconds(&after(&[], 403, "You have exceeded a secondary rate limit.")), 60);
        assert_eq!(seconds(&after(&[], 429, "")), 60);
    }

    #[test]
    fn odd_numbers_stay_within_a_day() {
        let past = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "7")];
        assert_eq!(seconds(&after(&past, 403, "")), 1);
        let never = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "9223372036854775807")];
        assert_eq!(seconds(&after(&never, 403, "")), 60);
        assert_eq!(seconds(&after(&[("retry-after", "18446744073709551615")], 403, "")), 86_400);
    }

    #[test]
    fn a_refusal_with_quota_left_is_no_limit() {
        let left = [("x-ratelimit-remaining", "4999"), ("x-ratelimit-reset", "1767225700")];
        assert!(matches!(after(&left, 403, "Resource not accessible"), ServiceError::Forbidden));
    }
}
