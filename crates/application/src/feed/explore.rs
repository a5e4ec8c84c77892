use chrono::SubsecRound;
use vibeslop_domain::{ids::UserId, page::Limit};
use vibeslop_ports::{
    content::PostView,
    feed::{ExploreList, ExploreOrder},
};

use super::{Feed, MAX_LIMIT};
use crate::{
    Error,
    page::{Listed, PageRequest},
};

/// Which posts somebody looks through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explored {
    /// What the text contains.
    pub search: Option<String>,
    /// Slugs of tools of the linked project.
    pub tools: Vec<String>,
    /// Slugs of stacks of the linked project.
    pub stacks: Vec<String>,
    /// In which order.
    pub order: Sorted,
}

/// An order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sorted {
    /// Newest first.
    #[default]
    Recent,
    /// Most liked first.
    Top,
    /// By rank.
    Trending,
}

impl Feed {
    /// Posts to look through.
    pub async fn explore(
        &self,
        explored: Explored,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<PostView>, Error> {
        let offset = request.counted_start()?;
        let order = match explored.order {
            Sorted::Recent => ExploreOrder::Recent,
            Sorted::Top => {
                self.ready().await?;
                ExploreOrder::Top
            }
            Sorted::Trending => ExploreOrder::Trending(self.snapshot(self.clock.now().trunc_subsecs(6)).await?),
        };
        let Explored { search, tools, stacks, .. } = explored;
        let list = ExploreList { search, tools, stacks, order, offset };
        let size = request.limit.get().min(MAX_LIMIT);
        let one_more = Limit::clamped(i64::from(size) + 1, u16::MAX);
        let found = self.queries.explore(&list, one_more, viewer).await?;
        Ok(Listed::counted(found, size, offset))
    }

    /// Sees to it that there is a fresh ranking, for lists that are ordered by what was counted in it.
    pub(crate) async fn ready(&self) -> Result<(), Error> {
        self.snapshot(self.clock.now().trunc_subsecs(6)).await?;
        Ok(())
    }
}
