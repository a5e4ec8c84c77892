use std::fmt;

use actix_web::{HttpMessage, HttpRequest, dev::ServiceRequest, http::header::HeaderName};

use crate::Api;

pub static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a request is called in answers and in the log.
#[derive(Debug, Clone)]
pub struct RequestId(String);

impl RequestId {
    /// The longest identifier that is taken over from a caller.
    const MAX: usize = 128;

    /// The caller's own identifier where it is harmless, or else a new one. Remembered with the request.
    pub fn assign(req: &ServiceRequest, api: &Api) -> Self {
        let theirs =
            req.headers().get(&X_REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| is_sensible(id));
        let id = Self(theirs.map_or_else(|| api.ids.next().to_string(), str::to_owned));
        req.extensions_mut().insert(id.clone());
        id
    }

    pub fn of(req: &HttpRequest) -> Option<Self> {
        req.extensions().get::<Self>().cloned()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// It goes into headers, log lines and reports as it is, so it must not be able to say anything there.
fn is_sensible(id: &str) -> bool {
    (1..=RequestId::MAX).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'/' | b'+' | b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_harmless_identifier_is_taken_over() {
        for good in ["0190b1c2-7d3e-7000-8000-000000000000", "a", "Root=1-67891233:abc"] {
            assert!(is_sensible(good), "{good}");
        }
        for bad in ["", "a b", "<script>", "a\"b", "é", &"x".repeat(129)] {
            assert!(!is_sensible(bad), "{bad}");
        }
    }
}
