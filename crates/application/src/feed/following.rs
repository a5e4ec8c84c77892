use vibeslop_domain::{
    ids::UserId,
    page::{Limit, TimeCursor, TimeList},
};

use super::{Feed, FeedPage, MAX_LIMIT};
use crate::Error;

impl Feed {
    /// What the people did that `viewer` follows, newest first. Nobody follows nobody.
    pub async fn following(
        &self,
        viewer: Option<UserId>,
        cursor: Option<&str>,
        limit: Limit,
    ) -> Result<FeedPage, Error> {
        let after = cursor.map(|text| TimeCursor::decode(text, TimeList::Following)).transpose()?;
        let Some(viewer) = viewer else { return Ok(FeedPage { items: Vec::new(), next_cursor: None }) };
        let limit = Limit::clamped(limit.get().into(), MAX_LIMIT);
        let page = self.queries.following(viewer, after, limit).await?;
        Ok(FeedPage { items: page.items, next_cursor: page.next.map(|cursor| cursor.encode(TimeList::Following)) })
    }
}
