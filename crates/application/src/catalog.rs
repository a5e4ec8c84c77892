//! The catalog: the tools and stacks that things are made with.

use std::sync::Arc;

use vibeslop_domain::catalog::{Stack, Tool};
use vibeslop_ports::catalog::CatalogQueries;

use crate::{Error, debug::opaque_debug};

/// The catalog as everybody reads it. It grows when somebody names something new in a project.
#[derive(Clone)]
pub struct Catalog {
    /// Reads it.
    pub queries: Arc<dyn CatalogQueries>,
}

opaque_debug!(Catalog);

impl Catalog {
    /// All tools by name.
    pub async fn tools(&self) -> Result<Vec<Tool>, Error> {
        Ok(self.queries.tools().await?)
    }

    /// All stacks by name.
    pub async fn stacks(&self) -> Result<Vec<Stack>, Error> {
        Ok(self.queries.stacks().await?)
    }
}
