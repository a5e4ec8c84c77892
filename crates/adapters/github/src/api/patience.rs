use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::refusal;

/// How many limits are remembered. Each is a few bytes.
const MOST: u64 = 50_000;
/// No limit of GitHub lasts longer than an hour; the rest is for clocks that differ.
const LONGEST: Duration = Duration::from_hours(25);

/// What GitHub counts apart for each token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Resource {
    /// Everything but what follows.
    Core,
    /// Searches, 30 a minute.
    Search,
    /// All of them: the limits of the second kind, against bursts.
    All,
}

impl Resource {
    /// What a call to this path counts as.
    pub(super) fn of(path: &[&str]) -> Self {
        if path.first() == Some(&"search") { Self::Search } else { Self::Core }
    }

    /// What GitHub says that a call counted as.
    pub(super) fn told(headers: &HeaderMap) -> Option<Self> {
        match headers.get("x-ratelimit-resource")?.to_str().ok()? {
            "core" => Some(Self::Core),
            "search" => Some(Self::Search),
            _ => None,
        }
    }
}

/// Until when GitHub does not want to be asked, by token: known to all requests and jobs of this node, so that the
/// first refusal is the last. Other nodes learn it by a refusal of their own.
pub(super) struct Patience {
    until: Cache<([u8; 32], Resource), DateTime<Utc>>,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self { until: Cache::builder().max_capacity(MOST).time_to_live(LONGEST).build() }
    }

    /// How long this token has to wait before it asks for this.
    pub(super) fn left(&self, token: &SecretString, resource: Resource, now: DateTime<Utc>) -> Option<Duration> {
        let token = hashed(token);
        [resource, Resource::All]
            .into_iter()
            .filter_map(|resource| self.until.get(&(token, resource)))
            .filter_map(|until| until.signed_duration_since(now).to_std().ok())
            .filter(|left| !left.is_zero())
            .max()
    }

    /// Takes from an answer, be it a success, that it was the last one for a while.
    pub(super) fn note_headers(
        &self,
        token: &SecretString,
        resource: Resource,
        headers: &HeaderMap,
        now: DateTime<Utc>,
    ) {
        if let Some(wait) = refusal::used_up(headers, now) {
            self.note(token, resource, wait, now);
        }
    }

    /// Takes from a refusal how long to wait. What is not used up was refused by a limit of the second kind.
    pub(super) fn note_refusal(
        &self,
        token: &SecretString,
        resource: Resource,
        headers: &HeaderMap,
        wait: Duration,
        now: DateTime<Utc>,
    ) {
        let resource = if refusal::used_up(headers, now).is_some() { resource } else { Resource::All };
        self.note(token, resource, wait, now);
    }

    fn note(&self, token: &SecretString, resource: Resource, wait: Duration, now: DateTime<Utc>) {
        let until = TimeDelta::from_std(wait).ok().and_then(|wait| now.checked_add_signed(wait));
        let key = (hashed(token), resource);
        if let Some(until) = until
            && self.until.get(&key).is_none_or(|known| known < until)
        {
            self.until.insert(key, until);
        }
    }
}

fn hashed(token: &SecretString) -> [u8; 32] {
    Sha256::digest(token.expose_secret()).into()
}
