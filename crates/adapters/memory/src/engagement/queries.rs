use async_trait::async_trait;
use vibeslop_domain::{
    ids::UserId,
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{StoreError, engagement::EngagementQueries, feed::FeedItemView};

use crate::{Memory, page::newest_first};

#[async_trait]
impl EngagementQueries for Memory {
    async fn bookmarks(
        &self,
        owner: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<FeedItemView, TimeCursor>, StoreError> {
        let world = self.read().await;
        let rows = world.bookmarks.iter().filter(|((_, by), _)| *by == owner).map(|((item, _), row)| (*item, row));
        let seen = rows.filter(|(item, _)| world.seen_item(*item, Some(owner)).is_some());
        let page = newest_first(seen, start, limit, |(_, row)| TimeCursor { at: row.at, id: row.id });
        let items = page.items.iter().filter_map(|(item, _)| world.item_view(*item, Some(owner))).collect();
        Ok(Page { items, next: page.next })
    }
}
