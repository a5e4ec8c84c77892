//! What the people did that somebody follows.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};

use uuid::Uuid;
use vibeslop_domain::{
    feed::{FollowingEntry, following_page},
    ids::{RepostId, UserId},
    page::{Limit, Page, TimeCursor},
};
use vibeslop_ports::{
    content::AuthorView,
    feed::{FeedItemView, RepostView},
};

use super::{rows::id_of, snapshots::Shown};
use crate::{accounts::rows::UserRow, social::rows::ties_of, world::World};

/// How many entries are read for a page of `n`, so that repeats can be left out of it: a multiple and some more.
fn window(limit: Limit) -> usize {
    usize::from(limit.get()) * 2 + 10
}

impl World {
    /// What a person and those they follow posted, published and reposted, in no order; and who reposted it.
    fn entries_around(&self, viewer: UserId) -> Vec<(FollowingEntry, UserId)> {
        let people: BTreeSet<UserId> = ties_of(&self.follows, viewer)
            .map(|(id, _)| id)
            .chain([viewer])
            .filter(|id| self.sees(Some(viewer), *id))
            .collect();
        let itself = |(item, author, at): Shown| {
            let id = id_of(item);
            (FollowingEntry { item, id, at, is_repost: false }, author)
        };
        let own = self.shown().map(itself).filter(|(_, author)| people.contains(author));
        let again =
            self.reposts.iter().filter(|((item, by), _)| people.contains(by) && self.shows_item(*item, Some(viewer)));
        let again = again
            .map(|((item, by), row)| (FollowingEntry { item: *item, id: row.id, at: row.at, is_repost: true }, *by));
        own.chain(again).collect()
    }

    pub(super) fn following(
        &self,
        viewer: UserId,
        after: Option<TimeCursor>,
        limit: Limit,
    ) -> Page<FeedItemView, TimeCursor> {
        let mut entries = self.entries_around(viewer);
        entries.retain(|(entry, _)| after.is_none_or(|after| (entry.at, entry.id) < (after.at, after.id)));
        entries.sort_by_key(|(entry, _)| Reverse((entry.at, entry.id)));
        entries.truncate(window(limit));
        let exhausted = entries.len() < window(limit);
        let by: HashMap<Uuid, UserId> = entries.iter().map(|(entry, by)| (entry.id, *by)).collect();
        let entries: Vec<FollowingEntry> = entries.into_iter().map(|(entry, _)| entry).collect();
        let (page, next) = following_page(&entries, usize::from(limit.get()), exhausted);
        let author = |entry: &FollowingEntry| -> Option<AuthorView> {
            by.get(&entry.id).and_then(|by| self.user(*by)).map(UserRow::author)
        };
        let view = |entry: &FollowingEntry| {
            let repost = || author(entry).map(|by| RepostView { id: RepostId(entry.id), by });
            let repost = if entry.is_repost { repost() } else { None };
            self.item_view(entry.item, Some(viewer)).map(|view| FeedItemView { repost, ..view })
        };
        Page { items: page.iter().filter_map(view).collect(), next }
    }
}
