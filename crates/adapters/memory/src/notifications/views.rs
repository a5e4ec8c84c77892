//! What is shown of what people were told of.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    ids::{GigId, NotificationId, PostId, ProjectId, UserId},
    notifications::NotificationTarget,
};
use vibeslop_ports::notifications::{NotificationSource, NotificationView, TargetView};

use super::rows::NotificationRow;
use crate::{
    accounts::{count, rows::UserRow},
    world::World,
};

/// How many of those who acted are shown.
const ACTORS: usize = 3;
/// As much of a post as a preview can need.
const BEGINNING: usize = 3200;

/// What is shown as one: a notification, or several of a kind, subject and day.
pub(super) struct Entry<'a> {
    pub(super) newest: &'a NotificationRow,
    /// All of them, the newest first.
    all: Vec<&'a NotificationRow>,
}

impl<'a> Entry<'a> {
    /// One alone.
    pub(super) fn of(row: &'a NotificationRow) -> Self {
        Self { newest: row, all: vec![row] }
    }

    /// Entries of rows, of which those of kinds that merge come together.
    pub(super) fn grouped(rows: impl Iterator<Item = &'a NotificationRow>) -> impl Iterator<Item = Self> {
        let mut rows: Vec<&NotificationRow> = rows.collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.id)));
        let mut entries: BTreeMap<Together, Self> = BTreeMap::new();
        for row in rows {
            let entry = entries.entry(together(row)).or_insert_with(|| Self { newest: row, all: Vec::new() });
            entry.all.push(row);
        }
        entries.into_values()
    }

    /// Who acted, each once, the newest first.
    fn actors(&self) -> Vec<UserId> {
        let mut actors = Vec::new();
        for row in &self.all {
            if !actors.contains(&row.cause.actor) {
                actors.push(row.cause.actor);
            }
        }
        actors
    }
}

/// What those have in common that are one entry.
type Together = (&'static str, Uuid, Option<NaiveDate>);

fn together(row: &NotificationRow) -> Together {
    let kind = row.cause.kind;
    if kind.merges() {
        (kind.as_str(), row.subject(), Some(row.at.date_naive()))
    } else {
        (kind.as_str(), row.id.0, None)
    }
}

impl World {
    /// A notification as whoever was told of it sees it, unless they do not see who did it.
    pub(crate) fn notification_view(&self, id: NotificationId) -> Option<NotificationView> {
        let row = self.notifications.get(&id).filter(|row| self.shows(row))?;
        Some(self.entry_view(&Entry::of(row)))
    }

    pub(super) fn entry_view(&self, entry: &Entry<'_>) -> NotificationView {
        let (row, actors) = (entry.newest, entry.actors());
        let views = actors.iter().take(ACTORS).filter_map(|actor| self.user(*actor));
        NotificationView {
            id: row.id,
            kind: row.cause.kind,
            actors: views.map(UserRow::author).collect(),
            actor_count: count(actors.iter()),
            target: row.cause.target.and_then(|target| self.target_view(target, row.cause.recipient)),
            source: row.cause.source.and_then(|source| match source {
                NotificationSource::Post(id) => self.told_post(id),
                NotificationSource::Comment(_) => None,
            }),
            preview: row.preview.clone(),
            created_at: row.at,
            read: entry.all.iter().all(|row| row.read),
        }
    }

    /// What a notification is about, unless the person does not see it.
    fn target_view(&self, target: NotificationTarget, person: UserId) -> Option<TargetView> {
        match target {
            NotificationTarget::Item(item) => {
                self.seen_item(item, Some(person))?;
                match item {
                    ItemRef::Post(id) => self.told_post(id),
                    ItemRef::Project(id) => self.told_project(id),
                }
            }
            NotificationTarget::Gig(id) => self.told_gig(id, person),
        }
    }

    fn told_post(&self, id: PostId) -> Option<TargetView> {
        let row = self.posts.get(&id)?;
        Some(TargetView::Post { id, beginning: row.post.text.as_str().chars().take(BEGINNING).collect() })
    }

    fn told_project(&self, id: ProjectId) -> Option<TargetView> {
        self.projects.get(&id).map(|row| TargetView::Project { id, title: row.project.title.clone() })
    }

    fn told_gig(&self, id: GigId, person: UserId) -> Option<TargetView> {
        let row = self.gigs.get(&id).filter(|row| self.sees(Some(person), row.gig.owner))?;
        Some(TargetView::Gig { id, title: row.gig.title.clone() })
    }
}
