use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    content::Project,
    ids::{ProjectId, UserId},
    page::{Limit, Offset},
};

use super::{ProjectCardView, ProjectDetailView};
use crate::StoreError;

/// Writes projects, each with its parts as one thing: what [`lock`](Self::lock) answers after
/// [`update`](Self::update) is what was stored, in the same order. What a project names of the catalog is written through
/// [`CatalogStore`](crate::catalog::CatalogStore).
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ProjectStore: Send {
    /// Adds a project with its pictures, highlights and timeline.
    async fn insert(&mut self, project: &Project) -> Result<(), StoreError>;

    /// The project, locked until the unit of work ends.
    async fn lock(&mut self, id: ProjectId) -> Result<Option<Project>, StoreError>;

    /// Stores a locked project as it is now. Rows of pictures, highlights and entries that are still there keep
    /// their identifiers. Counters do not change.
    async fn update(&mut self, project: &Project, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// Takes a project away with all that hangs on it. Counters of others follow. Posts that link or quote it stay.
    async fn delete(&mut self, id: ProjectId) -> Result<(), StoreError>;
}

/// In which order a list of projects is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ProjectOrder {
    /// Published last, first.
    #[default]
    Recent,
    /// Most liked first, then published last.
    Top,
    /// Those that trend, by [`Trend::score`](vibeslop_domain::feed::Trend::score), then published last.
    Trending,
}

/// Which published projects a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectList {
    /// Title or description contains this text, whatever the case.
    pub search: Option<String>,
    /// Names one of these tools, by slug; empty for any.
    pub tools: Vec<String>,
    /// Names one of these stacks, by slug; empty for any.
    pub stacks: Vec<String>,
    /// The order.
    pub order: ProjectOrder,
    /// Entries to skip.
    pub offset: Offset,
}

/// Reads projects.
///
/// # What an implementation guarantees
/// What is not published is its owner's alone: for anybody else it is not there, and in no list. `detail` is one state of
/// the project, never parts of two.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ProjectQueries: Send + Sync {
    /// One project for a list, whatever its status. One statement.
    async fn card(&self, id: ProjectId, viewer: Option<UserId>) -> Result<Option<ProjectCardView>, StoreError>;

    /// One project whole, if `viewer` may see it: published, or their own. At most two statements.
    async fn detail(&self, id: ProjectId, viewer: Option<UserId>) -> Result<Option<ProjectDetailView>, StoreError>;

    /// A list of published projects. What is liked and how projects trend is as of the last snapshot of the
    /// [feed](crate::feed::FeedQueries::refresh). At most two statements.
    async fn list(
        &self,
        list: &ProjectList,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Vec<ProjectCardView>, StoreError>;

    /// The links to GitHub of a person's projects, of any status, each once, sorted. One statement.
    async fn github_urls(&self, owner: UserId) -> Result<Vec<String>, StoreError>;
}
