use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    accounts::Username,
    ids::UserId,
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    accounts::UserSummaryView,
    social::{FollowView, SocialQueries},
};

use super::rows::ties_of;
use crate::{Memory, page::newest_first, world::World};

impl World {
    /// A page of active people out of those who came to stand so to somebody. People whom the viewer does not see are
    /// left out before it is cut.
    fn people(
        &self,
        ties: impl Iterator<Item = (UserId, DateTime<Utc>)>,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
        shown: impl Fn(UserId) -> bool,
    ) -> Page<FollowView, TimeCursor> {
        let people = ties.filter(|(id, _)| shown(*id)).filter_map(|(id, at)| Some((self.active(id)?, at)));
        newest_first(people, start, limit, |(row, at)| TimeCursor { at: *at, id: row.id.0 })
            .map(|(row, _)| FollowView { person: row.summary(), is_following: self.follows(viewer, row.id) })
    }

    /// The person whose list is asked for, and whether the viewer does not see them.
    fn owner(&self, name: &Username, viewer: Option<UserId>) -> Option<(UserId, bool)> {
        let owner = self.named(name).and_then(|row| self.active(row.id))?.id;
        Some((owner, self.hides(viewer, owner)))
    }
}

#[async_trait]
impl SocialQueries for Memory {
    async fn followers(
        &self,
        of: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FollowView, TimeCursor>>, StoreError> {
        let world = self.read().await;
        let Some((of, hidden)) = world.owner(of, viewer) else { return Ok(None) };
        let ties = world.follows.iter().filter(|((_, other), _)| *other == of).map(|((id, _), row)| (*id, row.at));
        Ok(Some(world.people(ties, start, limit, viewer, |id| !hidden && !world.hides(viewer, id))))
    }

    async fn followed(
        &self,
        by: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FollowView, TimeCursor>>, StoreError> {
        let world = self.read().await;
        let Some((by, hidden)) = world.owner(by, viewer) else { return Ok(None) };
        let ties = ties_of(&world.follows, by);
        Ok(Some(world.people(ties, start, limit, viewer, |id| !hidden && !world.hides(viewer, id))))
    }

    async fn blocked(
        &self,
        by: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<UserSummaryView, TimeCursor>, StoreError> {
        let world = self.read().await;
        let ties = ties_of(&world.blocks, by);
        Ok(world.people(ties, start, limit, Some(by), |_| true).map(|view| view.person))
    }

    async fn muted(
        &self,
        by: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<UserSummaryView, TimeCursor>, StoreError> {
        let world = self.read().await;
        let ties = ties_of(&world.mutes, by);
        Ok(world.people(ties, start, limit, Some(by), |_| true).map(|view| view.person))
    }
}
