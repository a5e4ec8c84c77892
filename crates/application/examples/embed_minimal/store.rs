//! The store of this service: in memory, one unit of work at a time. A unit of work changes a copy, and committing puts
//! the copy in the place of what was there; so nothing is ever seen in part, and whatever is dropped leaves nothing.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;
use vibeslop_domain::{
    content::{ItemRef, NewPost, PostText, Quote},
    engagement::{Act, Engageable, Likeable, Sighting},
    ids::{NotificationId, PostId, ProjectId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    accounts::{AccountStore, ExportStore},
    admin::AdminStore,
    catalog::CatalogStore,
    content::{
        AuthorView, CommentStore, Counts, MediaRegister, PostQueries, PostStore, PostView, ProjectStore, QuotedItem,
        RevisionView, StoredPost, ViewerFlags,
    },
    engagement::{EngagementStore, LockedThing},
    gigs::GigStore,
    jobs::JobQueue,
    mail::MailStore,
    messaging::MessagingStore,
    mocks::MockUnitOfWork,
    notifications::{Cause, Mentions, NewNotification, NotificationStore},
    scores::ScoreStore,
    social::SocialStore,
    stream::StreamStore,
    transactions::{Transactions, UnitOfWork},
    versions::VersionStore,
};

/// All that is kept.
#[derive(Clone, Default)]
struct Kept {
    posts: BTreeMap<PostId, NewPost>,
    acts: HashSet<(Act, UserId)>,
    told: Vec<(UserId, &'static str)>,
}

impl Kept {
    fn count(&self, act: Act) -> i64 {
        i64::try_from(self.acts.iter().filter(|(known, _)| *known == act).count()).unwrap_or(i64::MAX)
    }
}

/// Posts, likes, and what people were told.
#[derive(Default)]
pub struct Shelf {
    /// Who there is, by name.
    pub people: Arc<BTreeMap<UserId, String>>,
    committed: Arc<Mutex<Kept>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Shelf {
    pub fn with_people() -> Self {
        let people = [(1, "ada"), (2, "bob")].map(|(id, name)| (UserId(Uuid::from_u128(id)), name.to_owned()));
        Self { people: Arc::new(people.into()), ..Self::default() }
    }

    /// Who was told of what.
    pub fn told(&self) -> Vec<String> {
        let told = self.kept().told.clone();
        told.iter().map(|(id, what)| format!("{} of {what}", self.name(*id))).collect()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.committed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn name(&self, id: UserId) -> String {
        self.people.get(&id).cloned().unwrap_or_default()
    }
}

/// An open unit of work. The stores that this service does not have are mocks, which break off when they are called: a
/// use case that needs one says so in the first test of it.
struct Work {
    kept: Kept,
    people: Arc<BTreeMap<UserId, String>>,
    committed: Arc<Mutex<Kept>>,
    rest: MockUnitOfWork,
    _turn: OwnedMutexGuard<()>,
}

#[async_trait]
impl Transactions for Shelf {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let kept = self.kept().clone();
        let (people, committed) = (Arc::clone(&self.people), Arc::clone(&self.committed));
        Ok(Box::new(Work { kept, people, committed, rest: MockUnitOfWork::default(), _turn: turn }))
    }
}

/// Hands out the stores that the mocks stand in for.
macro_rules! mocked {
    ($($name:ident: $store:ident),* $(,)?) => {$(
        fn $name(&mut self) -> &mut dyn $store {
            self.rest.$name()
        }
    )*};
}

#[async_trait]
impl UnitOfWork for Work {
    fn posts(&mut self) -> &mut dyn PostStore {
        self
    }

    fn engagement(&mut self) -> &mut dyn EngagementStore {
        self
    }

    fn notifications(&mut self) -> &mut dyn NotificationStore {
        self
    }

    mocked! {
        accounts: AccountStore, exports: ExportStore, media: MediaRegister, admin: AdminStore, catalog: CatalogStore, projects: ProjectStore,
        comments: CommentStore, social: SocialStore, messaging: MessagingStore, gigs: GigStore, mail: MailStore,
        scores: ScoreStore, stream: StreamStore, versions: VersionStore, jobs: JobQueue,
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let Self { kept, committed, .. } = *self;
        *committed.lock().unwrap_or_else(PoisonError::into_inner) = kept;
        Ok(())
    }

    async fn rollback(self: Box<Self>) -> Result<(), StoreError> {
        Ok(())
    }
}

#[async_trait]
impl PostStore for Work {
    async fn resolve_quote(&mut self, quote: Quote, _: UserId) -> Result<Option<QuotedItem>, StoreError> {
        let Quote::Post(id) = quote else { return Ok(None) };
        let post = self.kept.posts.get(&PostId(id));
        Ok(post.map(|post| QuotedItem { item: ItemRef::Post(post.id), owner: post.author }))
    }

    async fn owns_project(&mut self, _: UserId, _: ProjectId) -> Result<bool, StoreError> {
        Ok(false)
    }

    async fn insert(&mut self, post: &NewPost) -> Result<(), StoreError> {
        self.kept.posts.insert(post.id, post.clone());
        Ok(())
    }

    async fn lock(&mut self, id: PostId) -> Result<Option<StoredPost>, StoreError> {
        Ok(self.kept.posts.get(&id).map(|post| StoredPost {
            id,
            author: post.author,
            text: post.text.as_str().to_owned(),
            shows: post.quote.is_some() || !post.media.is_empty(),
        }))
    }

    async fn edit(&mut self, id: PostId, text: &PostText, _: DateTime<Utc>) -> Result<(), StoreError> {
        if let Some(post) = self.kept.posts.get_mut(&id) {
            post.text = text.clone();
        }
        Ok(())
    }

    async fn delete(&mut self, id: PostId) -> Result<(), StoreError> {
        self.kept.posts.remove(&id);
        self.kept.acts.retain(|(act, _)| act.target() != Likeable::Item(ItemRef::Post(id)));
        Ok(())
    }

    async fn original_of(&mut self, _: Uuid) -> Result<Option<ItemRef>, StoreError> {
        Ok(None)
    }
}

#[async_trait]
impl EngagementStore for Work {
    async fn lock(&mut self, act: Act, _: UserId) -> Result<Option<LockedThing>, StoreError> {
        let Likeable::Item(item @ ItemRef::Post(id)) = act.target() else { return Ok(None) };
        let Some(post) = self.kept.posts.get(&id) else { return Ok(None) };
        let thing = Engageable { owner: post.author, item, is_public: true };
        Ok(Some(LockedThing { thing, total: self.kept.count(act), viewer_since: DateTime::UNIX_EPOCH }))
    }

    async fn add(&mut self, act: Act, viewer: UserId, _: DateTime<Utc>) -> Result<bool, StoreError> {
        Ok(self.kept.acts.insert((act, viewer)))
    }

    async fn remove(&mut self, act: Act, viewer: UserId) -> Result<bool, StoreError> {
        Ok(self.kept.acts.remove(&(act, viewer)))
    }

    async fn see(&mut self, _: &Sighting, _: DateTime<Utc>) -> Result<usize, StoreError> {
        Err(StoreError::failed("nobody counts here who looks"))
    }
}

#[async_trait]
impl NotificationStore for Work {
    async fn mention(&mut self, mentions: &Mentions, _: &[Uuid]) -> Result<Vec<UserId>, StoreError> {
        let named = |name: &String| mentions.names.iter().any(|mentioned| mentioned.as_str() == name);
        let told = self.people.iter().filter(|(id, name)| **id != mentions.actor && named(name));
        let told: Vec<UserId> = told.map(|(id, _)| *id).collect();
        self.kept.told.extend(told.iter().map(|id| (*id, "mention")));
        Ok(told)
    }

    async fn tell(&mut self, notifications: &[NewNotification]) -> Result<(), StoreError> {
        self.kept.told.extend(notifications.iter().map(|new| (new.cause.recipient, new.cause.kind.as_str())));
        Ok(())
    }

    async fn mark_read(&mut self, _: UserId, _: NotificationId) -> Result<(), StoreError> {
        Err(StoreError::failed("nobody reads here what they were told"))
    }

    async fn mark_all_read(&mut self, _: UserId, _: DateTime<Utc>) -> Result<u64, StoreError> {
        Err(StoreError::failed("nobody reads here what they were told"))
    }

    async fn retract(&mut self, cause: &Cause) -> Result<(), StoreError> {
        let undone = (cause.recipient, cause.kind.as_str());
        if let Some(place) = self.kept.told.iter().rposition(|told| *told == undone) {
            self.kept.told.remove(place);
        }
        Ok(())
    }
}

#[async_trait]
impl PostQueries for Shelf {
    async fn post(&self, id: PostId, viewer: Option<UserId>) -> Result<Option<PostView>, StoreError> {
        let kept = self.kept();
        let Some(post) = kept.posts.get(&id) else { return Ok(None) };
        let like = Act::Like(Likeable::Item(ItemRef::Post(id)));
        let name = self.name(post.author);
        let does = |viewer| ViewerFlags { liked: kept.acts.contains(&(like, viewer)), ..ViewerFlags::default() };
        Ok(Some(PostView {
            id,
            content: post.text.as_str().to_owned(),
            counts: Counts { likes: kept.count(like), ..Counts::default() },
            created_at: post.created_at,
            edited_at: None,
            media: post.media.clone(),
            author: AuthorView {
                id: post.author,
                username: name.clone(),
                display_name: name,
                avatar_url: None,
                is_verified: false,
            },
            project: None,
            quote: None,
            viewer: viewer.map(does),
        }))
    }

    async fn history(
        &self,
        _: PostId,
        _: Start,
        _: Limit,
        _: Option<UserId>,
    ) -> Result<Option<Page<RevisionView, TimeCursor>>, StoreError> {
        Ok(None)
    }
}
