//! A catalog that mixes its entries up.

use async_trait::async_trait;
use vibeslop_domain::{
    catalog::{Stack, TagName, Tool},
    ids::{GigId, ProjectId, StackId, ToolId},
};
use vibeslop_ports::{StoreError, catalog::CatalogStore};

use crate::{Fault, FaultyWork};

#[async_trait]
impl CatalogStore for FaultyWork {
    async fn tools_named(&mut self, names: &[TagName], ids: &[ToolId]) -> Result<Vec<Tool>, StoreError> {
        self.inner.catalog().tools_named(names, ids).await
    }

    async fn stacks_named(&mut self, names: &[TagName], ids: &[StackId]) -> Result<Vec<Stack>, StoreError> {
        let mut found = self.inner.catalog().stacks_named(names, ids).await?;
        if self.has(Fault::AnswersInAnotherOrder) {
            found.reverse();
        }
        Ok(found)
    }

    async fn set_project_tools(&mut self, project: ProjectId, tools: &[ToolId]) -> Result<(), StoreError> {
        self.inner.catalog().set_project_tools(project, tools).await
    }

    async fn set_project_stacks(&mut self, project: ProjectId, stacks: &[StackId]) -> Result<(), StoreError> {
        self.inner.catalog().set_project_stacks(project, stacks).await
    }

    async fn set_gig_tools(&mut self, gig: GigId, tools: &[ToolId]) -> Result<(), StoreError> {
        self.inner.catalog().set_gig_tools(gig, tools).await
    }

    async fn set_gig_stacks(&mut self, gig: GigId, stacks: &[StackId]) -> Result<(), StoreError> {
        self.inner.catalog().set_gig_stacks(gig, stacks).await
    }
}
