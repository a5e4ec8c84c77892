//! The stores' mocks put together.

mod jobs;

use async_trait::async_trait;

pub use self::jobs::NotedJobs;
use crate::{
    StoreError,
    accounts::{AccountStore, ExportStore},
    admin::AdminStore,
    catalog::CatalogStore,
    content::{CommentStore, MediaRegister, PostStore, ProjectStore},
    engagement::EngagementStore,
    gigs::GigStore,
    jobs::{JobQueue, NewJob},
    mail::MailStore,
    messaging::MessagingStore,
    notifications::NotificationStore,
    scores::ScoreStore,
    social::SocialStore,
    stream::StreamStore,
    transactions::{Transactions, UnitOfWork},
    versions::VersionStore,
};
pub use crate::{
    accounts::{
        MockAccountQueries, MockAccountStore, MockExportQueries, MockExportStore, MockIdentityProvider,
        MockProfileQueries, MockSandboxDirectory,
    },
    admin::{MockAdminQueries, MockAdminStore},
    ai::{MockCallLog, MockLanguageModel, MockModelDirectory, MockPainter, MockVisionModel, MockWriting},
    catalog::{MockCatalogQueries, MockCatalogStore},
    content::{
        MockCommentQueries, MockCommentStore, MockImageChecker, MockMediaHolds, MockMediaRegister, MockMediaStore,
        MockPersonalListQueries, MockPostQueries, MockPostStore, MockProjectQueries, MockProjectStore,
    },
    engagement::{MockEngagementQueries, MockEngagementStore},
    environment::{MockClock, MockEntropy, MockIds},
    feed::MockFeedQueries,
    gigs::{MockGigQueries, MockGigStore},
    github::MockRepositoryReader,
    jobs::{MockExpiredRows, MockJobQueries, MockJobQueue, MockJobStore},
    limits::{MockBuckets, MockLimitStore},
    mail::{MockMailQueries, MockMailStore, MockMailbox, MockMailer},
    messaging::{MockMessagingQueries, MockMessagingStore},
    moderation::{MockImageJudge, MockKnownImages},
    notifications::{MockNotificationQueries, MockNotificationStore},
    operation::MockReadiness,
    retries::MockRetryLog,
    scores::{MockActivityReader, MockScoreStore},
    search::MockSearchQueries,
    social::{MockSocialQueries, MockSocialStore},
    stream::{MockStreamQueries, MockStreamStore},
    tokens::{MockAccessTokens, MockCipher},
    versions::{MockVersionQueries, MockVersionStore},
};

/// A unit of work whose stores are mocks. How it ended is told to the [`MockTransactions`] that opened it.
#[derive(Debug, Default)]
pub struct MockUnitOfWork {
    /// Accounts.
    pub accounts: MockAccountStore,
    /// Archives.
    pub exports: MockExportStore,
    /// What administrators do.
    pub admin: MockAdminStore,
    /// Tools and stacks.
    pub catalog: MockCatalogStore,
    /// Posts.
    pub posts: MockPostStore,
    /// Projects.
    pub projects: MockProjectStore,
    /// Comments.
    pub comments: MockCommentStore,
    /// Which pictures are kept.
    pub media: MockMediaRegister,
    /// Likes, reposts, bookmarks, impressions.
    pub engagement: MockEngagementStore,
    /// Follows, blocks, mutes, reports.
    pub social: MockSocialStore,
    /// Conversations and messages.
    pub messaging: MockMessagingStore,
    /// Gigs, bids, reviews.
    pub gigs: MockGigStore,
    /// Notifications.
    pub notifications: MockNotificationStore,
    /// Mail.
    pub mail: MockMailStore,
    /// Scores.
    pub scores: MockScoreStore,
    /// Tickets of streams.
    pub stream: MockStreamStore,
    /// Versions.
    pub versions: MockVersionStore,
    /// Jobs: anything is enqueued, and noted.
    pub jobs: NotedJobs,
    ends: std::sync::Arc<std::sync::Mutex<Vec<End>>>,
}

