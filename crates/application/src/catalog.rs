//! The catalog: the tools and stacks that things are made with.

mod naming;

use std::sync::Arc;

use vibeslop_domain::catalog::{Stack, Tool};
use vibeslop_ports::catalog::CatalogQueries;

pub(crate) use self::naming::{stacks_named, tools_named};
use crate::{Error, debug::opaque_debug};

/// The catalog as everybody reads it. It grows when somebody names something new in a project or a gig.
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vibeslop_domain::ids::ToolId;
    use vibeslop_ports::mocks::MockCatalogQueries;

    use super::*;
    use crate::fixtures::store_away;

    #[tokio::test]
    async fn the_catalog_is_read_in_the_order_of_the_store() {
        let tool = |number, name: &str| Tool {
            id: ToolId(Uuid::from_u128(number)),
            name: name.to_owned(),
            slug: name.to_lowercase(),
            icon_url: None,
        };
        let tools = vec![tool(2, "aider"), tool(1, "Claude")];
        let mut queries = MockCatalogQueries::new();
        queries.expect_tools().return_once({
            let tools = tools.clone();
            || Ok(tools)
        });
        queries.expect_stacks().returning(|| Err(store_away()));
        let catalog = Catalog { queries: Arc::new(queries) };
        assert_eq!(catalog.tools().await.unwrap(), tools);
        assert!(matches!(catalog.stacks().await, Err(Error::Unavailable(_))));
    }
}
