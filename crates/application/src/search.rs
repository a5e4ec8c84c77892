//! Searches: people, projects, posts and gigs, and suggestions while somebody types.

#[cfg(test)]
mod tests;
mod top;

use std::sync::Arc;

use vibeslop_domain::{
    ids::UserId,
    page::{Limit, Offset},
    search::SearchQuery,
};
use vibeslop_ports::{
    content::{PostView, ProjectCardView},
    search::{FoundGigView, SearchQueries},
};

pub use self::top::{Found, MAX_SUGGESTIONS};
use crate::{
    Error,
    accounts::{Accounts, UserSummary},
    debug::opaque_debug,
    page::{Listed, PageRequest},
};

/// Searches.
#[derive(Clone)]
pub struct Search {
    /// Finds things.
    pub queries: Arc<dyn SearchQueries>,
    /// Who is an administrator.
    pub accounts: Accounts,
}

opaque_debug!(Search);

impl Search {
    /// People.
    pub async fn people(
        &self,
        text: &str,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<UserSummary>, Error> {
        let Some(part) = Part::of(text, request)? else { return Ok(nothing()) };
        let mut found = self.queries.people(&part.query, part.one_more, part.offset, viewer).await?;
        if let Some(meant) = self.meant(&part, found.len()).await? {
            let also = self.queries.people(&meant, part.one_more, part.offset, viewer).await?;
            append(&mut found, also, |person| person.id.0);
        }
        let found = found.into_iter().map(|view| self.accounts.summary(view)).collect();
        Ok(part.cut(found))
    }

    /// Published projects.
    pub async fn projects(
        &self,
        text: &str,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<ProjectCardView>, Error> {
        let Some(part) = Part::of(text, request)? else { return Ok(nothing()) };
        let mut found = self.queries.projects(&part.query, part.one_more, part.offset, viewer).await?;
        if let Some(meant) = self.meant(&part, found.len()).await? {
            let also = self.queries.projects(&meant, part.one_more, part.offset, viewer).await?;
            append(&mut found, also, |project| project.id.0);
        }
        Ok(part.cut(found))
    }

    /// Posts.
    pub async fn posts(
        &self,
        text: &str,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<PostView>, Error> {
        let Some(part) = Part::of(text, request)? else { return Ok(nothing()) };
        let mut found = self.queries.posts(&part.query, part.one_more, part.offset, viewer).await?;
        if let Some(meant) = self.meant(&part, found.len()).await? {
            let also = self.queries.posts(&meant, part.one_more, part.offset, viewer).await?;
            append(&mut found, also, |post| post.id.0);
        }
        Ok(part.cut(found))
    }

    /// Open gigs.
    pub async fn gigs(
        &self,
        text: &str,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<FoundGigView>, Error> {
        let Some(part) = Part::of(text, request)? else { return Ok(nothing()) };
        let mut found = self.queries.gigs(&part.query, part.one_more, part.offset, viewer).await?;
        if let Some(meant) = self.meant(&part, found.len()).await? {
            let also = self.queries.gigs(&meant, part.one_more, part.offset, viewer).await?;
            append(&mut found, also, |gig| gig.id.0);
        }
        Ok(part.cut(found))
    }

    /// What may have been meant, where a first page is not full.
    async fn meant(&self, part: &Part, found: usize) -> Result<Option<SearchQuery>, Error> {
        let is_full = found >= usize::from(part.one_more.get()) || part.offset != Offset::default();
        if is_full { Ok(None) } else { self.corrected(&part.query).await }
    }

    async fn corrected(&self, query: &SearchQuery) -> Result<Option<SearchQuery>, Error> {
        if query.words.is_empty() { Ok(None) } else { Ok(self.queries.corrected(query).await?) }
    }
}

/// Which part of what is found. Places are counted: nothing about a search stays the same for long.
struct Part {
    query: SearchQuery,
    offset: Offset,
    size: u16,
    one_more: Limit,
}

impl Part {
    /// `None` where nothing is looked for.
    fn of(text: &str, request: &PageRequest) -> Result<Option<Self>, Error> {
        let offset = request.counted_start()?;
        let query = SearchQuery::parse(text);
        let one_more = Limit::clamped(request.limit.and_one(), u16::MAX);
        Ok((!query.is_empty()).then_some(Self { query, offset, size: request.limit.get(), one_more }))
    }

    fn cut<T>(&self, items: Vec<T>) -> Listed<T> {
        Listed::counted(items, self.size, self.offset)
    }
}

const fn nothing<T>() -> Listed<T> {
    Listed { items: Vec::new(), next_cursor: None }
}

/// Appends what is not there yet.
fn append<T>(items: &mut Vec<T>, also: Vec<T>, id: impl Fn(&T) -> uuid::Uuid) {
    let known: std::collections::HashSet<_> = items.iter().map(&id).collect();
    items.extend(also.into_iter().filter(|item| !known.contains(&id(item))));
}
