use async_trait::async_trait;
use vibeslop_domain::{
    ids::{GigId, PostId, ProjectId, UserId},
    money::Cents,
    page::{Limit, Offset},
    search::SearchQuery,
};
use vibeslop_ports::{
    StoreError,
    accounts::UserSummaryView,
    content::{PostView, ProjectCardView},
    search::{FoundGigView, SearchQueries},
};

use super::asked::Asked;
use crate::{Memory, world::World};

impl World {
    fn found_gig(&self, id: GigId) -> Option<FoundGigView> {
        let gig = &self.gigs.get(&id)?.gig;
        Some(FoundGigView {
            id,
            title: gig.title.clone(),
            description: gig.description.clone(),
            budget_min: gig.budget.min().map(Cents::get),
            budget_max: gig.budget.max().map(Cents::get),
            currency: gig.currency.code().to_owned(),
            author: self.author_view(gig.owner)?,
            created_at: gig.created_at,
        })
    }
}

#[async_trait]
impl SearchQueries for Memory {
    async fn people(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<UserSummaryView>, StoreError> {
        if !query.can_be_people() {
            return Ok(Vec::new());
        }
        Ok(self.read().await.people_found(&Asked::new(query), limit, offset, viewer))
    }

    async fn projects(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<ProjectCardView>, StoreError> {
        if query.needs_post() {
            return Ok(Vec::new());
        }
        let (world, asked) = (self.read().await, Asked::new(query));
        let found = world.found(&asked, world.published(), viewer, limit, offset);
        Ok(found.filter_map(|id| world.project_card(ProjectId(id), viewer)).collect())
    }

    async fn posts(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<PostView>, StoreError> {
        let (world, asked) = (self.read().await, Asked::new(query));
        let found = world.found(&asked, world.posts_asked_for(&asked), viewer, limit, offset);
        Ok(found.filter_map(|id| world.post_view(PostId(id), viewer)).collect())
    }

    async fn gigs(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<FoundGigView>, StoreError> {
        if query.needs_post() {
            return Ok(Vec::new());
        }
        let (world, asked) = (self.read().await, Asked::new(query));
        let found = world.found(&asked, world.open_gigs(), viewer, limit, offset);
        Ok(found.filter_map(|id| world.found_gig(GigId(id))).collect())
    }

    async fn corrected(&self, query: &SearchQuery) -> Result<Option<SearchQuery>, StoreError> {
        Ok(self.read().await.corrected(query))
    }
}
