use async_trait::async_trait;
use vibeslop_domain::catalog::{Stack, Tool};
use vibeslop_ports::{StoreError, catalog::CatalogQueries};

use super::rows::by_name;
use crate::Memory;

#[async_trait]
impl CatalogQueries for Memory {
    async fn tools(&self) -> Result<Vec<Tool>, StoreError> {
        Ok(by_name(self.read().await.tools.values()))
    }

    async fn stacks(&self) -> Result<Vec<Stack>, StoreError> {
        Ok(by_name(self.read().await.stacks.values()))
    }
}
