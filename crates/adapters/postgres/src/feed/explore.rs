//! Posts to look through.

use diesel::sql_types::{Array, BigInt, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{ids::UserId, page::Limit};
use vibeslop_ports::{
    StoreError,
    content::PostView,
    feed::{ExploreList, ExploreOrder},
};

use crate::{
    Reader,
    content::{PostRow, PostsById},
    error::store_error,
    rows::like_containing,
};

crate::statement! {
    /// See the file.
    struct Recent<'a> {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        pattern: Option<String> as Nullable<Text>,
        tools: &'a [String] as Array<Text>,
        stacks: &'a [String] as Array<Text>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows SqlUuid;
    sql include_str!("explore_recent.sql");
}

crate::statement! {
    /// See the file.
    struct Top<'a> {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        pattern: Option<String> as Nullable<Text>,
        tools: &'a [String] as Array<Text>,
        stacks: &'a [String] as Array<Text>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows SqlUuid;
    sql include_str!("explore_top.sql");
}

crate::statement! {
    /// See the file.
    struct Trending<'a> {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        pattern: Option<String> as Nullable<Text>,
        tools: &'a [String] as Array<Text>,
        stacks: &'a [String] as Array<Text>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
        snapshot: i64 as BigInt,
    }
    rows SqlUuid;
    sql include_str!("explore_trending.sql");
}

/// The posts of a list, whole.
pub async fn posts(
    connection: &mut Reader,
    list: &ExploreList,
    limit: Limit,
    reader: Option<UserId>,
) -> Result<Vec<PostView>, StoreError> {
    let (viewer, pattern) = (reader.map(|reader| reader.0), list.search.as_deref().map(like_containing));
    let (tools, stacks) = (list.tools.as_slice(), list.stacks.as_slice());
    let (limit, offset) = (i64::from(limit.get()), i64::from(list.offset.get()));
    let ids: Vec<Uuid> = match list.order {
        ExploreOrder::Recent => Recent { viewer, pattern, tools, stacks, limit, offset }.load(connection).await,
        ExploreOrder::Top => Top { viewer, pattern, tools, stacks, limit, offset }.load(connection).await,
        ExploreOrder::Trending(snapshot) => {
            let snapshot = snapshot.at.timestamp_micros();
            Trending { viewer, pattern, tools, stacks, limit, offset, snapshot }.load(connection).await
        }
    }
    .map_err(store_error)?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<PostRow> = PostsById { ids: &ids, viewer }.load(connection).await.map_err(store_error)?;
    let mut posts: Vec<PostView> = rows.into_iter().map(|row| row.view(reader)).collect::<Result<_, _>>()?;
    posts.sort_by_key(|post| ids.iter().position(|id| *id == post.id.0));
    Ok(posts)
}
