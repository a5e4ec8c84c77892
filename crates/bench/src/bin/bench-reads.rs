//! How fast the service answers reads on sites of 10,000 and 100,000 people, beside what pgbench does with the same
//! statements and what a bare answer costs: `bench-reads [--long] [--data FOLDER] [--plots FOLDER] [--people N]
//! [--only NAME]`. The program `vibeslop` has to lie beside this one.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::Client;
use vibeslop_bench::reads::{
    captured::{Statement, agreed, statements},
    endpoints::{Endpoint, Goal, NARROW, all},
    http::{Connection, get},
    load::{Load, Measured, run},
    pgbench::{self, Bench, Script, script},
    plot::{Bars, Plot},
    report::{Around, Row, millis_of, table},
    service::Service,
    sites::{Sites, client, rows, value},
    stats::median,
};

/// Connections of the load, of pgbench, and of the service to the database.
const CONNECTIONS: usize = 16;
/// Connections where what counts is how long one search takes.
const SEARCHING: usize = 4;
/// How often the log is read around one request, to tell what it costs from what runs beside it.
const READINGS: usize = 4;

struct Options {
    data: PathBuf,
    plots: Option<PathBuf>,
    people: u32,
    only: Option<String>,
    lasts: Duration,
    warm_up: Duration,
}

impl Options {
    fn of(arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut options = Self {
            data: PathBuf::from(".vibeslop/bench"),
            plots: None,
            people: 100_000,
            only: None,
            lasts: Duration::from_secs(4),
            warm_up: Duration::from_secs(2),
        };
        let mut arguments = arguments;
        while let Some(name) = arguments.next() {
            let mut next = || arguments.next().with_context(|| format!("{name} wants a value"));
            match name.as_str() {
                "--long" => (options.lasts, options.warm_up) = (Duration::from_secs(20), Duration::from_secs(5)),
                "--data" => options.data = next()?.into(),
                "--plots" => options.plots = Some(next()?.into()),
                "--people" => options.people = next()?.parse().context("--people wants a number")?,
                "--only" => options.only = Some(next()?),
                _ => anyhow::bail!("{name} is not understood"),
            }
        }
        Ok(options)
    }

    fn load(&self, connections: usize) -> Load {
        Load { connections, warm_up: self.warm_up.min(Duration::from_secs(2)), lasts: self.lasts }
    }

    fn wants(&self, endpoint: &Endpoint) -> bool {
        self.only.as_ref().is_none_or(|only| endpoint.name.contains(only))
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::of(std::env::args().skip(1))?;
    let program = std::env::current_exe()?.with_file_name("vibeslop");
    let sites = Sites::open(&options.data, &program).await?;
    let measured = measure(&sites, &options).await;
    sites.close().await?;
    measured
}

async fn measure(sites: &Sites, options: &Options) -> anyhow::Result<()> {
    let (small, large) = (sites.site(options.people / 10).await?, sites.site(options.people).await?);
    say("asking the smaller site");
    let of_small = costs(sites, &small, options).await?;
    say("asking the larger site");
    let service = Service::start(sites, &large, CONNECTIONS).await?;
    let memory = Watched::start(&service);
    let bare = || run(service.address, &Arc::new(vec![get("/health/live", None)]), options.load(CONNECTIONS));
    let mut bares = vec![bare()?.rate];
    let mut rows = Vec::new();
    let endpoints = all(&large, &service).await?;
    for endpoint in endpoints.iter().filter(|endpoint| options.wants(endpoint)) {
        say(endpoint.name);
        let captured = capture(sites, &service, endpoint, &large).await?;
        let wide = run(service.address, &endpoint.requests, options.load(CONNECTIONS))?;
        let narrow = match endpoint.goal {
            Goal::Within(_) => run(service.address, &endpoint.requests, options.load(SEARCHING))?,
            _ => run(service.address, &endpoint.narrow(), options.load(CONNECTIONS))?,
        };
        let pgbench = with_pgbench(sites, &large, &captured, options).await?;
        bares.push(bare()?.rate);
        rows.push(Row {
            name: endpoint.name,
            goal: endpoint.goal,
            may_grow: endpoint.may_grow,
            rate: narrow.rate,
            latencies: narrow.latencies,
            statements: captured.first().map_or(0, Vec::len),
            bytes: narrow.bytes,
            pgbench,
            growth: of_small.get(endpoint.name).map(|small| small.rate / wide.rate),
        });
    }
    let around = Around {
        machine: machine(sites).await?,
        connections: CONNECTIONS,
        bare: median(bares),
        memory: memory.most(),
        people: options.people,
    };
    writeln!(std::io::stdout(), "\n{}", table(&around, &rows))?;
    if let Some(folder) = &options.plots {
        draw(folder, &around, &rows)?;
    }
    Ok(())
}

/// What each endpoint does on a site, with all its requests.
async fn costs(
    sites: &Sites,
    url: &SecretString,
    options: &Options,
) -> anyhow::Result<BTreeMap<&'static str, Measured>> {
    let service = Service::start(sites, url, CONNECTIONS).await?;
    let mut costs = BTreeMap::new();
    for endpoint in all(url, &service).await?.iter().filter(|endpoint| options.wants(endpoint)) {
        let measured = run(service.address, &endpoint.requests, options.load(CONNECTIONS))?;
        costs.insert(endpoint.name, measured);
    }
    Ok(costs)
}

