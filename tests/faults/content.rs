//! Posts that are written wrongly.

use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::{ItemRef, NewPost, PostText, Quote},
    ids::{PostId, ProjectId, UserId},
};
use vibeslop_ports::{
    StoreError,
    content::{PostStore, QuotedItem, StoredPost},
};

use crate::{Fault, FaultyWork};

#[async_trait]
impl PostStore for FaultyWork {
    async fn resolve_quote(&mut self, quote: Quote, viewer: UserId) -> Result<Option<QuotedItem>, StoreError> {
        self.inner.posts().resolve_quote(quote, viewer).await
    }

    async fn owns_project(&mut self, owner: UserId, project: ProjectId) -> Result<bool, StoreError> {
        self.inner.posts().owns_project(owner, project).await
    }

    async fn insert(&mut self, post: &NewPost) -> Result<(), StoreError> {
        let created_at = if self.has(Fault::CutsTimes) { post.created_at.trunc_subsecs(0) } else { post.created_at };
        let post = &NewPost { created_at, ..post.clone() };
        self.inner.posts().insert(post).await
    }

    async fn lock(&mut self, id: PostId) -> Result<Option<StoredPost>, StoreError> {
        self.inner.posts().lock(id).await
    }

    async fn edit(&mut self, id: PostId, text: &PostText, at: DateTime<Utc>) -> Result<(), StoreError> {
        // Says that it was done.
        if self.has(Fault::LosesAnUpdate) { Ok(()) } else { self.inner.posts().edit(id, text, at).await }
    }

    async fn delete(&mut self, id: PostId) -> Result<(), StoreError> {
        self.inner.posts().delete(id).await
    }

    async fn original_of(&mut self, repost: Uuid) -> Result<Option<ItemRef>, StoreError> {
        self.inner.posts().original_of(repost).await
    }
}
