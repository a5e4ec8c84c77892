//! The numbers of states. They are counted by triggers, see the migration `versions`.

use async_trait::async_trait;
use diesel::{
    OptionalExtension,
    result::QueryResult,
    sql_types::{BigInt, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;
use vibeslop_ports::{
    StoreError,
    versions::{Version, VersionQueries, VersionStore, Versioned},
};

use crate::{Database, Reader, error::store_error, unit_of_work::PgUnitOfWork};

macro_rules! by_id {
    ($($name:ident: $sql:expr;)*) => {$(
        crate::statement! {
            /// Index: the primary key.
            struct $name {
                id: Uuid as SqlUuid,
            }
            rows BigInt;
            sql $sql;
        }
    )*};
}

by_id! {
    OfAccount: "SELECT version FROM users WHERE id = $1";
    OfProject: "SELECT version FROM projects WHERE id = $1";
    OfPost: "SELECT version FROM posts WHERE id = $1";
    OfComment: "SELECT version FROM comments WHERE id = $1";
    OfGig: "SELECT version FROM gigs WHERE id = $1";
    // As weak as it can be while nobody else changes the row: an account's must not hold up those who refer to it.
    LockAccount: "SELECT version FROM users WHERE id = $1 FOR NO KEY UPDATE";
    // As strong as the use cases lock these themselves: a lock that grows is how two wait for each other.
    LockProject: "SELECT version FROM projects WHERE id = $1 FOR UPDATE";
    LockPost: "SELECT version FROM posts WHERE id = $1 FOR UPDATE";
    LockComment: "SELECT version FROM comments WHERE id = $1 FOR UPDATE";
    LockGig: "SELECT version FROM gigs WHERE id = $1 FOR NO KEY UPDATE";
}

async fn read(connection: &mut Reader, thing: Versioned) -> QueryResult<i64> {
    match thing {
        Versioned::Account(id) => OfAccount { id: id.0 }.get_result(connection).await,
        Versioned::Project(id) => OfProject { id: id.0 }.get_result(connection).await,
        Versioned::Post(id) => OfPost { id: id.0 }.get_result(connection).await,
        Versioned::Comment(id) => OfComment { id: id.0 }.get_result(connection).await,
        Versioned::Gig(id) => OfGig { id: id.0 }.get_result(connection).await,
    }
}

async fn lock(connection: &mut AsyncPgConnection, thing: Versioned) -> QueryResult<i64> {
    match thing {
        Versioned::Account(id) => LockAccount { id: id.0 }.get_result(connection).await,
        Versioned::Project(id) => LockProject { id: id.0 }.get_result(connection).await,
        Versioned::Post(id) => LockPost { id: id.0 }.get_result(connection).await,
        Versioned::Comment(id) => LockComment { id: id.0 }.get_result(connection).await,
        Versioned::Gig(id) => LockGig { id: id.0 }.get_result(connection).await,
    }
}

#[async_trait]
impl VersionStore for PgUnitOfWork {
    async fn lock_version(&mut self, thing: Versioned) -> Result<Option<Version>, StoreError> {
        let version = lock(self.connection()?, thing).await.optional().map_err(store_error)?;
        Ok(version.map(Version))
    }
}

#[async_trait]
impl VersionQueries for Database {
    async fn version(&self, thing: Versioned) -> Result<Option<Version>, StoreError> {
        let mut connection = self.reader().await?;
        let version = read(&mut connection, thing).await.optional().map_err(store_error)?;
        Ok(version.map(Version))
    }
}
