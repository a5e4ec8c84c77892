//! Whole databases: made, cloned, dropped. For the first start, and for tests.

use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::{Client, error::SqlState};

use crate::connect::{ConnectError, Target};

/// The database that is there on every server, to stand on while another is made.
const MAINTENANCE: &str = "postgres";

/// Why a whole database could not be made or dropped.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// There is no connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The server refused.
    #[error("the server refused: {0}")]
    Refused(#[source] tokio_postgres::Error),
}

/// Makes the database that `url` names, if it is not there. Answers whether it was made now.
pub async fn create_database_if_missing(url: &SecretString) -> Result<bool, AdminError> {
    let target = Target::new(url)?;
    let order = format!("CREATE DATABASE {}", quoted(target.database()?));
    // Where it is there, no right to connect to any other is needed, which a hosted server may not give.
    match target.client().await {
        Ok(_) => Ok(false),
        Err(ConnectError::NoSuchDatabase) => {
            let (client, _ended) = target.with_database(MAINTENANCE).client().await?;
            create(&client, &order).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes a copy of the database `template`, which nobody may be connected to.
///
/// The files are copied as they are, with a checkpoint before and after: on a test's server, which promises no
/// durability, three times as fast as the server's own choice, and too much of a burden for a busy one.
pub async fn clone_database(admin: &SecretString, template: &str, name: &str) -> Result<(), AdminError> {
    let (client, _ended) = Target::new(admin)?.client().await?;
    let order = format!("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", quoted(name), quoted(template));
    client.batch_execute(&order).await.map_err(AdminError::Refused)
}

/// Gives a database another name. Nobody may be connected to it.
pub async fn rename_database(admin: &SecretString, name: &str, new: &str) -> Result<(), AdminError> {
    let (client, _ended) = Target::new(admin)?.client().await?;
    let order = format!("ALTER DATABASE {} RENAME TO {}", quoted(name), quoted(new));
    client.batch_execute(&order).await.map_err(AdminError::Refused)
}

/// Drops a database and cuts off whoever is connected to it. Nothing happens if it is not there.
pub async fn drop_database(admin: &SecretString, name: &str) -> Result<(), AdminError> {
    let (client, _ended) = Target::new(admin)?.client().await?;
    let order = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name));
    client.batch_execute(&order).await.map_err(AdminError::Refused)
}

/// The names of the databases that begin with `prefix`, the oldest first.
pub async fn databases(admin: &SecretString, prefix: &str) -> Result<Vec<String>, AdminError> {
    let (client, _ended) = Target::new(admin)?.client().await?;
    let sql = "SELECT datname::text FROM pg_database WHERE starts_with(datname, $1) ORDER BY oid";
    let rows = client.query(sql, &[&prefix]).await.map_err(AdminError::Refused)?;
    rows.iter().map(|row| row.try_get(0).map_err(AdminError::Refused)).collect()
}

/// The same URL for another database of the server.
pub fn url_of(url: &SecretString, database: &str) -> Result<SecretString, ConnectError> {
    let text = url.expose_secret();
    let (scheme, rest) = text.split_once("://").ok_or(ConnectError::Url)?;
    let (address, query) = rest.split_once('?').map_or((rest, None), |(address, query)| (address, Some(query)));
    let authority = address.split_once('/').map_or(address, |(authority, _)| authority);
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let url = SecretString::from(format!("{scheme}://{authority}/{database}{query}"));
    // A name with a `/` or a `%` in it would mean another database.
    if Target::new(&url)?.database()? == database { Ok(url) } else { Err(ConnectError::Url) }
}

/// Of several nodes that start at once on an empty server, one makes the database and the others find it there.
async fn create(client: &Client, order: &str) -> Result<bool, AdminError> {
    match client.batch_execute(order).await {
        Ok(()) => Ok(true),
        Err(error) if error.code() == Some(&SqlState::DUPLICATE_DATABASE) => Ok(false),
        // What the slower of two sees that began at the same moment.
        Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(false),
        Err(error) => Err(AdminError::Refused(error)),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_keeps_all_but_its_database() {
        let moved = |url: &str, name| {
            url_of(&SecretString::from(url), name).map(|url| url.expose_secret().to_owned()).map_err(|e| e.to_string())
        };
        assert_eq!(moved("postgres://app@/one?host=/run", "two").unwrap(), "postgres://app@/two?host=/run");
        assert_eq!(moved("postgres://a:b@h:5433/one", "two").unwrap(), "postgres://a:b@h:5433/two");
        assert_eq!(moved("postgres://a@h", "two").unwrap(), "postgres://a@h/two");
        assert!(moved("postgres://a@h/one", "two?sslmode=disable").is_err());
        assert!(moved("nonsense", "two").is_err());
    }

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        assert_eq!(quoted("a\"; DROP DATABASE x; --"), "\"a\"\"; DROP DATABASE x; --\"");
    }
}
