//! Reading comments, thread by thread.

use std::collections::BTreeSet;

use async_trait::async_trait;
use vibeslop_domain::{
    content::ItemRef,
    ids::{CommentId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::{CommentQueries, CommentView, ThreadView},
};

use super::rows::CommentRow;
use crate::{
    Memory,
    accounts::count,
    engagement::rows::{Liked, rows_of},
    page::newest_first,
    world::World,
};

impl World {
    /// A comment, if the viewer sees its writer.
    fn comment_view(&self, row: &CommentRow, viewer: Option<UserId>) -> Option<CommentView> {
        let comment = &row.comment;
        let liked = Liked::Comment(comment.id);
        Some(CommentView {
            id: comment.id,
            parent: comment.parent,
            content: comment.text.as_str().to_owned(),
            likes: count(rows_of(&self.likes, liked)),
            liked: viewer.is_some_and(|viewer| self.likes.contains(&(liked, viewer))),
            created_at: comment.created_at,
            edited_at: row.edited_at,
            author: self.seen_author(comment.author, viewer)?,
        })
    }

    /// A comment with all that is below it. What is below somebody whom the viewer does not see goes with them.
    fn thread_view(&self, top: CommentId, viewer: Option<UserId>) -> Option<ThreadView> {
        let row = self.comments.get(&top)?;
        let mut thread = ThreadView { comment: self.comment_view(row, viewer)?, answers: Vec::new() };
        let below = self.comments.values().filter(|other| other.comment.item == row.comment.item);
        let mut below: Vec<&CommentRow> = below.filter(|row| row.comment.parent.is_some()).collect();
        below.sort_by_key(|row| (row.comment.created_at, row.comment.id));
        let mut above = BTreeSet::from([top]);
        while !above.is_empty() {
            let answers = below.iter().filter(|row| row.comment.parent.is_some_and(|parent| above.contains(&parent)));
            let answers: Vec<CommentView> = answers.filter_map(|row| self.comment_view(row, viewer)).collect();
            above = answers.iter().map(|answer| answer.id).collect();
            thread.answers.extend(answers);
        }
        Some(thread)
    }
}

#[async_trait]
impl CommentQueries for Memory {
    async fn threads(
        &self,
        item: ItemRef,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Page<ThreadView, TimeCursor>, StoreError> {
        let world = self.read().await;
        if world.seen_item(item, viewer).is_none() {
            return Ok(Page::empty());
        }
        let comments = world.comments.values().map(|row| &row.comment);
        let tops = comments
            .filter(|comment| comment.item == item && comment.parent.is_none() && world.sees(viewer, comment.author));
        let place = |place: &TimeCursor| *place;
        let tops = tops.map(|comment| TimeCursor { at: comment.created_at, id: comment.id.0 });
        let page = newest_first(tops, start, limit, place);
        let threads = page.items.iter().filter_map(|top| world.thread_view(CommentId(top.id), viewer)).collect();
        Ok(Page { items: threads, next: page.next })
    }

    async fn thread(&self, id: CommentId, viewer: Option<UserId>) -> Result<Option<ThreadView>, StoreError> {
        Ok(self.read().await.thread_view(id, viewer))
    }
}
