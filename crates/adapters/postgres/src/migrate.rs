//! The schema, brought up to date.
//!
//! The migrations of the folder `migrations/` are part of the program. They run over the same driver as everything
//! else, one after the other under a lock that all nodes respect, so that several may start at once: the first one
//! migrates, the others wait and find nothing left to do.

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use secrecy::SecretString;
use vibeslop_ports::BoxError;

use crate::connect::{ConnectError, Target};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../../migrations");

/// Stands for this program's schema among the server's advisory locks. Any number will do that nothing else uses.
const LOCK: i64 = 0x7669_6265_736c_6f70;

/// Why the schema could not be brought up to date, or looked at.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// There is no connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The database refused something.
    #[error("the database cannot be migrated")]
    Failed(#[source] BoxError),
}

/// Tells the migrations of this program from those of any other build: changes whenever one of them does.
pub const fn fingerprint() -> &'static str {
    env!("MIGRATIONS_FINGERPRINT")
}

/// Runs what has not run yet, each migration in a transaction of its own, and answers their names.
pub async fn migrate(url: &SecretString) -> Result<Vec<String>, MigrateError> {
    under_lock(url, |harness| {
        let pending = harness.pending_migrations(MIGRATIONS)?;
        let names = names(&pending);
        for migration in &pending {
            tracing::info!(migration = %migration.name(), "migrating the database");
            harness.run_migration(migration)?;
        }
        Ok(names)
    })
    .await
}

/// The names of what has not run yet.
pub async fn pending(url: &SecretString) -> Result<Vec<String>, MigrateError> {
    under_lock(url, |harness| Ok(names(&harness.pending_migrations(MIGRATIONS)?))).await
}

/// Undoes the last `count` migrations, data included, and answers how many there were to undo.
pub async fn revert(url: &SecretString, count: usize) -> Result<usize, MigrateError> {
    under_lock(url, move |harness| {
        let mut undone = 0;
        while undone < count && !harness.applied_migrations()?.is_empty() {
            harness.revert_last_migration(MIGRATIONS)?;
            undone += 1;
        }
        Ok(undone)
    })
    .await
}

/// How many migrations there are.
pub fn count() -> Result<usize, MigrateError> {
    let all: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().map_err(MigrateError::Failed)?;
    Ok(all.len())
}

/// The version of the newest migration of this program, as the database notes it.
pub fn newest() -> Option<String> {
    let all: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().ok()?;
    all.iter().map(|migration| migration.name().version().to_string()).max()
}

type Harness = AsyncMigrationHarness<AsyncPgConnection>;

/// diesel's migrations block, so they get a thread for it: this way it does not matter which runtime the caller uses.
async fn under_lock<T, F>(url: &SecretString, work: F) -> Result<T, MigrateError>
where
    T: Send + 'static,
    F: FnOnce(&mut Harness) -> Result<T, BoxError> + Send + 'static,
{
    let mut connection = Target::new(url)?.connect().await?;
    // Held by the session: it ends with the connection, whatever happens to this program.
    let lock = format!("SELECT pg_advisory_lock({LOCK})");
    connection.batch_execute(&lock).await.map_err(|error| MigrateError::Failed(error.into()))?;
    let done = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(connection);
        work(&mut harness)
    });
    done.await.map_err(|error| MigrateError::Failed(error.into()))?.map_err(MigrateError::Failed)
}

fn names(migrations: &[Box<dyn Migration<Pg>>]) -> Vec<String> {
    migrations.iter().map(|migration| migration.name().to_string()).collect()
}
