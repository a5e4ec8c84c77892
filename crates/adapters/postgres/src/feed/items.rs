//! The items of a page, by name.

use std::collections::HashMap;

use diesel::pg::Pg;
use diesel_async::{AsyncConnectionCore, RunQueryDsl};
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    ids::{PostId, ProjectId, UserId},
};
use vibeslop_ports::{StoreError, feed::FeedContent};

use crate::{
    content::{PostRow, PostsById, ProjectCardRow, ProjectCardsById},
    error::store_error,
};

/// What `viewer` may see of these items. One statement for the posts among them and one for the projects.
pub async fn by_name<C: AsyncConnectionCore<Backend = Pg>>(
    connection: &mut C,
    items: &[ItemRef],
    viewer: Option<UserId>,
) -> Result<HashMap<ItemRef, FeedContent>, StoreError> {
    let mut posts: Vec<Uuid> = Vec::new();
    let mut projects: Vec<Uuid> = Vec::new();
    for item in items {
        match item {
            ItemRef::Post(id) => posts.push(id.0),
            ItemRef::Project(id) => projects.push(id.0),
        }
    }
    let viewer_id = viewer.map(|viewer| viewer.0);
    let mut found = HashMap::with_capacity(items.len());
    if !posts.is_empty() {
        let rows: Vec<PostRow> =
            PostsById { ids: &posts, viewer: viewer_id }.load(connection).await.map_err(store_error)?;
        for row in rows {
            let view = row.view(viewer)?;
            found.insert(ItemRef::Post(PostId(view.id.0)), FeedContent::Post(Box::new(view)));
        }
    }
    if !projects.is_empty() {
        let rows: Vec<ProjectCardRow> =
            ProjectCardsById { ids: &projects, viewer: viewer_id }.load(connection).await.map_err(store_error)?;
        for row in rows {
            let view = row.view(viewer)?;
            found.insert(ItemRef::Project(ProjectId(view.id.0)), FeedContent::Project(Box::new(view)));
        }
    }
    Ok(found)
}
