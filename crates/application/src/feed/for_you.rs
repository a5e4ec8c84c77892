use chrono::SubsecRound;
use vibeslop_domain::{
    content::ItemRef,
    feed::{ForYouCursor, InvalidCursor, MAX_DEPTH, spread_page},
    ids::UserId,
    page::Limit,
};

use super::{Feed, FeedPage, MAX_LIMIT};
use crate::Error;

impl Feed {
    /// The best for `viewer`.
    ///
    /// A walk shows the ranking of the moment it began at, and keeps the page size of its first page: the pages
    /// have to be cut alike for none to skip or repeat anything. What is deleted meanwhile moves what comes behind it up,
    /// so that an item at the border of two pages can be passed over.
    pub async fn for_you(&self, viewer: Option<UserId>, cursor: Option<&str>, limit: Limit) -> Result<FeedPage, Error> {
        let at = match cursor {
            Some(text) => ForYouCursor::decode(text)?,
            // Cut to what a cursor carries, so that the first page is ranked at the very moment of the others.
            None => {
                ForYouCursor { as_of: self.clock.now().trunc_subsecs(6), page: 0, size: limit.get().min(MAX_LIMIT) }
            }
        };
        // Ours never say more. Anybody can write one that does, and have a page of everything put together.
        if at.size > MAX_LIMIT {
            return Err(InvalidCursor.into());
        }
        let ranking = self.queries.for_you(viewer, at.as_of, MAX_DEPTH).await?;
        let (page, more) = spread_page(&ranking, at.page.into(), at.size.into());
        let names: Vec<ItemRef> = page.iter().map(|ranked| ranked.item).collect();
        let items = if names.is_empty() { Vec::new() } else { self.queries.items(&names, viewer).await? };
        let next = at.page.checked_add(1).filter(|_| more).map(|page| ForYouCursor { page, ..at });
        Ok(FeedPage { items, next_cursor: next.map(|cursor| cursor.encode()) })
    }
}
