use async_trait::async_trait;
use vibeslop_ports::{StoreError, operation::Readiness};

use crate::Memory;

#[async_trait]
impl Readiness for Memory {
    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
