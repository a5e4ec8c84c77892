use async_trait::async_trait;
use diesel::OptionalExtension;
use diesel_async::RunQueryDsl;
use vibeslop_domain::ids::{PostId, UserId};
use vibeslop_ports::{
    StoreError,
    content::{PostQueries, PostView},
};

use super::{PostRow, PostsById};
use crate::{Database, error::store_error};

#[async_trait]
impl PostQueries for Database {
    async fn post(&self, id: PostId, viewer: Option<UserId>) -> Result<Option<PostView>, StoreError> {
        let mut connection = self.connection().await?;
        let row: Option<PostRow> = PostsById { ids: &[id.0], viewer: viewer.map(|viewer| viewer.0) }
            .get_result(&mut *connection)
            .await
            .optional()
            .map_err(store_error)?;
        row.map(|row| row.view(viewer)).transpose()
    }
}
