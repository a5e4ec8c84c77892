use std::sync::PoisonError;

use chrono::{DateTime, SubsecRound, Utc};
use vibeslop_domain::{
    content::ItemRef,
    feed::{Ranked, Snapshot, Walk, next_page},
    ids::UserId,
    page::Limit,
};

use super::{Feed, FeedPage, MAX_LIMIT};
use crate::Error;

impl Feed {
    /// The best for `viewer`.
    ///
    /// A walk stays in the ranking of its first page: whatever is liked, posted and deleted meanwhile, its pages show
    /// each item once that was there when it began and still is. A page may be of any size.
    pub async fn for_you(&self, viewer: Option<UserId>, cursor: Option<&str>, limit: Limit) -> Result<FeedPage, Error> {
        let given = cursor.map(Walk::decode).transpose()?;
        // Cut to what a cursor carries, so that the first page ends at the very moment of the others.
        let now = self.clock.now().trunc_subsecs(6);
        let walk = match given {
            Some(walk) if walk.snapshot.is_kept(now) => walk,
            Some(walk) => match walk.resume(self.snapshot(now).await?, now) {
                Some(walk) => walk,
                None => return Ok(FeedPage { items: Vec::new(), next_cursor: None }),
            },
            None => Walk::begin(self.snapshot(now).await?, now),
        };
        let size = usize::from(limit.get().min(MAX_LIMIT));
        let (mut page, mut next) = self.ahead(&walk, viewer, size).await?;
        if page.is_empty() && walk.behind.is_none() {
            // Nothing at all: either there is nothing, or the store has other ranks by now, and we are the last to know.
            self.forget();
            let newest = self.snapshot(now).await?;
            if newest != walk.snapshot {
                (page, next) = self.ahead(&Walk { snapshot: newest, ..walk }, viewer, size).await?;
            }
        }
        let names: Vec<ItemRef> = page.iter().map(|ranked| ranked.item).collect();
        let items = if names.is_empty() { Vec::new() } else { self.queries.items(&names, viewer).await? };
        Ok(FeedPage { items, next_cursor: next.map(|walk| walk.encode()) })
    }

    async fn ahead(
        &self,
        walk: &Walk,
        viewer: Option<UserId>,
        size: usize,
    ) -> Result<(Vec<Ranked>, Option<Walk>), Error> {
        let ahead = self.queries.ahead(walk, viewer, window(size)).await?;
        Ok(next_page(walk, &ahead, size))
    }

    /// Takes a new snapshot of the ranking, if the newest one is old enough. A page does so itself where nobody else did.
    pub async fn refresh(&self) -> Result<(), Error> {
        let now = self.clock.now().trunc_subsecs(6);
        // Of many nodes that look, one takes it. The others do not even wait for a turn.
        let newest = self.queries.newest_snapshot(now).await?.filter(|newest| !newest.is_due(now));
        let snapshot = match newest {
            Some(newest) => newest,
            None => self.queries.refresh(now).await?,
        };
        self.remember(snapshot);
        Ok(())
    }

    /// Takes a new snapshot of the ranking whatever the age of the newest: for whoever brings in what came out long ago,
    /// which would wait for the next one.
    pub async fn renew(&self) -> Result<(), Error> {
        let snapshot = self.queries.renew(self.clock.now().trunc_subsecs(6)).await?;
        self.remember(snapshot);
        Ok(())
    }

    /// The snapshot to begin in. Nobody is asked for one that is known and fresh.
    pub(super) async fn snapshot(&self, now: DateTime<Utc>) -> Result<Snapshot, Error> {
        let known = *self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.filter(|known| known.is_fresh(now)) {
            return Ok(known);
        }
        let newest = match self.queries.newest_snapshot(now).await?.filter(|newest| newest.is_fresh(now)) {
            Some(newest) => newest,
            None => self.queries.refresh(now).await?,
        };
        self.remember(newest);
        Ok(newest)
    }

    fn forget(&self) {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn remember(&self, snapshot: Snapshot) {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(snapshot);
    }
}

/// How many items are read for a page, so that some can be passed over.
const fn window(size: usize) -> usize {
    size * 2 + 10
}
