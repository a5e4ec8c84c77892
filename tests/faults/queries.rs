//! Readers that answer what they should not, or not as they should.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{ProviderName, Username},
    ids::{ConversationId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    accounts::{AccountQueries, Connection, Me, UserSummaryView, Viewer},
    content::AuthorView,
    engagement::EngagementQueries,
    feed::FeedItemView,
    messaging::{ConversationView, MessagingQueries, ThreadState, ThreadView},
    social::{FollowView, SocialQueries},
    tokens::Claims,
};

use crate::Fault;

/// Readers with a fault.
pub struct Faulty<Q: ?Sized> {
    pub inner: Arc<Q>,
    pub fault: Fault,
    /// Who was asked about first.
    pub first: OnceLock<UserId>,
}

impl<Q: ?Sized> Faulty<Q> {
    pub fn new(inner: &Arc<Q>, fault: Fault) -> Arc<Self> {
        Arc::new(Self { inner: Arc::clone(inner), fault, first: OnceLock::new() })
    }
}

#[async_trait]
impl AccountQueries for Faulty<dyn AccountQueries> {
    async fn viewer(&self, claims: &Claims) -> Result<Option<Viewer>, StoreError> {
        // A token without a name cannot have been revoked by it.
        let nameless = Claims { token_id: None, ..claims.clone() };
        let claims = if self.fault == Fault::TrustsRevokedTokens { &nameless } else { claims };
        self.inner.viewer(claims).await
    }

    async fn me(&self, id: UserId) -> Result<Option<Me>, StoreError> {
        self.inner.me(id).await
    }

    async fn id_of(&self, username: &str) -> Result<Option<UserId>, StoreError> {
        self.inner.id_of(username).await
    }

    async fn leavers(&self, now: DateTime<Utc>, most: u32) -> Result<Vec<UserId>, StoreError> {
        self.inner.leavers(now, most).await
    }

    async fn connection(&self, id: UserId, provider: &ProviderName) -> Result<Option<Connection>, StoreError> {
        self.inner.connection(id, provider).await
    }
}

#[async_trait]
impl EngagementQueries for Faulty<dyn EngagementQueries> {
    async fn bookmarks(
        &self,
        owner: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<FeedItemView, TimeCursor>, StoreError> {
        // Kept for everybody, as a cache without the owner in its key would.
        let first = *self.first.get_or_init(|| owner);
        let owner = if self.fault == Fault::ShowsOthersBookmarks { first } else { owner };
        self.inner.bookmarks(owner, start, limit).await
    }
}

#[async_trait]
impl SocialQueries for Faulty<dyn SocialQueries> {
    async fn followers(
        &self,
        of: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FollowView, TimeCursor>>, StoreError> {
        let start = match start {
            // Time alone does not tell two of one moment apart.
            Start::Behind(cursor) if self.fault == Fault::ForgetsTies => {
                Start::Behind(TimeCursor { id: Uuid::nil(), ..cursor })
            }
            start => start,
        };
        let viewer = viewer.filter(|_| self.fault != Fault::HidesNobody);
        let mut page = self.inner.followers(of, start, limit, viewer).await?;
        if let (Some(page), Fault::OldestFirst) = (&mut page, self.fault) {
            page.items.reverse();
        }
        Ok(page)
    }

    async fn followed(
        &self,
        by: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FollowView, TimeCursor>>, StoreError> {
        self.inner.followed(by, start, limit, viewer).await
    }

    async fn blocked(
        &self,
        by: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<UserSummaryView, TimeCursor>, StoreError> {
        self.inner.blocked(by, start, limit).await
    }

    async fn muted(
        &self,
        by: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<UserSummaryView, TimeCursor>, StoreError> {
        self.inner.muted(by, start, limit).await
    }
}

#[async_trait]
impl MessagingQueries for Faulty<dyn MessagingQueries> {
    async fn conversations(
        &self,
        of: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<ConversationView, TimeCursor>, StoreError> {
        self.inner.conversations(of, start, limit).await
    }

    async fn participant(
        &self,
        conversation: ConversationId,
        viewer: UserId,
    ) -> Result<Option<AuthorView>, StoreError> {
        self.inner.participant(conversation, viewer).await
    }

    async fn thread(
        &self,
        conversation: ConversationId,
        viewer: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Option<ThreadView>, StoreError> {
        self.inner.thread(conversation, viewer, start, limit).await
    }

    async fn thread_state(
        &self,
        conversation: ConversationId,
        viewer: UserId,
    ) -> Result<Option<ThreadState>, StoreError> {
        self.inner.thread_state(conversation, viewer).await
    }

    async fn unread_in(&self, conversation: ConversationId, reader: UserId) -> Result<Option<i64>, StoreError> {
        let unread = self.inner.unread_in(conversation, reader).await?;
        // A number, even a wrong one, tells a stranger that there is such a conversation.
        Ok(if self.fault == Fault::TellsStrangers { Some(unread.unwrap_or(0)) } else { unread })
    }
}
