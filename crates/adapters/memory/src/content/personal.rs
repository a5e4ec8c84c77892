//! What hangs on a profile: lists of what one person made, shows again and likes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    content::{ItemRef, ProjectStatus},
    ids::{ProjectId, RepostId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::{PersonalListQueries, ProjectCardView},
    feed::{FeedItemView, RepostView},
};

use super::rows::ProjectRow;
use crate::{Memory, accounts::rows::UserRow, engagement::rows::Liked, page::newest_first, world::World};

/// An entry of a list: an item, when it came onto the list, and the entry's own identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) item: ItemRef,
    pub(crate) at: DateTime<Utc>,
    pub(crate) id: Uuid,
    pub(crate) is_repost: bool,
}

impl World {
    /// The person whose list it is, and whether the viewer does not see them.
    fn list_owner(&self, name: &Username, viewer: Option<UserId>) -> Option<(&UserRow, bool)> {
        let owner = self.named(name).and_then(|row| self.active(row.id))?;
        Some((owner, self.hides(viewer, owner.id)))
    }

    /// What a person reposted of what others see, as the viewer does.
    fn reposts_of(&self, person: UserId, viewer: Option<UserId>) -> impl Iterator<Item = Entry> {
        let rows = self.reposts.iter().filter(move |((item, by), _)| *by == person && self.shows_item(*item, viewer));
        rows.map(|((item, _), row)| Entry { item: *item, at: row.at, id: row.id, is_repost: true })
    }

    /// What a person likes of what others see, as the viewer does. Comments are on no list.
    fn likes_of(&self, person: UserId, viewer: Option<UserId>) -> impl Iterator<Item = Entry> {
        self.likes.iter().filter(move |((_, by), _)| *by == person).filter_map(move |((liked, _), row)| match liked {
            Liked::Item(item) if self.shows_item(*item, viewer) => {
                Some(Entry { item: *item, at: row.at, id: row.id, is_repost: false })
            }
            _ => None,
        })
    }

    fn posts_of(&self, person: UserId) -> impl Iterator<Item = Entry> {
        self.posts.values().filter(move |row| row.post.author == person).map(|row| Entry {
            item: ItemRef::Post(row.post.id),
            at: row.post.created_at,
            id: row.post.id.0,
            is_repost: false,
        })
    }

    /// Whether an item is public, and its owner seen.
    pub(crate) fn shows_item(&self, item: ItemRef, viewer: Option<UserId>) -> bool {
        self.is_public(item) && self.item_owner(item).is_some_and(|owner| self.sees(viewer, owner))
    }

    /// A page of a person's list. What the viewer does not see has been left out.
    pub(crate) fn entries_page(
        &self,
        entries: impl Iterator<Item = Entry>,
        start: Start,
        limit: Limit,
        owner: UserId,
        viewer: Option<UserId>,
    ) -> Page<FeedItemView, TimeCursor> {
        let page = newest_first(entries, start, limit, |entry| TimeCursor { at: entry.at, id: entry.id });
        let view = |entry: Entry| {
            let shown_again = || self.author_view(owner).map(|by| RepostView { id: RepostId(entry.id), by });
            let repost = if entry.is_repost { shown_again() } else { None };
            self.item_view(entry.item, viewer).map(|view| FeedItemView { repost, ..view })
        };
        Page { items: page.items.into_iter().filter_map(view).collect(), next: page.next }
    }
}

/// The place of a project in a list of its status.
fn place(row: &ProjectRow) -> TimeCursor {
    let project = &row.project;
    let at = if row.is_published() { row.shown_since() } else { project.created_at };
    TimeCursor { at, id: project.id.0 }
}

#[async_trait]
impl PersonalListQueries for Memory {
    async fn timeline(
        &self,
        owner: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FeedItemView, TimeCursor>>, StoreError> {
        let world = self.read().await;
        let Some((owner, hidden)) = world.list_owner(owner, viewer) else { return Ok(None) };
        let entries = world.posts_of(owner.id).chain(world.reposts_of(owner.id, viewer)).filter(|_| !hidden);
        Ok(Some(world.entries_page(entries, start, limit, owner.id, viewer)))
    }

    async fn projects(
        &self,
        owner: &Username,
        status: ProjectStatus,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<ProjectCardView, TimeCursor>>, StoreError> {
        let world = self.read().await;
        let Some((owner, hidden)) = world.list_owner(owner, viewer) else { return Ok(None) };
        let shown = !hidden && (status == ProjectStatus::Published || viewer == Some(owner.id));
        let rows = world.projects.values().filter(|row| row.project.owner == owner.id && row.project.status == status);
        let page = newest_first(rows.filter(|_| shown).map(place), start, limit, |place| *place);
        let cards = page.items.iter().filter_map(|place| world.project_card(ProjectId(place.id), viewer)).collect();
        Ok(Some(Page { items: cards, next: page.next }))
    }

    async fn likes(
        &self,
        owner: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FeedItemView, TimeCursor>>, StoreError> {
        let world = self.read().await;
        let Some((owner, hidden)) = world.list_owner(owner, viewer) else { return Ok(None) };
        let entries = world.likes_of(owner.id, viewer).filter(|_| !hidden);
        Ok(Some(world.entries_page(entries, start, limit, owner.id, viewer)))
    }

    async fn reposts(
        &self,
        owner: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FeedItemView, TimeCursor>>, StoreError> {
        let world = self.read().await;
        let Some((owner, hidden)) = world.list_owner(owner, viewer) else { return Ok(None) };
        let entries = world.reposts_of(owner.id, viewer).filter(|_| !hidden);
        Ok(Some(world.entries_page(entries, start, limit, owner.id, viewer)))
    }
}
