use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use tokio::sync::Semaphore;
use uuid::Uuid;
use vibeslop_domain::{accounts::Username, content::StoredImage, ids::UserId, page::Limit};
use vibeslop_ports::{
    StoreError,
    accounts::{Preferences, ProfileQueries, ProfileStats, ProfileView, UserSummaryView},
    catalog::CatalogQueries,
    mocks::{MockCatalogQueries, MockProfileQueries},
    transactions::{CommitWatch, Committed},
};

use super::{ReadCache, profiles};

const COMMITTED: Committed = Committed { catalog_grew: false, jobs_enqueued: false };

fn ada() -> Username {
    Username::sought("ada").unwrap()
}

/// A profile whose number of posts tells how often it was read.
fn profile(posts: u32) -> ProfileView {
    ProfileView {
        id: UserId(Uuid::from_u128(1)),
        username: "ada".to_owned(),
        display_name: "Ada".to_owned(),
        bio: None,
        location: None,
        website_url: None,
        twitter_handle: None,
        github_username: None,
        avatar: None,
        banner: None,
        verified_email: None,
        is_verified: false,
        joined_at: chrono::DateTime::UNIX_EPOCH,
        stats: ProfileStats { posts: posts.into(), ..ProfileStats::default() },
        developer_score: 0,
        developer_score_updated_at: None,
        github_stats: None,
        preferences: Preferences::default(),
        is_following: None,
    }
}

/// A store that counts its answers. `ada` is there, nobody else is.
fn counting() -> (Arc<MockProfileQueries>, Arc<AtomicU32>) {
    let count = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&count);
    let mut store = MockProfileQueries::new();
    store.expect_profile().returning(move |name, _| {
        let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
        Ok((name.as_str() == "ada").then(|| profile(number)))
    });
    (Arc::new(store), count)
}

fn catalog(fails_first: bool) -> (Arc<MockCatalogQueries>, Arc<AtomicU32>) {
    let count = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&count);
    let mut store = MockCatalogQueries::new();
    store.expect_tools().returning(move || {
        if counted.fetch_add(1, Ordering::SeqCst) == 0 && fails_first {
            return Err(StoreError::Unavailable("away".into()));
        }
        Ok(Vec::new())
    });
    (Arc::new(store), count)
}

async fn posts(cache: &ReadCache) -> i64 {
    cache.profile(&ada(), None).await.unwrap().unwrap().stats.posts
}

#[tokio::test]
async fn a_profile_is_read_once_until_something_is_committed() {
    let (store, count) = counting();
    let cache = ReadCache::new(Arc::new(MockCatalogQueries::new()), store);
    assert_eq!((posts(&cache).await, posts(&cache).await), (1, 1));
    cache.committed(COMMITTED);
    assert_eq!((posts(&cache).await, posts(&cache).await), (2, 2));
    // That there is nobody is kept as well.
    let nobody = Username::sought("nobody").unwrap();
    for _ in 0..3 {
        assert_eq!(cache.profile(&nobody, None).await.unwrap(), None);
    }
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn somebody_signed_in_sees_what_is_there() {
    let (store, count) = counting();
    let cache = ReadCache::new(Arc::new(MockCatalogQueries::new()), store);
    for _ in 0..3 {
        cache.profile(&ada(), Some(UserId(Uuid::from_u128(2)))).await.unwrap();
    }
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn what_another_node_writes_is_seen_when_the_time_is_over() {
    let (store, _) = counting();
    let short = Duration::from_millis(40);
    let cache = ReadCache::lasting(Arc::new(MockCatalogQueries::new()), store, short, short);
    assert_eq!(posts(&cache).await, 1);
    tokio::time::sleep(short * 2).await;
    assert_eq!(posts(&cache).await, 2);
}

/// A store that answers when it is told to.
struct Held {
    asked: AtomicU32,
    answers: Semaphore,
}

#[async_trait]
impl ProfileQueries for Held {
    async fn profile(&self, _: &Username, _: Option<UserId>) -> Result<Option<ProfileView>, StoreError> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        self.answers.acquire().await.unwrap().forget();
        Ok(Some(profile(number)))
    }

    async fn search(&self, _: &str, _: UserId, _: Limit) -> Result<Vec<UserSummaryView>, StoreError> {
        Ok(Vec::new())
    }

    async fn preferences(&self, _: UserId) -> Result<Preferences, StoreError> {
        Ok(Preferences::default())
    }
}

/// The answer is on its way while somebody commits: it must not be taken for what is there afterwards.
#[tokio::test]
async fn an_answer_from_before_a_commit_is_not_given_to_those_who_ask_after_it() {
    let store = Arc::new(Held { asked: AtomicU32::new(0), answers: Semaphore::new(0) });
    let cache = ReadCache::new(Arc::new(MockCatalogQueries::new()), store.clone());
    let (before, together, after) = tokio::join!(posts(&cache), posts(&cache), async {
        while store.asked.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        cache.committed(COMMITTED);
        store.answers.add_permits(2);
        posts(&cache).await
    });
    assert_eq!((before, together, after), (1, 1, 2));
    assert_eq!((posts(&cache).await, store.asked.load(Ordering::SeqCst)), (2, 2));
}

#[tokio::test]
async fn the_catalog_is_kept_until_it_grows_and_a_failure_is_not_kept() {
    let (store, count) = catalog(true);
    let cache = ReadCache::new(store, Arc::new(MockProfileQueries::new()));
    let failed = cache.tools().await;
    assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}");
    for _ in 0..3 {
        cache.tools().await.unwrap();
        cache.committed(COMMITTED);
    }
    assert_eq!(count.load(Ordering::SeqCst), 2);
    cache.committed(Committed { catalog_grew: true, ..COMMITTED });
    cache.tools().await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn an_entry_weighs_what_its_pictures_weigh() {
    let with_picture = ProfileView { avatar: Some(StoredImage::from_row("x".repeat(7_000_000))), ..profile(0) };
    assert!(profiles::weight(Some(&with_picture)) > 7_000_000);
    assert!(profiles::weight(None) > 0);
}
