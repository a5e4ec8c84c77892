use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use moka::future::Cache;
use vibeslop_ports::{
    feed::{FrontPage, FrontPages, MakePage, SentPage},
    transactions::{CommitWatch, Committed},
};

use crate::generation::Generation;

/// How old a first page can be.
pub const FRONT: Duration = Duration::from_secs(3);
/// How many are kept. There are few; this keeps off who asks in many ways for the same.
const MOST: u64 = 100;

/// First pages for those who are not signed in.
#[derive(Clone)]
pub struct FrontCache {
    pages: Cache<(u64, FrontPage), Arc<SentPage>>,
    generation: Generation,
}

impl FrontCache {
    /// An empty one.
    pub fn new() -> Self {
        Self::lasting(FRONT)
    }

    pub(crate) fn lasting(lasts: Duration) -> Self {
        Self {
            pages: Cache::builder().max_capacity(MOST).time_to_live(lasts).build(),
            generation: Generation::default(),
        }
    }
}

impl Default for FrontCache {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for FrontCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FrontCache").field("pages", &self.pages.entry_count()).finish_non_exhaustive()
    }
}

impl CommitWatch for FrontCache {
    fn committed(&self, _: Committed) {
        // Nearly every commit changes something that is shown: a post, a like, a name.
        self.generation.end();
    }
}

#[async_trait]
impl FrontPages for FrontCache {
    async fn page(&self, page: FrontPage, make: MakePage<'_>) -> Option<Arc<SentPage>> {
        let key = (self.generation.current(), page);
        self.pages.optionally_get_with(key, async { make.await.map(Arc::new) }).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use chrono::{DateTime, Utc};

    use super::*;

    const COMMITTED: Committed = Committed { catalog_grew: false, jobs_enqueued: false };

    fn named(asked: &str, ranking: DateTime<Utc>) -> FrontPage {
        FrontPage { asked: asked.to_owned(), ranking }
    }

    /// Asks for a page. What it says tells how many were made.
    async fn ask(cache: &FrontCache, made: &AtomicU32, page: FrontPage) -> Option<String> {
        let make = async {
            tokio::task::yield_now().await;
            let body = made.fetch_add(1, Ordering::SeqCst).to_string().into_bytes();
            Some(SentPage { body, link: None })
        };
        let page = cache.page(page, Box::pin(make)).await?;
        Some(String::from_utf8(page.body.clone()).unwrap())
    }

    #[tokio::test]
    async fn a_page_is_made_once_for_all_who_ask_until_somebody_commits() {
        let (cache, made) = (FrontCache::new(), AtomicU32::new(0));
        let page = || named("/api/posts", DateTime::UNIX_EPOCH);
        let (first, second) = tokio::join!(ask(&cache, &made, page()), ask(&cache, &made, page()));
        assert_eq!((first.as_deref(), second.as_deref()), (Some("0"), Some("0")));
        cache.committed(COMMITTED);
        assert_eq!(ask(&cache, &made, page()).await.as_deref(), Some("1"));
        assert_eq!(ask(&cache, &made, page()).await.as_deref(), Some("1"));
    }

    #[tokio::test]
    async fn what_is_asked_otherwise_or_ranked_anew_is_another_page() {
        let (cache, made) = (FrontCache::new(), AtomicU32::new(0));
        for (number, page) in [
            named("/api/posts", DateTime::UNIX_EPOCH),
            named("/api/posts?limit=3", DateTime::UNIX_EPOCH),
            named("/api/posts", DateTime::UNIX_EPOCH + Duration::from_mins(1)),
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(ask(&cache, &made, page).await, Some(number.to_string()));
        }
    }

    #[tokio::test]
    async fn what_is_made_while_somebody_commits_is_for_those_alone_who_asked_before() {
        let (cache, made) = (FrontCache::new(), AtomicU32::new(0));
        let page = || named("/api/posts", DateTime::UNIX_EPOCH);
        let early = async {
            let make = async {
                cache.committed(COMMITTED);
                Some(SentPage { body: b"early".to_vec(), link: None })
            };
            cache.page(page(), Box::pin(make)).await
        };
        assert_eq!(early.await.unwrap().body, b"early");
        assert_eq!(ask(&cache, &made, page()).await.as_deref(), Some("0"));
    }

    #[tokio::test]
    async fn nothing_is_kept_for_longer_than_it_may_be_nor_where_it_failed() {
        let (cache, made) = (FrontCache::lasting(Duration::from_millis(20)), AtomicU32::new(0));
        let page = || named("/api/posts", DateTime::UNIX_EPOCH);
        assert!(cache.page(page(), Box::pin(async { None })).await.is_none());
        assert_eq!(ask(&cache, &made, page()).await.as_deref(), Some("0"));
        tokio::time::sleep(Duration::from_millis(40)).await;
        assert_eq!(ask(&cache, &made, page()).await.as_deref(), Some("1"));
    }
}
