use async_trait::async_trait;
use diesel::sql_types::{Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    catalog::{Stack, Tool},
    ids::{StackId, ToolId},
};
use vibeslop_ports::{StoreError, catalog::CatalogQueries};

use crate::{Database, error::store_error};

crate::statement! {
    struct AllTools {}
    rows (SqlUuid, Text, Text, Nullable<Text>);
    sql "SELECT id, name, slug, icon_url FROM ai_tools ORDER BY lower(name), id";
}

crate::statement! {
    struct AllStacks {}
    rows (SqlUuid, Text, Text, Nullable<Text>);
    sql "SELECT id, name, slug, category FROM tech_stacks ORDER BY lower(name), id";
}

type Row = (Uuid, String, String, Option<String>);

#[async_trait]
impl CatalogQueries for Database {
    async fn tools(&self) -> Result<Vec<Tool>, StoreError> {
        let mut connection = self.connection().await?;
        let rows: Vec<Row> = AllTools {}.load(&mut *connection).await.map_err(store_error)?;
        Ok(rows.into_iter().map(|(id, name, slug, icon_url)| Tool { id: ToolId(id), name, slug, icon_url }).collect())
    }

    async fn stacks(&self) -> Result<Vec<Stack>, StoreError> {
        let mut connection = self.connection().await?;
        let rows: Vec<Row> = AllStacks {}.load(&mut *connection).await.map_err(store_error)?;
        Ok(rows.into_iter().map(|(id, name, slug, category)| Stack { id: StackId(id), name, slug, category }).collect())
    }
}
