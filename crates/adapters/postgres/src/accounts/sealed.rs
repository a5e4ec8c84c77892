//! Kept tokens, as they are sealed.

use diesel::{
    prelude::Queryable,
    sql_types::{Array, BigInt, Binary, Nullable, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    StoreError,
    accounts::{Reseal, SealedIdentity},
    tokens::Sealed,
};

use crate::error::store_error;

crate::statement! {
    /// Identities in the order of their rows. Index: the primary key.
    struct SealedIdentities {
        after: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
    }
    rows (SqlUuid, SqlUuid, Nullable<Binary>, Nullable<Binary>);
    sql "SELECT id, user_id, access_token_sealed, refresh_token_sealed FROM oauth_accounts
         WHERE id > coalesce($1, '00000000-0000-0000-0000-000000000000')
         ORDER BY id
         LIMIT $2";
}

crate::statement! {
    /// Only where the tokens are still those that were read: a sign-in may have brought others.
    struct ResealAll<'a> {
        ids: &'a [Uuid] as Array<SqlUuid>,
        old_access: &'a [Option<&'a [u8]>] as Array<Nullable<Binary>>,
        old_refresh: &'a [Option<&'a [u8]>] as Array<Nullable<Binary>>,
        access: &'a [Option<&'a [u8]>] as Array<Nullable<Binary>>,
        refresh: &'a [Option<&'a [u8]>] as Array<Nullable<Binary>>,
    }
    rows ();
    sql "UPDATE oauth_accounts AS kept
         SET access_token_sealed = anew.access, refresh_token_sealed = anew.refresh
         FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[])
             AS anew (id, old_access, old_refresh, access, refresh)
         WHERE kept.id = anew.id
             AND kept.access_token_sealed IS NOT DISTINCT FROM anew.old_access
             AND kept.refresh_token_sealed IS NOT DISTINCT FROM anew.old_refresh";
}

#[derive(Queryable)]
struct Row {
    id: Uuid,
    user: Uuid,
    access: Option<Vec<u8>>,
    refresh: Option<Vec<u8>>,
}

pub async fn sealed_identities(
    connection: &mut AsyncPgConnection,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Vec<SealedIdentity>, StoreError> {
    let statement = SealedIdentities { after, limit: limit.into() };
    let rows: Vec<Row> = statement.load(connection).await.map_err(store_error)?;
    let identity = |row: Row| SealedIdentity {
        id: row.id,
        user: UserId(row.user),
        access_token: row.access.map(Sealed),
        refresh_token: row.refresh.map(Sealed),
    };
    Ok(rows.into_iter().map(identity).collect())
}

pub async fn reseal(connection: &mut AsyncPgConnection, anew: &[Reseal]) -> Result<u64, StoreError> {
    fn bytes<'a>(anew: &'a [Reseal], of: impl Fn(&'a Reseal) -> &'a Option<Sealed>) -> Vec<Option<&'a [u8]>> {
        anew.iter().map(|reseal| of(reseal).as_ref().map(|sealed| sealed.0.as_slice())).collect()
    }
    let ids: Vec<Uuid> = anew.iter().map(|reseal| reseal.old.id).collect();
    let rows = ResealAll {
        ids: &ids,
        old_access: &bytes(anew, |reseal| &reseal.old.access_token),
        old_refresh: &bytes(anew, |reseal| &reseal.old.refresh_token),
        access: &bytes(anew, |reseal| &reseal.access_token),
        refresh: &bytes(anew, |reseal| &reseal.refresh_token),
    }
    .execute(connection)
    .await
    .map_err(store_error)?;
    Ok(u64::try_from(rows).unwrap_or(u64::MAX))
}
