use std::sync::Arc;

use chrono::SubsecRound;
use vibeslop_ports::feed::{FrontPage, MakePage, SentPage};

use super::Feed;
use crate::Error;

impl Feed {
    /// A first page of what is ranked, for those who are not signed in: as it is kept, or as `make` makes it now. It is of
    /// the newest snapshot of the ranking. `None` if it could not be made.
    pub async fn front_page(&self, asked: String, make: MakePage<'_>) -> Result<Option<Arc<SentPage>>, Error> {
        let ranking = self.snapshot(self.clock.now().trunc_subsecs(6)).await?.at;
        Ok(self.front.page(FrontPage { asked, ranking }, make).await)
    }
}
