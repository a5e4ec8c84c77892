use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use moka::future::Cache;
use vibeslop_domain::{
    feed::{Candidate, SUGGESTIONS_LAST},
    ids::UserId,
};
use vibeslop_ports::feed::{SuggestionCache, Suggestions};

use crate::lookups::Lookups;

/// About how many bytes are kept.
const BYTES: u64 = 16 * 1024 * 1024;
/// What an entry takes besides the people in it.
const ENTRY_BYTES: usize = 256;

/// Whom people may want to follow, for as long as it is not looked for anew.
#[derive(Clone)]
pub struct KeptSuggestions {
    kept: Cache<Option<UserId>, Arc<Suggestions>>,
    lookups: Lookups,
}

impl KeptSuggestions {
    /// An empty one.
    pub fn new() -> Self {
        Self::of(BYTES)
    }

    fn of(bytes: u64) -> Self {
        let weight = |_: &Option<UserId>, suggestions: &Arc<Suggestions>| {
            let people = suggestions.found.people.len() * size_of::<Candidate>();
            u32::try_from(ENTRY_BYTES + people).unwrap_or(u32::MAX)
        };
        let lasts = SUGGESTIONS_LAST.to_std().unwrap_or(Duration::ZERO);
        Self {
            kept: Cache::builder().max_capacity(bytes).weigher(weight).time_to_live(lasts).build(),
            lookups: Lookups::of("suggestions"),
        }
    }
}

impl Default for KeptSuggestions {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for KeptSuggestions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptSuggestions").field("kept", &self.kept.entry_count()).finish_non_exhaustive()
    }
}

#[async_trait]
impl SuggestionCache for KeptSuggestions {
    async fn kept(&self, viewer: Option<UserId>) -> Option<Arc<Suggestions>> {
        self.lookups.counted(self.kept.get(&viewer).await)
    }

    async fn keep(&self, viewer: Option<UserId>, suggestions: Suggestions) {
        self.kept.insert(viewer, Arc::new(suggestions)).await;
    }

    async fn forget(&self, viewer: UserId) {
        self.kept.invalidate(&Some(viewer)).await;
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;
    use vibeslop_ports::feed::Candidates;

    use super::*;

    fn person(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn suggestions(people: u128) -> Suggestions {
        let candidate = |number| Candidate {
            person: person(number),
            ties: 1,
            followers: 1,
            shared: 0,
            active_at: None,
            joined_at: DateTime::<Utc>::UNIX_EPOCH,
        };
        let found = Candidates { people: (0..people).map(candidate).collect(), has_graph: true };
        Suggestions { found, most: 9, at: DateTime::UNIX_EPOCH }
    }

    #[tokio::test]
    async fn what_is_kept_for_one_is_found_by_nobody_else_until_it_is_forgotten() {
        let cache = KeptSuggestions::new();
        let (ada, bob) = (person(1), person(2));
        cache.keep(Some(ada), suggestions(1)).await;
        cache.keep(None, suggestions(2)).await;
        assert_eq!(cache.kept(Some(ada)).await.as_deref(), Some(&suggestions(1)));
        assert_eq!(cache.kept(None).await.as_deref(), Some(&suggestions(2)));
        assert!(cache.kept(Some(bob)).await.is_none());
        cache.forget(bob).await;
        cache.keep(Some(ada), suggestions(3)).await;
        assert_eq!(cache.kept(Some(ada)).await.as_deref(), Some(&suggestions(3)), "the last that was kept");
        cache.forget(ada).await;
        assert!(cache.kept(Some(ada)).await.is_none());
        assert!(cache.kept(None).await.is_some());
    }

    #[tokio::test]
    async fn it_takes_no_more_than_it_may() {
        let cache = KeptSuggestions::of(100_000);
        for number in 0..1_000 {
            cache.keep(Some(person(number)), suggestions(9)).await;
        }
        cache.kept.run_pending_tasks().await;
        let kept = cache.kept.entry_count();
        assert!((50..200).contains(&kept), "{kept} of a thousand");
    }
}
