use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    content::{AnsweredComment, CommentPlace, CommentText, ItemRef, NewComment},
    ids::{CommentId, UserId},
};
use vibeslop_ports::{
    StoreError,
    content::{CommentStore, StoredComment},
};

use super::rows::CommentRow;
use crate::{unit_of_work::Unit, world::World};

impl World {
    /// Whether somebody who is active can be spoken to by a writer, who may have blocked them but not muted.
    fn is_heard(&self, person: UserId, writer: UserId) -> bool {
        self.active(person).is_some() && !self.mutes.contains(&(writer, person))
    }

    fn comment_place(&self, item: ItemRef, answered: Option<CommentId>, writer: UserId) -> Option<CommentPlace> {
        self.user(writer)?;
        let owner = self.item_owner(item).filter(|owner| self.is_heard(*owner, writer))?;
        let is_public = self.is_public(item);
        if !is_public && owner != writer {
            return None;
        }
        Some(CommentPlace {
            owner,
            is_public,
            blocked: self.blocked(owner, writer),
            answered: answered.and_then(|id| self.answered(id, item, writer)),
        })
    }

    fn answered(&self, id: CommentId, item: ItemRef, writer: UserId) -> Option<AnsweredComment> {
        let row = self.comments.get(&id).filter(|row| row.comment.item == item)?;
        let author = Some(row.comment.author).filter(|author| self.is_heard(*author, writer))?;
        Some(AnsweredComment { author, blocked: self.blocked(author, writer) })
    }

    fn add_comment(&mut self, comment: &NewComment) -> Result<(), StoreError> {
        self.there(comment.author)?;
        self.item_owner(comment.item).ok_or_else(|| StoreError::failed("a row names an item that is not there"))?;
        if comment.parent.is_some_and(|parent| !self.comments.contains(&parent)) {
            return Err(StoreError::failed("a row names a comment that is not there"));
        }
        let row = CommentRow { comment: comment.clone(), edited_at: None, version: 1 };
        self.comments.add_new(comment.id, row)?;
        self.count_hour(comment.item, comment.created_at, |hour| hour.comments += 1);
        Ok(())
    }
}

#[async_trait]
impl CommentStore for Unit {
    async fn lock_place(
        &mut self,
        item: ItemRef,
        answered: Option<CommentId>,
        viewer: UserId,
    ) -> Result<Option<CommentPlace>, StoreError> {
        Ok(self.world.comment_place(item, answered, viewer))
    }

    async fn insert(&mut self, comment: &NewComment) -> Result<(), StoreError> {
        self.world.add_comment(comment)
    }

    async fn lock(&mut self, id: CommentId) -> Result<Option<StoredComment>, StoreError> {
        Ok(self.world.comments.get(&id).map(|CommentRow { comment, .. }| StoredComment {
            id,
            author: comment.author,
            item: comment.item,
            is_public: self.world.is_public(comment.item),
            text: comment.text.as_str().to_owned(),
        }))
    }

    async fn edit(&mut self, id: CommentId, text: &CommentText, at: DateTime<Utc>) -> Result<(), StoreError> {
        if let Some(row) = self.world.comments.get_mut(&id) {
            row.comment.text = text.clone();
            row.edited_at = Some(at);
            row.version += 1;
        }
        Ok(())
    }

    async fn delete(&mut self, id: CommentId) -> Result<(), StoreError> {
        self.world.delete_comment(id);
        Ok(())
    }
}
