use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use vibeslop_domain::limits::{Standing, tightest};

static RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
static RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Tells how the caller stands with the limit that is met first, in the two fields of
/// draft-ietf-httpapi-ratelimit-headers. Says nothing where a layer within has told already: it knows of more limits.
pub fn tell(headers: &mut HeaderMap, standings: &[Standing]) {
    let Some(standing) = tightest(standings).filter(|_| !headers.contains_key(&RATELIMIT)) else { return };
    let name = standing.policy.name.as_str();
    let policy = format!("\"{name}\";q={};w={}", standing.policy.quota, standing.policy.window.seconds());
    let state = format!("\"{name}\";r={};t={}", standing.remaining, whole_seconds(standing.resets_in));
    if let (Ok(policy), Ok(state)) = (HeaderValue::from_str(&policy), HeaderValue::from_str(&state)) {
        headers.insert(RATELIMIT_POLICY.clone(), policy);
        headers.insert(RATELIMIT.clone(), state);
    }
}

/// Rounded up, so that nobody comes back too early.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use vibeslop_domain::limits::{Policy, PolicyName, Window};

    use super::*;

    fn standing(name: PolicyName, remaining: u32, millis: u64) -> Standing {
        let policy = Policy { name, quota: 30, window: Window::HOUR };
        Standing { policy, remaining, resets_in: Duration::from_millis(millis) }
    }

    #[test]
    fn the_tightest_limit_is_told_once() {
        let mut headers = HeaderMap::new();
        tell(&mut headers, &[]);
        assert!(headers.is_empty());
        tell(&mut headers, &[standing(PolicyName::User, 500, 200), standing(PolicyName::Posts, 29, 1_799_001)]);
        tell(&mut headers, &[standing(PolicyName::User, 1, 200)]);
        assert_eq!(headers.get("ratelimit-policy").unwrap(), "\"posts\";q=30;w=3600");
        assert_eq!(headers.get("ratelimit").unwrap(), "\"posts\";r=29;t=1800");
    }
}
