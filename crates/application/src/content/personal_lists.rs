use std::sync::Arc;

use vibeslop_domain::{accounts::Username, content::ProjectStatus, ids::UserId, page::TimeList};
use vibeslop_ports::{
    content::{PersonalListQueries, ProjectCardView},
    feed::FeedItemView,
};

use crate::{
    Error,
    debug::opaque_debug,
    page::{Listed, PageRequest},
};

/// What hangs on a profile: lists of what one person made, shows again and likes. Usernames are taken in any case.
///
/// A person who is not there or suspended is not found. Between people of whom one blocks the other, and for whoever
/// muted the person, the lists are empty.
#[derive(Clone)]
pub struct PersonalLists {
    /// Reads them.
    pub queries: Arc<dyn PersonalListQueries>,
}

opaque_debug!(PersonalLists);

impl PersonalLists {
    /// What a person posted and reposted, newest first.
    pub async fn timeline(
        &self,
        owner: &str,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<FeedItemView>, Error> {
        let list = TimeList::Timeline;
        let (owner, start) = (person(owner)?, request.start(list)?);
        let page = self.queries.timeline(&owner, start, request.limit, viewer).await?.ok_or(NOBODY)?;
        Ok(Listed::of(page, list))
    }

    /// A person's projects, published ones unless asked for others, which only the person sees.
    pub async fn projects(
        &self,
        owner: &str,
        status: ProjectStatus,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<ProjectCardView>, Error> {
        let list = TimeList::PersonsProjects;
        let (owner, start) = (person(owner)?, request.start(list)?);
        let page = self.queries.projects(&owner, status, start, request.limit, viewer).await?.ok_or(NOBODY)?;
        Ok(Listed::of(page, list))
    }

    /// What a person likes, liked last first.
    pub async fn likes(
        &self,
        owner: &str,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<FeedItemView>, Error> {
        let list = TimeList::PersonsLikes;
        let (owner, start) = (person(owner)?, request.start(list)?);
        let page = self.queries.likes(&owner, start, request.limit, viewer).await?.ok_or(NOBODY)?;
        Ok(Listed::of(page, list))
    }

    /// What a person reposted, reposted last first.
    pub async fn reposts(
        &self,
        owner: &str,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<FeedItemView>, Error> {
        let list = TimeList::PersonsReposts;
        let (owner, start) = (person(owner)?, request.start(list)?);
        let page = self.queries.reposts(&owner, start, request.limit, viewer).await?.ok_or(NOBODY)?;
        Ok(Listed::of(page, list))
    }
}

const NOBODY: Error = Error::NotFound("user");

fn person(username: &str) -> Result<Username, Error> {
    Username::sought(username).ok_or(NOBODY)
}

#[cfg(test)]
mod tests {
    use vibeslop_domain::page::{Limit, Page, Start, TimeCursor};
    use vibeslop_ports::mocks::MockPersonalListQueries;

    use super::*;
    use crate::fixtures::{ADA, BOB, now};

    fn lists(queries: MockPersonalListQueries) -> PersonalLists {
        PersonalLists { queries: Arc::new(queries) }
    }

    fn first() -> PageRequest {
        PageRequest { cursor: None, offset: 0, limit: Limit::clamped(20, 100) }
    }

    #[tokio::test]
    async fn a_name_that_nobody_can_have_is_not_looked_for() {
        let lists = lists(MockPersonalListQueries::new());
        for nobody in ["a", "a-b", "a\0b"] {
            assert!(matches!(lists.timeline(nobody, &first(), None).await, Err(Error::NotFound("user"))));
        }
    }

    #[tokio::test]
    async fn nobody_of_that_name_is_not_an_empty_list() {
        let mut queries = MockPersonalListQueries::new();
        queries.expect_likes().returning(|_, _, _, _| Ok(None));
        queries.expect_reposts().returning(|_, _, _, _| Ok(Some(Page::empty())));
        let lists = lists(queries);
        assert!(matches!(lists.likes("ada", &first(), None).await, Err(Error::NotFound("user"))));
        assert_eq!(lists.reposts("ada", &first(), None).await.unwrap().items, []);
    }

    #[tokio::test]
    async fn a_walk_goes_on_behind_the_entry_where_the_page_ended() {
        let end = TimeCursor { at: now(), id: BOB.0 };
        let mut queries = MockPersonalListQueries::new();
        queries.expect_projects().returning(move |owner, status, start, limit, viewer| {
            assert_eq!((owner.as_str(), status, limit.get(), viewer), ("ada", ProjectStatus::Draft, 20, Some(ADA)));
            let next = if start.cursor().is_none() { Some(end) } else { None };
            Ok(Some(Page { items: Vec::new(), next }))
        });
        queries.expect_timeline().returning(|_, start, _, _| {
            assert!(matches!(start, Start::Skip(offset) if offset.get() == 40));
            Ok(Some(Page::empty()))
        });
        let lists = lists(queries);
        let page = lists.projects("Ada", ProjectStatus::Draft, &first(), Some(ADA)).await.unwrap();
        let next = PageRequest { cursor: page.next_cursor, ..first() };
        assert!(next.cursor.is_some());
        let last = lists.projects("ada", ProjectStatus::Draft, &next, Some(ADA)).await.unwrap();
        assert_eq!(last.next_cursor, None);
        // The cursor of one list is none of another.
        assert!(matches!(lists.timeline("ada", &next, None).await, Err(Error::Malformed { .. })));
        lists.timeline("ada", &PageRequest { offset: 40, ..first() }, None).await.unwrap();
    }
}
