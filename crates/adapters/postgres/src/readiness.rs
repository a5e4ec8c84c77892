//! Whether the database is there and has the schema that this program was built for.

use async_trait::async_trait;
use vibeslop_ports::{StoreError, operation::Readiness};

use crate::{Database, error::store_error};

crate::statement! {
    /// The newest migration that was applied.
    struct NewestMigration {}
    rows diesel::sql_types::Nullable<diesel::sql_types::Text>;
    sql "SELECT max(version)::text FROM __diesel_schema_migrations";
}

#[async_trait]
impl Readiness for Database {
    async fn check(&self) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        let applied: Option<String> =
            diesel_async::RunQueryDsl::get_result(NewestMigration {}, &mut *connection).await.map_err(store_error)?;
        // A newer schema is fine: another node of a later version may have brought it during a rolling restart.
        match (applied, crate::migrate::newest()) {
            (Some(applied), Some(newest)) if applied < newest => {
                Err(StoreError::Unavailable(format!("the schema is at {applied}, this program needs {newest}").into()))
            }
            (None, _) => Err(StoreError::Unavailable("the database has no schema yet".into())),
            _ => Ok(()),
        }
    }
}
