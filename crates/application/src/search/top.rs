use futures_util::future::try_join4;
use vibeslop_domain::{
    ids::UserId,
    page::{Limit, Offset},
    search::SearchQuery,
};
use vibeslop_ports::{
    content::{PostView, ProjectCardView},
    search::FoundGigView,
};

use super::{Search, append};
use crate::{Error, accounts::UserSummary};

/// How many of each kind the overview shows: people, projects, posts, gigs.
const TOP: [i64; 4] = [3, 5, 12, 5];
/// The most suggestions of a kind.
pub const MAX_SUGGESTIONS: u16 = 20;

/// Some of everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// People.
    pub people: Vec<UserSummary>,
    /// Projects.
    pub projects: Vec<ProjectCardView>,
    /// Posts.
    pub posts: Vec<PostView>,
    /// Gigs.
    pub gigs: Vec<FoundGigView>,
}

impl Found {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.people.len() + self.projects.len() + self.posts.len() + self.gigs.len()
    }

    /// Whether there is nothing.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Search {
    /// The best of each kind. Where nothing is found, what was probably meant.
    pub async fn top(&self, text: &str, viewer: Option<UserId>) -> Result<Found, Error> {
        let query = SearchQuery::parse(text);
        let sizes = TOP.map(|size| Limit::clamped(size, u16::MAX));
        let mut found = self.some(&query, sizes, viewer).await?;
        if found.projects.is_empty()
            && found.posts.is_empty()
            && let Some(corrected) = self.corrected(&query).await?
        {
            let also = self.some(&corrected, sizes, viewer).await?;
            append(&mut found.people, also.people, |person| person.view.id.0);
            append(&mut found.gigs, also.gigs, |gig| gig.id.0);
            (found.projects, found.posts) = (also.projects, also.posts);
            found.people.truncate(usize::from(sizes[0].get()));
            found.gigs.truncate(usize::from(sizes[3].get()));
        }
        Ok(found)
    }

    /// What somebody who has typed so far may mean. Without operators.
    pub async fn suggestions(&self, text: &str, limit: Limit, viewer: Option<UserId>) -> Result<Found, Error> {
        let size = Limit::clamped(limit.get().into(), MAX_SUGGESTIONS);
        self.some(&SearchQuery::plain(text), [size; 4], viewer).await
    }

    /// The four kinds side by side.
    async fn some(&self, query: &SearchQuery, sizes: [Limit; 4], viewer: Option<UserId>) -> Result<Found, Error> {
        if query.is_empty() {
            return Ok(Found::default());
        }
        let [people, projects, posts, gigs] = sizes;
        let start = Offset::default();
        let (people, projects, posts, gigs) = try_join4(
            self.queries.people(query, people, start, viewer),
            self.queries.projects(query, projects, start, viewer),
            self.queries.posts(query, posts, start, viewer),
            self.queries.gigs(query, gigs, start, viewer),
        )
        .await?;
        let people = people.into_iter().map(|view| self.accounts.summary(view)).collect();
        Ok(Found { people, projects, posts, gigs })
    }
}
