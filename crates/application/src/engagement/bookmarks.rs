use vibeslop_domain::{ids::UserId, page::TimeList};
use vibeslop_ports::feed::FeedItemView;

use super::Engagement;
use crate::{
    Error,
    page::{Listed, PageRequest},
};

impl Engagement {
    /// What one bookmarked and may still see, the newest bookmark first.
    pub async fn bookmarks(&self, owner: UserId, request: &PageRequest) -> Result<Listed<FeedItemView>, Error> {
        let list = TimeList::Bookmarks;
        let page = self.queries.bookmarks(owner, request.start(list)?, request.limit).await?;
        Ok(Listed::of(page, list))
    }
}
