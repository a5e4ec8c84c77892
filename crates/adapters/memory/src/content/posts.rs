use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::{ItemRef, NewPost, PostText, Quote},
    ids::{PostId, ProjectId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::{PostQueries, PostStore, PostView, QuotedItem, RevisionView, StoredPost},
};

use crate::{Memory, page::newest_first, unit_of_work::Unit, world::World};

impl World {
    /// An item that others see as well, if this viewer does.
    fn quotable(&self, item: ItemRef, viewer: UserId) -> Option<QuotedItem> {
        let owner = self.seen_item(item, Some(viewer)).filter(|_| self.is_public(item))?;
        Some(QuotedItem { item, owner })
    }

    /// What a repost of this name shows.
    fn reposted(&self, id: Uuid) -> Option<ItemRef> {
        self.reposts.iter().find(|(_, row)| row.id == id).map(|((item, _), _)| *item)
    }
}

#[async_trait]
impl PostStore for Unit {
    async fn resolve_quote(&mut self, quote: Quote, viewer: UserId) -> Result<Option<QuotedItem>, StoreError> {
        let (id, named) = match quote {
            Quote::Post(id) => (id, ItemRef::Post(PostId(id))),
            Quote::Project(id) => (id, ItemRef::Project(ProjectId(id))),
        };
        let original = || self.world.reposted(id).and_then(|item| self.world.quotable(item, viewer));
        Ok(self.world.quotable(named, viewer).or_else(original))
    }

    async fn owns_project(&mut self, owner: UserId, project: ProjectId) -> Result<bool, StoreError> {
        Ok(self.world.item_owner(ItemRef::Project(project)) == Some(owner))
    }

    async fn insert(&mut self, post: &NewPost) -> Result<(), StoreError> {
        self.world.add_post(post)
    }

    async fn lock(&mut self, id: PostId) -> Result<Option<StoredPost>, StoreError> {
        Ok(self.world.posts.get(&id).map(|row| StoredPost {
            id,
            author: row.post.author,
            text: row.post.text.as_str().to_owned(),
            shows: row.post.quote.is_some() || !row.post.media.is_empty(),
        }))
    }

    async fn edit(&mut self, id: PostId, text: &PostText, at: DateTime<Utc>) -> Result<(), StoreError> {
        let kept = self.new_id();
        if let Some(row) = self.world.posts.get_mut(&id) {
            let content = row.post.text.as_str().to_owned();
            row.revisions.push((kept, RevisionView { content, replaced_at: at }));
            row.post.text = text.clone();
            row.edited_at = Some(at);
            row.version += 1;
        }
        Ok(())
    }

    async fn delete(&mut self, id: PostId) -> Result<(), StoreError> {
        self.world.delete_post(id);
        Ok(())
    }

    async fn original_of(&mut self, repost: Uuid) -> Result<Option<ItemRef>, StoreError> {
        Ok(self.world.reposted(repost))
    }
}

#[async_trait]
impl PostQueries for Memory {
    async fn post(&self, id: PostId, viewer: Option<UserId>) -> Result<Option<PostView>, StoreError> {
        Ok(self.read().await.post_view(id, viewer))
    }

    async fn history(
        &self,
        id: PostId,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<RevisionView, TimeCursor>>, StoreError> {
        let world = self.read().await;
        let Some(row) = world.posts.get(&id).filter(|row| world.sees(viewer, row.post.author)) else { return Ok(None) };
        let place = |(id, was): &&(Uuid, RevisionView)| TimeCursor { at: was.replaced_at, id: *id };
        Ok(Some(newest_first(row.revisions.iter(), start, limit, place).map(|(_, was)| was.clone())))
    }
}
