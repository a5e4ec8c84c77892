//! Whom somebody may want to follow.

use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncConnectionCore, AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;
use vibeslop_domain::{accounts::Email, feed::Candidate, ids::UserId};
use vibeslop_ports::{StoreError, accounts::UserSummaryView, feed::Candidates};

use crate::error::store_error;

crate::statement! {
    /// See the file.
    struct Proposed {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        most: i64 as BigInt,
    }
    rows (SqlUuid, BigInt, BigInt, BigInt, Nullable<Timestamptz>, Timestamptz, Bool);
    sql include_str!("candidates.sql");
}

crate::statement! {
    /// See the file.
    struct Suggestible<'a> {
        ids: &'a [Uuid] as Array<SqlUuid>,
        viewer: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows (SqlUuid, Text, Text, Nullable<Text>, Nullable<Text>, Bool, Nullable<Text>);
    sql include_str!("suggestible.sql");
}

type ProposedRow = (Uuid, i64, i64, i64, Option<DateTime<Utc>>, DateTime<Utc>, bool);
type PersonRow = (Uuid, String, String, Option<String>, Option<String>, bool, Option<String>);

/// They, and what speaks for each.
pub async fn candidates(
    connection: &mut AsyncPgConnection,
    viewer: Option<UserId>,
    most: usize,
) -> Result<Candidates, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: Vec<ProposedRow> =
        Proposed { viewer: viewer.map(|viewer| viewer.0), most }.load(connection).await.map_err(store_error)?;
    let has_graph = rows.iter().any(|row| row.6);
    let people = rows
        .into_iter()
        .map(|(person, ties, followers, shared, active_at, joined_at, _)| Candidate {
            person: UserId(person),
            ties,
            followers,
            shared,
            active_at,
            joined_at,
        })
        .collect();
    Ok(Candidates { people, has_graph })
}

/// Those of these who may be suggested, in their order.
pub async fn suggestible<C: AsyncConnectionCore<Backend = Pg>>(
    connection: &mut C,
    ids: &[UserId],
    viewer: Option<UserId>,
) -> Result<Vec<UserSummaryView>, StoreError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let mut rows: Vec<PersonRow> =
        Suggestible { ids: &ids, viewer: viewer.map(|viewer| viewer.0) }.load(connection).await.map_err(store_error)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.0));
    let view = |(id, username, display_name, bio, avatar_url, is_verified, email): PersonRow| UserSummaryView {
        id: UserId(id),
        username,
        display_name,
        bio,
        avatar_url,
        is_verified,
        verified_email: email.as_deref().and_then(|address| Email::new(address).ok()),
    };
    Ok(rows.into_iter().map(view).collect())
}
