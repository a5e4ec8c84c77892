//! Keeps for some seconds what everybody reads: the catalog, profiles as nobody in particular sees them, and the first
//! pages of what is ranked for those who are not signed in. For some minutes: whom somebody may want to follow.
//!
//! A [`ReadCache`] stands in front of the queries of a store, and watches what is committed through its node's units of
//! work. How old an answer can be:
//!
//! | what | written through this node | written through another |
//! | --- | --- | --- |
//! | the catalog | never old | up to [`CATALOG`] |
//! | a profile, for nobody in particular | never old | up to [`PROFILE`] |
//! | a first page, for those who are not signed in | never old | up to [`FRONT`] |
//! | whom somebody may want to follow | never old when they follow | up to [`SUGGESTIONS_LAST`] |
//! | a profile, for somebody signed in; a search; preferences | never old | never old |
//!
//! Nobody is suggested who is followed, hidden or gone by now, whatever is kept.
//!
//! Many who ask for one thing at the same moment are answered by one question. A failure is told to all of them and
//! not kept.
//!
//! [`SUGGESTIONS_LAST`]: vibeslop_domain::feed::SUGGESTIONS_LAST
#![warn(missing_docs)]

mod front;
mod generation;
mod lookups;
mod profiles;
mod suggestions;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use moka::future::Cache;
use vibeslop_domain::{
    accounts::Username,
    catalog::{Stack, Tool},
};
use vibeslop_ports::{
    StoreError,
    accounts::{ProfileQueries, ProfileView},
    catalog::CatalogQueries,
    transactions::{CommitWatch, Committed},
};

use self::generation::Generation;
use self::lookups::Lookups;
pub use self::lookups::describe as describe_metrics;
pub use front::{FRONT, FrontCache};
pub use suggestions::KeptSuggestions;

/// How old the catalog can be.
pub const CATALOG: Duration = Duration::from_mins(1);
/// How old a profile can be.
pub const PROFILE: Duration = Duration::from_secs(5);
/// About how many bytes of profiles are kept. Old accounts hold whole pictures.
const PROFILE_BYTES: u64 = 64 * 1024 * 1024;

/// A profile, or that there is none.
type Seen = Option<Arc<ProfileView>>;

/// Queries behind a cache.
///
/// What is kept is kept under the generation that was current when it was asked for. A commit begins a new generation,
/// so that an answer that was read before the commit and arrives after it is never given to those who ask later.
#[derive(Clone)]
pub struct ReadCache {
    catalog: Arc<dyn CatalogQueries>,
    profiles: Arc<dyn ProfileQueries>,
    tools: Cache<u64, Arc<Vec<Tool>>>,
    stacks: Cache<u64, Arc<Vec<Stack>>>,
    seen: Cache<(u64, Username), Seen>,
    catalog_generation: Generation,
    profile_generation: Generation,
    catalog_lookups: Lookups,
    profile_lookups: Lookups,
}

impl ReadCache {
    /// A cache in front of these.
    pub fn new(catalog: Arc<dyn CatalogQueries>, profiles: Arc<dyn ProfileQueries>) -> Self {
        Self::lasting(catalog, profiles, CATALOG, PROFILE)
    }

    fn lasting(
        catalog: Arc<dyn CatalogQueries>,
        profiles: Arc<dyn ProfileQueries>,
        catalog_lasts: Duration,
        profile_lasts: Duration,
    ) -> Self {
        Self {
            catalog,
            profiles,
            tools: Cache::builder().max_capacity(4).time_to_live(catalog_lasts).build(),
            stacks: Cache::builder().max_capacity(4).time_to_live(catalog_lasts).build(),
            seen: Cache::builder()
                .max_capacity(PROFILE_BYTES)
                .weigher(|_, profile: &Seen| profiles::weight(profile.as_deref()))
                .time_to_live(profile_lasts)
                .build(),
            catalog_generation: Generation::default(),
            profile_generation: Generation::default(),
            catalog_lookups: Lookups::of("catalog"),
            profile_lookups: Lookups::of("profiles"),
        }
    }
}

impl std::fmt::Debug for ReadCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadCache").field("profiles", &self.seen.entry_count()).finish_non_exhaustive()
    }
}

impl CommitWatch for ReadCache {
    fn committed(&self, what: Committed) {
        if what.catalog_grew {
            self.catalog_generation.end();
        }
        // Nearly every commit can change somebody's profile: a post, a follow, a name. To find out whose would cost
        // more than to read those again that are asked for.
        self.profile_generation.end();
    }
}

#[async_trait]
impl CatalogQueries for ReadCache {
    async fn tools(&self) -> Result<Vec<Tool>, StoreError> {
        let load = self.catalog_lookups.loading(async { self.catalog.tools().await.map(Arc::new) });
        let kept = self.tools.try_get_with(self.catalog_generation.current(), load).await.map_err(own)?;
        Ok(kept.to_vec())
    }

    async fn stacks(&self) -> Result<Vec<Stack>, StoreError> {
        let load = self.catalog_lookups.loading(async { self.catalog.stacks().await.map(Arc::new) });
        let kept = self.stacks.try_get_with(self.catalog_generation.current(), load).await.map_err(own)?;
        Ok(kept.to_vec())
    }
}

/// A failure that several are told of. Only one of them can have its source.
fn own(shared: Arc<StoreError>) -> StoreError {
    Arc::try_unwrap(shared).unwrap_or_else(|shared| match &*shared {
        StoreError::Unavailable(source) => StoreError::Unavailable(source.to_string().into()),
        StoreError::Contended(source) => StoreError::Contended(source.to_string().into()),
        StoreError::Failed(source) => StoreError::Failed(source.to_string().into()),
    })
}

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