/// The statements of the first few requests of an endpoint.
async fn capture(
    sites: &Sites,
    service: &Service,
    endpoint: &Endpoint,
    url: &SecretString,
) -> anyhow::Result<Vec<Vec<Statement>>> {
    let server = client(url).await?;
    let mut connection = Connection::open(service.address).await?;
    log_statements(&server, true).await?;
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
    log_statements(&server, false).await?;
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

async fn with_pgbench(
    sites: &Sites,
    url: &SecretString,
    captured: &[Vec<Statement>],
    options: &Options,
) -> anyhow::Result<Option<f64>> {
    if captured.iter().all(Vec::is_empty) {
        return Ok(None);
    }
    let server = client(url).await?;
    let mut known = BTreeMap::new();
    let mut scripts: Vec<Script> = Vec::new();
    for (number, statements) in captured.iter().take(NARROW).enumerate() {
        let mut types = Vec::new();
        for statement in statements {
            if !known.contains_key(&statement.sql) {
                known.insert(statement.sql.clone(), types_of(&server, statement).await?);
            }
            types.push(known.get(&statement.sql).cloned().unwrap_or_default());
        }
        scripts.push(script(&format!("s{number}"), statements, &types));
    }
    let folder = sites.folder.join("scripts");
    std::fs::create_dir_all(&folder)?;
    let bench = Bench {
        program: &sites.pgbench().await?,
        url: url.expose_secret(),
        folder: &folder,
        connections: CONNECTIONS,
        threads: std::thread::available_parallelism()?.get(),
        warm_up: options.warm_up,
        lasts: options.lasts,
    };
    pgbench::run(&scripts, &bench).map(Some)
}

/// The types of a statement's parameters, as the server takes them.
async fn types_of(server: &Client, statement: &Statement) -> anyhow::Result<Vec<String>> {
    server
        .batch_execute(&format!("PREPARE asked AS {}", statement.sql))
        .await
        .with_context(|| statement.sql.clone())?;
    let types = "SELECT array_to_string(parameter_types, '|') FROM pg_prepared_statements WHERE name = 'asked'";
    let types = value(server, types).await?;
    server.batch_execute("DEALLOCATE asked").await?;
    Ok(types.split('|').filter(|kind| !kind.is_empty()).map(str::to_owned).collect())
}

/// Looks at the memory of the service as long as it lives.
struct Watched {
    most: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
}

impl Watched {
    fn start(service: &Service) -> Self {
        let watched = Self { most: Arc::default(), over: Arc::default() };
        let (most, over, process) = (Arc::clone(&watched.most), Arc::clone(&watched.over), service.process());
        std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                most.fetch_max(vibeslop_bench::reads::service::memory(process).unwrap_or_default(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(200));
            }
        });
        watched
    }

    fn most(&self) -> u64 {
        self.most.load(Ordering::Relaxed)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

async fn machine(sites: &Sites) -> anyhow::Result<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model.trim());
    let cores = std::thread::available_parallelism()?;
    Ok(format!("{cores} cores of {model}; PostgreSQL {}", sites.version().await?))
}

fn draw(folder: &Path, around: &Around, rows: &[Row]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let bars = |of: &dyn Fn(&Row) -> Option<(Vec<f64>, String)>| -> Vec<Bars> {
        let bars = rows.iter().filter_map(|row| {
            let (values, note) = of(row)?;
            Some(Bars { label: row.name.to_owned(), values, note })
        });
        bars.collect()
    };
    let people = around.people;
    let rates = Plot {
        title: format!("Answers a second, {people} people"),
        legend: vec!["reached".to_owned(), "limit: a bare answer and the statements in pgbench".to_owned()],
        rows: bars(&|row| {
            let limit = row.limit(around.bare);
            Some((vec![row.rate, limit], format!("{:.0} ({:.2})", row.rate, row.ratio(around.bare))))
        }),
        lines: vec![(around.bare, "a bare answer".to_owned())],
        logarithmic: false,
    };
    let growth = Plot {
        title: format!("What an answer costs with {people} people, over its cost with {}", people / 10),
        legend: vec!["growth".to_owned()],
        rows: bars(&|row| row.growth.map(|growth| (vec![growth], format!("{growth:.2}")))),
        lines: vec![(1.0, "1".to_owned()), (1.3, "1.3".to_owned()), (1.5, "1.5".to_owned())],
        logarithmic: false,
    };
    let latencies = Plot {
        title: format!("How long answers take, in ms, {people} people (logarithmic)"),
        legend: vec!["half of them".to_owned(), "all but 1 %".to_owned()],
        rows: bars(&|row| {
            let (half, nearly_all) = (millis_of(&row.latencies, 500), millis_of(&row.latencies, 990));
            Some((vec![half, nearly_all], format!("{half:.1} and {nearly_all:.1}")))
        }),
        lines: vec![(15.0, "15 ms".to_owned()), (50.0, "50 ms".to_owned())],
        logarithmic: true,
    };
    for (name, plot) in [("reads-rates", rates), ("reads-growth", growth), ("reads-latencies", latencies)] {
        let path = folder.join(format!("{name}.svg"));
        std::fs::write(&path, plot.svg())?;
        say(&format!("drawn: {}", path.display()));
    }
    Ok(())
}

/// Tells who waits how far it has come.
fn say(what: &str) {
    // Nobody is left to hear of it if this cannot be written.
    let _ = writeln!(std::io::stderr(), "  {what}");
}
