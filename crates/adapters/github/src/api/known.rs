use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use reqwest::Url;
use reqwest::header::{ETAG, HeaderMap, HeaderValue, LINK};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use super::{Answer, Call};

/// What all remembered answers may take together, in bytes.
const MOST_BYTES: u64 = 32 * 1024 * 1024;
/// The largest answer that is remembered.
const LARGEST: usize = 1_000_000;
/// For how long an answer is remembered that nobody asks for.
const IDLE: Duration = Duration::from_hours(1);

/// Who asked what, in which form. The token is part of it, so that nobody is answered with what somebody else may see.
type Key = [u8; 32];

/// Answers that came with a tag. Whether they still hold is asked each time: GitHub does not count such a question if
/// the answer is the same.
pub(super) struct KnownAnswers {
    cache: Cache<Key, Tagged>,
}

#[derive(Clone)]
struct Tagged {
    tag: HeaderValue,
    answer: Answer,
}

/// What is known of one call before it is made.
pub(super) struct Known {
    key: Key,
    tagged: Option<Tagged>,
}

impl Known {
    pub(super) fn tag(&self) -> Option<&HeaderValue> {
        self.tagged.as_ref().map(|tagged| &tagged.tag)
    }

    pub(super) fn answer(&self) -> Option<Answer> {
        self.tagged.as_ref().map(|tagged| tagged.answer.clone())
    }
}

impl KnownAnswers {
    pub(super) fn new() -> Self {
        let cache = Cache::builder()
            .max_capacity(MOST_BYTES)
            .weigher(|_, tagged: &Tagged| u32::try_from(tagged.answer.body.len()).unwrap_or(u32::MAX).max(500))
            // What was asked for last is asked for next; how often before says nothing.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(IDLE)
            .build();
        Self { cache }
    }

    /// What is known of this call.
    pub(super) fn of(&self, call: &Call<'_>, address: &Url) -> Known {
        let mut hash = Sha256::new();
        for part in [call.token.expose_secret(), call.accept, address.as_str()] {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        let key = hash.finalize().into();
        Known { key, tagged: self.cache.get(&key) }
    }

    /// Remembers the answer to a call, if it has a tag.
    pub(super) fn keep(&self, known: &Known, answer: &Answer) {
        match answer.headers.get(ETAG) {
            Some(tag) if answer.body.len() <= LARGEST => {
                // What else GitHub said at the time does not hold for the next time.
                let links = answer.headers.get_all(LINK).iter().map(|link| (LINK, link.clone()));
                let answer = Answer { headers: links.collect::<HeaderMap>(), body: answer.body.clone() };
                self.cache.insert(known.key, Tagged { tag: tag.clone(), answer });
            }
            _ => self.cache.invalidate(&known.key),
        }
    }
}
