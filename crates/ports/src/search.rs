//! Searches.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    ids::{GigId, UserId},
    page::{Limit, Offset},
    search::SearchQuery,
};

use crate::{
    StoreError,
    accounts::UserSummaryView,
    content::{AuthorView, PostView, ProjectCardView},
};

/// A gig that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundGigView {
    /// The gig.
    pub id: GigId,
    /// Its title.
    pub title: String,
    /// What has to be done, Markdown.
    pub description: String,
    /// The least that is offered, in hundredths of the currency's unit.
    pub budget_min: Option<i64>,
    /// The most that is offered.
    pub budget_max: Option<i64>,
    /// The currency, by ISO 4217.
    pub currency: String,
    /// Who offers it.
    pub author: AuthorView,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Finds things. What fits best comes first, ties newest first and then by identifier; without a text to look for the
/// newest come first. The last word may be the beginning of one. A kind that cannot have what an operator asks for is
/// empty.
///
/// Titles and names that begin with the text come before all others. Of what very many things have, some hundred are found, the
/// newest among them.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait SearchQueries: Send + Sync {
    /// People. One statement.
    async fn people(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<UserSummaryView>, StoreError>;

    /// Published projects. Two statements.
    async fn projects(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<ProjectCardView>, StoreError>;

    /// Posts. Two statements.
    async fn posts(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<PostView>, StoreError>;

    /// Open gigs. Two statements.
    async fn gigs(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<FoundGigView>, StoreError>;

    /// The query with words that nobody wrote replaced by the nearest that somebody did; `None` if all words are known,
    /// or nothing is near. One statement.
    async fn corrected(&self, query: &SearchQuery) -> Result<Option<SearchQuery>, StoreError>;
}
