//! How many jobs a second two worker processes do, beside what pgbench does with the same statement that takes jobs, on
//! the same server: `bench-jobs [DATABASE_URL]`. Without a URL it starts a durable server for itself.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, ensure};
use secrecy::{ExposeSecret, SecretString};
use vibeslop_bench::jobs::{count, fill};
use vibeslop_cluster::{Cluster, ClusterOptions, reachable_folder};
use vibeslop_ports::jobs::JobState;
use vibeslop_postgres::{Database, admin, migrate};

const JOBS: u32 = 50_000;
/// As many as a node has places.
const BATCH: u32 = 10;
const TAKE: &str = include_str!("../../../adapters/postgres/src/jobs/take.sql");

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    // Under root the server runs as somebody else, who has to get through.
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;
    let (url, cluster) = match std::env::args().nth(1) {
        Some(url) => (SecretString::from(url), None),
        None => server(folder.path()).await?,
    };
    let measured = measure(&url, folder.path()).await;
    if let Some(mut cluster) = cluster {
        tokio::task::spawn_blocking(move || cluster.stop()).await??;
    }
    measured
}

async fn server(folder: &Path) -> anyhow::Result<(SecretString, Option<Cluster>)> {
    let mut options = ClusterOptions::new(reachable_folder(&folder.join("database"))?);
    options.search_path = search_path();
    let cluster = tokio::task::spawn_blocking(move || Cluster::start(&options)).await??;
    let url = SecretString::from(cluster.url("bench"));
    admin::create_database_if_missing(&url).await?;
    migrate::migrate(&url).await?;
    Ok((url, Some(cluster)))
}

async fn measure(url: &SecretString, folder: &Path) -> anyhow::Result<()> {
    let database = Database::connect(url, 4).await?;
    ensure!(count(&database, JobState::Available).await? == 0, "this database has jobs that wait: take another one");
    let mut report = Vec::new();
    for processes in [1, 2] {
        let rate = with_workers(&database, url, folder, processes).await?;
        report.push((format!("{processes} worker process(es), {BATCH} places each"), rate));
    }
    let ours = report.last().map_or(0.0, |(_, rate)| *rate);
    let mut best = 0.0_f64;
    for clients in [2, 4] {
        let rate = with_pgbench(&database, url, folder, clients).await?;
        best = best.max(rate);
        report.push((format!("pgbench, {clients} clients, {BATCH} jobs a statement"), rate));
    }
    let mut out = std::io::stdout().lock();
    std::io::Write::write_all(&mut out, format!("Jobs taken and completed a second, out of {JOBS}:\n").as_bytes())?;
    for (what, rate) in report {
        std::io::Write::write_all(&mut out, format!("  {what:45} {rate:8.0}\n").as_bytes())?;
    }
    let share = ours / best * 100.0;
    std::io::Write::write_all(&mut out, format!("  two processes reach {share:.0} % of pgbench\n").as_bytes())?;
    Ok(())
}

/// From the first job that was taken until all are seen to be settled, by the clock of the database.
async fn with_workers(database: &Database, url: &SecretString, folder: &Path, processes: u32) -> anyhow::Result<f64> {
    clear(database).await?;
    fill(database, JOBS, 0).await?;
    let program = std::env::current_exe()?.with_file_name("job-worker");
    let mut children = Vec::new();
    for number in 0..processes {
        let mut worker = Command::new(&program);
        worker.arg(url.expose_secret()).arg(folder.join(format!("ran-{number}")));
        children.push(Running(worker.spawn().with_context(|| program.display().to_string())?));
    }
    while count(database, JobState::Completed).await? < i64::from(JOBS) {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    number(
        database,
        "(SELECT count(*)::float8 / extract(epoch FROM clock_timestamp() - min(attempted_at))::float8 FROM jobs)",
    )
    .await
}

async fn with_pgbench(database: &Database, url: &SecretString, folder: &Path, clients: u32) -> anyhow::Result<f64> {
    clear(database).await?;
    fill(database, JOBS, 0).await?;
    let script = folder.join("take.sql");
    std::fs::write(&script, script_of_pgbench()?)?;
    let output = Command::new(pgbench(database).await?)
        .args(["-n", "-M", "prepared", "-c", &clients.to_string(), "-j", "2"])
        .args(["-t", &(JOBS / BATCH / clients).to_string(), "-f"])
        .arg(&script)
        .arg(url.expose_secret())
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "pgbench failed");
    let completed = count(database, JobState::Completed).await?;
    ensure!(completed == i64::from(JOBS), "pgbench completed {completed} jobs");
    let said = String::from_utf8(output.stdout)?;
    let rate =
        said.lines().find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next()?.parse::<f64>().ok());
    Ok(rate.context("pgbench tells no rate")? * f64::from(BATCH))
}

/// The statement that takes jobs, word for word, and one that completes them.
fn script_of_pgbench() -> anyhow::Result<String> {
    let statement: Vec<&str> = TAKE.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let statement = statement.join("\n");
    let (picked, update) = statement.split_once("\nUPDATE").context("the statement has another form by now")?;
    let taken = format!(
        "{picked}, taken AS (UPDATE{update}) SELECT coalesce(array_agg(id), '{{}}')::text AS ids FROM taken \\gset\n"
    );
    let node = "01900000-0000-7000-8000-000000000000";
    let taken = taken.replace("$1", "'default'").replace("$2", &BATCH.to_string()).replace("$3", &format!("'{node}'"));
    Ok(format!(
        "{taken}UPDATE jobs SET state = 'completed', finished_at = clock_timestamp() \
         WHERE id = ANY(:ids::uuid[]) AND state = 'executing' AND attempted_by = '{node}';\n"
    ))
}

/// The program beside the server's own, where there is one.
async fn pgbench(database: &Database) -> anyhow::Result<PathBuf> {
    use diesel_async::RunQueryDsl;
    let query = diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>(
        "(SELECT setting FROM pg_config WHERE name = 'BINDIR')",
    ));
    let folder: String = query.get_result(&mut *database.connection().await?).await?;
    let beside = Path::new(&folder).join("pgbench");
    Ok(if beside.exists() { beside } else { PathBuf::from("pgbench") })
}

async fn clear(database: &Database) -> anyhow::Result<()> {
    use diesel_async::SimpleAsyncConnection;
    Ok(database.connection().await?.batch_execute("TRUNCATE jobs").await?)
}

async fn number(database: &Database, sql: &str) -> anyhow::Result<f64> {
    use diesel_async::RunQueryDsl;
    let query = diesel::select(diesel::dsl::sql::<diesel::sql_types::Double>(sql));
    Ok(query.get_result(&mut *database.connection().await?).await?)
}

/// A process that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "where the system looks for programs is no setting of ours")]
fn search_path() -> Option<std::ffi::OsString> {
    std::env::var_os("PATH")
}
