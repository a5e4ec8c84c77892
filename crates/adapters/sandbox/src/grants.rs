use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// How long a code can be taken back.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// One-time codes that wait to be taken back. In memory alone: a restart ends the sign-ins that are under way.
#[derive(Debug, Default)]
pub(crate) struct Grants(Mutex<HashMap<String, Grant>>);

/// What a code stands for.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) login: &'static str,
    pub(crate) redirect_uri: String,
    pub(crate) code_challenge: Option<String>,
    pub(crate) granted_at: DateTime<Utc>,
}

impl Grants {
    /// Remembers a code, and forgets those that are over.
    pub(crate) fn put(&self, code: &str, grant: Grant) {
        let mut grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = grant.granted_at;
        grants.retain(|_, other| other.is_in_force(now));
        grants.insert(code.to_owned(), grant);
    }

    /// Whom a code stands for. A code is gone once somebody has shown it, even with the wrong verifier: whoever
    /// guesses has one guess.
    pub(crate) fn take(
        &self,
        code: &str,
        verifier: &str,
        redirect_uri: &str,
        now: DateTime<Utc>,
    ) -> Option<&'static str> {
        let grant = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(code)?;
        let fits = grant.is_in_force(now)
            && grant.redirect_uri == redirect_uri
            && grant.code_challenge.as_deref() == Some(challenge(verifier).as_str());
        fits.then_some(grant.login)
    }
}

impl Grant {
    fn is_in_force(&self, now: DateTime<Utc>) -> bool {
        now.signed_duration_since(self.granted_at) <= LIFETIME
    }
}

/// The challenge that belongs to a verifier (RFC 7636, section 4.2, method S256).
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACK: &str = "http://localhost:4001/api/auth/github/callback";

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn granted(code_challenge: Option<&str>) -> Grants {
        let grants = Grants::default();
        let grant = Grant {
            login: "alice",
            redirect_uri: BACK.to_owned(),
            code_challenge: code_challenge.map(str::to_owned),
            granted_at: at(0),
        };
        grants.put("code", grant);
        grants
    }

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_code_works_once() {
        let grants = granted(Some(&challenge("v")));
        assert_eq!(grants.take("code", "v", BACK, at(10)), Some("alice"));
        assert_eq!(grants.take("code", "v", BACK, at(10)), None);
    }

    #[test]
    fn a_code_is_over_after_ten_minutes() {
        let late = at(10) + TimeDelta::seconds(1);
        assert_eq!(granted(Some(&challenge("v"))).take("code", "v", BACK, late), None);
    }

    #[test]
    fn a_code_is_for_whoever_asked_for_it_and_spent_by_anybody_else() {
        let grants = granted(Some(&challenge("v")));
        assert_eq!(grants.take("code", "guess", BACK, at(1)), None);
        assert_eq!(grants.take("code", "v", BACK, at(1)), None);
        assert_eq!(granted(Some(&challenge("v"))).take("code", "v", "http://elsewhere.example", at(1)), None);
        assert_eq!(granted(None).take("code", "v", BACK, at(1)), None);
        assert_eq!(granted(Some(&challenge("v"))).take("other", "v", BACK, at(1)), None);
    }

    #[test]
    fn codes_that_nobody_took_back_are_forgotten() {
        let grants = granted(None);
        let later = Grant { login: "bob", redirect_uri: BACK.to_owned(), code_challenge: None, granted_at: at(11) };
        grants.put("later", later);
        assert_eq!(grants.0.lock().unwrap().len(), 1);
    }
}
