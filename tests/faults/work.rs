//! Units of work with a fault.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_domain::{engagement::Act, ids::UserId};
use vibeslop_ports::{
    StoreError,
    accounts::{AccountStore, ExportStore},
    admin::AdminStore,
    catalog::CatalogStore,
    content::{CommentStore, MediaRegister, PostStore, ProjectStore},
    engagement::EngagementStore,
    gigs::GigStore,
    jobs::JobQueue,
    mail::MailStore,
    messaging::MessagingStore,
    notifications::NotificationStore,
    scores::ScoreStore,
    social::SocialStore,
    stream::StreamStore,
    transactions::{Transactions, UnitOfWork},
    versions::VersionStore,
};

use crate::Fault;

/// What a faulty store remembers that it should not.
#[derive(Default)]
pub struct Notes {
    codes: Mutex<HashMap<[u8; 32], UserId>>,
    repeats: Mutex<HashMap<Act, i64>>,
    hours: AtomicI64,
}

impl Notes {
    pub fn codes(&self) -> MutexGuard<'_, HashMap<[u8; 32], UserId>> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn repeat(&self, act: Act) {
        *self.repeats.lock().unwrap_or_else(PoisonError::into_inner).entry(act).or_default() += 1;
    }

    pub fn repeats(&self, act: Act) -> i64 {
        self.repeats.lock().unwrap_or_else(PoisonError::into_inner).get(&act).copied().unwrap_or(0)
    }

    /// A moment behind all that were asked for before.
    pub fn ever_later(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        at + TimeDelta::hours(24 * self.hours.fetch_add(1, Ordering::Relaxed))
    }
}

/// Opens units of work with a fault.
pub struct FaultyTransactions {
    pub inner: Arc<dyn Transactions>,
    pub fault: Fault,
    pub notes: Arc<Notes>,
}

#[async_trait]
impl Transactions for FaultyTransactions {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let inner = self.inner.begin().await?;
        Ok(Box::new(FaultyWork { inner, fault: self.fault, notes: Arc::clone(&self.notes) }))
    }
}

/// A unit of work of sound stores, with a fault in between.
pub struct FaultyWork {
    pub inner: Box<dyn UnitOfWork>,
    fault: Fault,
    pub notes: Arc<Notes>,
}

impl FaultyWork {
    pub fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }
}

/// Stores that may be faulty are this unit of work; the others are those beneath.
macro_rules! stores {
    (faulty: $($faulty:ident: $faulty_store:ident),*; sound: $($sound:ident: $sound_store:ident),* $(,)?) => {
        $(fn $faulty(&mut self) -> &mut dyn $faulty_store {
            self
        })*

        $(fn $sound(&mut self) -> &mut dyn $sound_store {
            self.inner.$sound()
        })*
    };
}

#[async_trait]
impl UnitOfWork for FaultyWork {
    stores! {
        faulty: accounts: AccountStore, posts: PostStore, engagement: EngagementStore, social: SocialStore,
            messaging: MessagingStore, notifications: NotificationStore, catalog: CatalogStore, mail: MailStore,
            scores: ScoreStore, gigs: GigStore, jobs: JobQueue;
        sound: exports: ExportStore, media: MediaRegister, admin: AdminStore, projects: ProjectStore,
            comments: CommentStore, stream: StreamStore, versions: VersionStore,
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if self.has(Fault::CommitsNothing) { self.inner.rollback().await } else { self.inner.commit().await }
    }

    async fn rollback(self: Box<Self>) -> Result<(), StoreError> {
        if self.has(Fault::IgnoresRollback) { self.inner.commit().await } else { self.inner.rollback().await }
    }
}
