//! What answers cost in statements.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Seek, SeekFrom},
    time::Duration,
};

use anyhow::Context;
use secrecy::SecretString;
use tokio_postgres::Client;

use super::{
    captured::{Statement, agreed, statements},
    endpoints::{Endpoint, all},
    http::Connection,
    pgbench::{Script, script},
    proxy::Proxy,
    service::Service,
    sites::{Sites, client, rows, value},
};

/// How often the log is read around one request, to tell what it costs from what runs beside it.
const READINGS: usize = 4;

/// What the first few requests of each endpoint cost: statements, as scripts. A service is asked that reaches the database
/// in a way on which the types of parameters are seen.
pub async fn capture(
    sites: &Sites,
    url: &SecretString,
    connections: usize,
    wanted: impl Fn(&Endpoint) -> bool,
) -> anyhow::Result<BTreeMap<&'static str, Captured>> {
    let proxy = Proxy::start(url, &sites.folder.join("proxy"))?;
    let service = Service::start(sites, &proxy.url, connections).await?;
    let server = client(url).await?;
    let mut known = BTreeMap::new();
    let mut captured = BTreeMap::new();
    log_statements(&server, true).await?;
    for endpoint in all(url, &service).await?.iter().filter(|endpoint| wanted(endpoint)) {
        let mut all_of_it = Captured::default();
        for (number, statements) in statements_of(sites, &service, endpoint).await?.iter().enumerate() {
            let mut types = Vec::new();
            for statement in statements {
                if !known.contains_key(&statement.sql) {
                    known.insert(statement.sql.clone(), types_of(&server, &proxy, statement).await?);
                }
                types.push(known.get(&statement.sql).cloned().unwrap_or_default());
            }
            all_of_it.statements = statements.len();
            all_of_it.scripts.push(script(&format!("s{number}"), statements, &types));
        }
        captured.insert(endpoint.name, all_of_it);
    }
    log_statements(&server, false).await?;
    Ok(captured)
}

/// What an endpoint costs.
#[derive(Debug, Clone, Default)]
pub struct Captured {
    /// How many statements.
    pub statements: usize,
    /// The statements of some requests.
    pub scripts: Vec<Script>,
}

/// The statements of the first few requests of an endpoint.
async fn statements_of(sites: &Sites, service: &Service, endpoint: &Endpoint) -> anyhow::Result<Vec<Vec<Statement>>> {
    let mut connection = Connection::open(service.address).await?;
    let mut captured = Vec::new();
    for request in endpoint.narrow().iter() {
        let mut readings = Vec::new();
        for _ in 0..READINGS {
            let mut log = File::open(sites.log())?;
            log.seek(SeekFrom::End(0))?;
            connection.ask(request).await?;
            // The server writes before it answers.
            let mut text = String::new();
            log.read_to_string(&mut text)?;
            readings.push(statements(&text).into_values().flatten().collect());
        }
        captured.push(agreed(&readings).with_context(|| format!("{} costs something else each time", endpoint.name))?);
    }
    Ok(captured)
}

async fn log_statements(server: &Client, all: bool) -> anyhow::Result<()> {
    let wanted = if all { "all" } else { "none" };
    server.batch_execute(&format!("ALTER SYSTEM SET log_statement = '{wanted}'")).await?;
    rows(server, "SELECT pg_reload_conf()").await?;
    // Sessions look when they come to their next statement.
    tokio::time::sleep(Duration::from_millis(200)).await;
    Ok(())
}

/// The types of a statement's parameters, by name.
async fn types_of(server: &Client, proxy: &Proxy, statement: &Statement) -> anyhow::Result<Vec<String>> {
    let numbers = proxy.types(&statement.sql).with_context(|| format!("nobody prepared {}", statement.sql))?;
    let mut names = Vec::new();
    for number in numbers {
        names.push(value(server, &format!("SELECT {number}::regtype")).await?);
    }
    Ok(names)
}
