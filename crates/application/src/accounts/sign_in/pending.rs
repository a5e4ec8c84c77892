use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use vibeslop_domain::accounts::ProviderName;
use vibeslop_ports::{
    environment::Entropy,
    tokens::{Cipher, Sealed},
};

use super::{Flow, SIGN_IN_MINUTES};
use crate::Error;

/// What the cookie is sealed for.
const PURPOSE: &str = "sign_in";

/// By how much the clock of the node that finishes may lag behind the one that began.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(1);

/// A sign-in between its two halves.
pub(super) struct Pending {
    pub(super) state: SecretString,
    pub(super) nonce: SecretString,
    pub(super) verifier: SecretString,
    pub(super) flow: Flow,
    pub(super) provider: ProviderName,
    begun_at: DateTime<Utc>,
}

/// How it is written inside the cookie.
#[derive(Serialize, Deserialize)]
struct Written {
    state: String,
    nonce: String,
    verifier: String,
    flow: Flow,
    provider: String,
    begun_at_ms: i64,
}

impl Pending {
    pub(super) fn new(entropy: &dyn Entropy, provider: ProviderName, flow: Flow, now: DateTime<Utc>) -> Self {
        let (state, nonce, verifier) = (entropy.secret(), entropy.secret(), entropy.secret());
        Self { state, nonce, verifier, flow, provider, begun_at: now }
    }

    /// The cookie.
    pub(super) fn seal(&self, cipher: &dyn Cipher) -> Result<String, Error> {
        let written = Written {
            state: self.state.expose_secret().to_owned(),
            nonce: self.nonce.expose_secret().to_owned(),
            verifier: self.verifier.expose_secret().to_owned(),
            flow: self.flow,
            provider: self.provider.as_str().to_owned(),
            begun_at_ms: self.begun_at.timestamp_millis(),
        };
        let text = serde_json::to_vec(&written).map_err(|error| Error::Internal(error.into()))?;
        let sealed = cipher.seal(PURPOSE, &text).map_err(Error::Internal)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed.0))
    }

    /// Reads a cookie; `None` if it is not one that we sealed.
    pub(super) fn open(cipher: &dyn Cipher, cookie: &str) -> Option<Self> {
        let sealed = Sealed(URL_SAFE_NO_PAD.decode(cookie).ok()?);
        let written: Written = serde_json::from_slice(&cipher.open(PURPOSE, &sealed).ok()?).ok()?;
        Some(Self {
            state: written.state.into(),
            nonce: written.nonce.into(),
            verifier: written.verifier.into(),
            flow: written.flow,
            provider: ProviderName::new(&written.provider).ok()?,
            begun_at: DateTime::from_timestamp_millis(written.begun_at_ms)?,
        })
    }

    /// Whether a callback with this state, from this service, belongs to it and is not too late. The state is
    /// compared in constant time: how long it takes tells nothing of it.
    pub(super) fn fits(&self, provider: &ProviderName, state: Option<&str>, now: DateTime<Utc>) -> bool {
        let expected = self.state.expose_secret();
        let same_state = state.is_some_and(|state| state.as_bytes().ct_eq(expected.as_bytes()).into());
        let age = now - self.begun_at;
        same_state && *provider == self.provider && age <= TimeDelta::minutes(SIGN_IN_MINUTES) && age >= -CLOCK_SKEW
    }
}
