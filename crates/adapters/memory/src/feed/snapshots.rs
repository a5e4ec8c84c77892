//! Snapshots of the for-you ranking: taken, found, forgotten.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    feed::{Engagement, KEPT, Snapshot},
    ids::UserId,
};

use super::rows::{Ranking, Standing};
use crate::{
    catalog::rows::tags,
    content::rows::{PostRow, ProjectRow},
    world::World,
};

/// How much longer than promised a snapshot is kept, for pages that are on their way.
const SLACK: TimeDelta = TimeDelta::minutes(5);

/// When a snapshot is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Where the newest is old enough.
    IfDue,
    /// Whatever there is.
    Anyway,
}

/// An item that can be in a feed, and when it came out.
pub(super) type Shown = (ItemRef, UserId, DateTime<Utc>);

impl PostRow {
    pub(super) const fn shown(&self) -> Shown {
        (ItemRef::Post(self.post.id), self.post.author, self.post.created_at)
    }
}

impl ProjectRow {
    /// `None` for one that is not published.
    pub(super) fn shown(&self) -> Option<Shown> {
        let project = &self.project;
        self.is_published().then_some((ItemRef::Project(project.id), project.owner, project.published_at?))
    }
}

impl World {
    /// All posts and published projects.
    pub(super) fn shown(&self) -> impl Iterator<Item = Shown> {
        self.posts.values().map(PostRow::shown).chain(self.projects.values().filter_map(ProjectRow::shown))
    }

    /// The newest snapshot up to `now`.
    pub(super) fn newest_snapshot(&self, now: DateTime<Utc>) -> Option<Snapshot> {
        self.rankings.range(..=now).next_back().map(|(at, _)| Snapshot { at: *at })
    }

    /// The snapshot that makes another one needless. One of this very moment is as new as it gets.
    pub(super) fn fresh_snapshot(&self, now: DateTime<Utc>, taken: Taken) -> Option<Snapshot> {
        self.newest_snapshot(now).filter(|newest| newest.at == now || taken == Taken::IfDue && !newest.is_due(now))
    }

    /// Takes a snapshot.
    pub(super) fn take_snapshot(&mut self, now: DateTime<Utc>) -> Snapshot {
        let before = self.newest_snapshot(now);
        let engagement = self.engagement();
        self.rank_items(now, &engagement);
        let ranking = self.ranking(now, &engagement, before);
        self.rankings.put(now, ranking);
        self.memo.clear();
        // With some room for what came late.
        self.gather_words(before.map(|before| before.at - TimeDelta::minutes(1)));
        self.rankings.remove_where(|at, _| *at < now - KEPT - SLACK);
        Snapshot { at: now }
    }

    fn ranking(
        &self,
        now: DateTime<Utc>,
        engagement: &HashMap<ItemRef, Engagement>,
        before: Option<Snapshot>,
    ) -> Ranking {
        let before = before.and_then(|before| self.rankings.get(&before.at));
        let stand = |(item, author, at)| {
            let engagement = engagement.get(&item).copied().unwrap_or_default();
            let standing = Standing { item, author, at, engagement, tags: self.tags_of(item) };
            let unchanged = before.and_then(|before| before.get(item)).filter(|known| ***known == standing);
            unchanged.cloned().unwrap_or_else(|| Arc::new(standing))
        };
        // Posts come before projects, each in the order of their names.
        Ranking { items: self.shown().filter(|(_, _, at)| *at <= now).map(stand).collect() }
    }

    fn tags_of(&self, item: ItemRef) -> BTreeSet<Uuid> {
        let ItemRef::Project(id) = item else { return BTreeSet::new() };
        self.projects.get(&id).map(|row| tags(&row.tools, &row.stacks).collect()).unwrap_or_default()
    }
}