/// How a unit of work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Its changes became visible.
    Committed,
    /// Its changes were undone.
    RolledBack,
}

#[async_trait]
impl UnitOfWork for MockUnitOfWork {
    fn accounts(&mut self) -> &mut dyn AccountStore {
        &mut self.accounts
    }

    fn exports(&mut self) -> &mut dyn ExportStore {
        &mut self.exports
    }

    fn media(&mut self) -> &mut dyn MediaRegister {
        &mut self.media
    }

    fn admin(&mut self) -> &mut dyn AdminStore {
        &mut self.admin
    }

    fn catalog(&mut self) -> &mut dyn CatalogStore {
        &mut self.catalog
    }

    fn posts(&mut self) -> &mut dyn PostStore {
        &mut self.posts
    }

    fn projects(&mut self) -> &mut dyn ProjectStore {
        &mut self.projects
    }

    fn comments(&mut self) -> &mut dyn CommentStore {
        &mut self.comments
    }

    fn engagement(&mut self) -> &mut dyn EngagementStore {
        &mut self.engagement
    }

    fn social(&mut self) -> &mut dyn SocialStore {
        &mut self.social
    }

    fn messaging(&mut self) -> &mut dyn MessagingStore {
        &mut self.messaging
    }

    fn gigs(&mut self) -> &mut dyn GigStore {
        &mut self.gigs
    }

    fn notifications(&mut self) -> &mut dyn NotificationStore {
        &mut self.notifications
    }

    fn mail(&mut self) -> &mut dyn MailStore {
        &mut self.mail
    }

    fn scores(&mut self) -> &mut dyn ScoreStore {
        &mut self.scores
    }

    fn stream(&mut self) -> &mut dyn StreamStore {
        &mut self.stream
    }

    fn versions(&mut self) -> &mut dyn VersionStore {
        &mut self.versions
    }

    fn jobs(&mut self) -> &mut dyn JobQueue {
        &mut self.jobs
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        note(&self.ends, End::Committed);
        self.jobs.commit();
        Ok(())
    }

    async fn rollback(self: Box<Self>) -> Result<(), StoreError> {
        note(&self.ends, End::RolledBack);
        Ok(())
    }
}

/// Hands out prepared units of work, in order, and remembers how each ended. Without one left, `begin` fails as
/// an unreachable store does.
#[derive(Debug, Default)]
pub struct MockTransactions {
    prepared: std::sync::Mutex<std::collections::VecDeque<MockUnitOfWork>>,
    ends: std::sync::Arc<std::sync::Mutex<Vec<End>>>,
    enqueued: std::sync::Arc<std::sync::Mutex<Vec<NewJob>>>,
}

impl MockTransactions {
    /// Will hand out these, in order.
    pub fn of(units: impl IntoIterator<Item = MockUnitOfWork>) -> Self {
        Self { prepared: std::sync::Mutex::new(units.into_iter().collect()), ..Self::default() }
    }

    /// The jobs that were enqueued and committed, in order.
    pub fn enqueued(&self) -> Vec<NewJob> {
        self.enqueued.lock().map(|jobs| jobs.clone()).unwrap_or_default()
    }

    /// How those that ended did so.
    pub fn ends(&self) -> Vec<End> {
        self.ends.lock().map(|ends| ends.clone()).unwrap_or_default()
    }
}

#[async_trait]
impl Transactions for MockTransactions {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let unit = self.prepared.lock().ok().and_then(|mut prepared| prepared.pop_front());
        let mut unit = unit.ok_or_else(|| StoreError::Unavailable("no unit of work was prepared".into()))?;
        unit.ends = std::sync::Arc::clone(&self.ends);
        unit.jobs.tell(&self.enqueued);
        Ok(Box::new(unit))
    }
}

fn note(ends: &std::sync::Mutex<Vec<End>>, end: End) {
    if let Ok(mut ends) = ends.lock() {
        ends.push(end);
    }
}
