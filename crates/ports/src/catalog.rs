//! The catalog of tools and stacks.

use async_trait::async_trait;
use vibeslop_domain::{
    catalog::{Stack, TagName, Tool},
    ids::{GigId, ProjectId, StackId, ToolId},
};

use crate::StoreError;

/// Reads the catalog.
///
/// # What an implementation guarantees
/// The whole catalog, each entry once, in an order that does not change while the entries do not. A copy may be kept of it,
/// if whoever wrote through this node reads what they wrote (see [`CommitWatch`](crate::transactions::CommitWatch)).
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait CatalogQueries: Send + Sync {
    /// All tools by name, whatever the case. One statement.
    async fn tools(&self) -> Result<Vec<Tool>, StoreError>;

    /// All stacks by name, whatever the case. One statement.
    async fn stacks(&self) -> Result<Vec<Stack>, StoreError>;
}

/// Writes the catalog, and what things name of it.
///
/// # What an implementation guarantees
/// No two entries of a kind have one name, whatever the case, or one slug; however many make the same at the same moment,
/// all of them are answered one entry. `set_…` replaces: what was named before and is not now is named no more.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait CatalogStore: Send {
    /// The tools of these names, in their order. A tool is found by its name, whatever the case, or else by its
    /// slug; one that is not there is made, with a slug that is still free. `ids` are for those that are made: as
    /// many as names. Safe against others who make the same at the same moment.
    async fn tools_named(&mut self, names: &[TagName], ids: &[ToolId]) -> Result<Vec<Tool>, StoreError>;

    /// The stacks of these names, as [`tools_named`](Self::tools_named). One that is made gets the category
    /// [`OTHER_CATEGORY`](vibeslop_domain::catalog::OTHER_CATEGORY).
    async fn stacks_named(&mut self, names: &[TagName], ids: &[StackId]) -> Result<Vec<Stack>, StoreError>;

    /// Lets a project name exactly these tools.
    async fn set_project_tools(&mut self, project: ProjectId, tools: &[ToolId]) -> Result<(), StoreError>;

    /// Lets a project name exactly these stacks.
    async fn set_project_stacks(&mut self, project: ProjectId, stacks: &[StackId]) -> Result<(), StoreError>;

    /// Lets a gig name exactly these tools.
    async fn set_gig_tools(&mut self, gig: GigId, tools: &[ToolId]) -> Result<(), StoreError>;

    /// Lets a gig name exactly these stacks.
    async fn set_gig_stacks(&mut self, gig: GigId, stacks: &[StackId]) -> Result<(), StoreError>;
}
