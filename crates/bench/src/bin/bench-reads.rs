//! How fast the service answers reads on sites of 10,000 and 100,000 people, beside what pgbench does with the same
//! statements and what a bare answer costs: `bench-reads [--long] [--data FOLDER] [--plots FOLDER] [--people N]
//! [--only NAME]`. The program `vibeslop` has to lie beside this one.

use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use vibeslop_bench::reads::{
    costs::{Captured, capture},
    endpoints::{Endpoint, Goal, all},
    http::get,
    load::{Load, Measured, run},
    pgbench::{self, Bench, Planning},
    plot::{Bars, Plot},
    report::{Around, Row, millis_of, table},
    service::{self, Service},
    sites::Sites,
    stats::median,
};

/// Connections of the load, of pgbench, and of the service to the database.
const CONNECTIONS: usize = 16;
/// Connections where what counts is how long one search takes.
const SEARCHING: usize = 4;

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
            lasts: Duration::from_secs(3),
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
    say("seeing what answers cost");
    let captured = capture(sites, &large, CONNECTIONS, |endpoint| options.wants(endpoint)).await?;
    say("asking the larger site");
    let service = Service::start(sites, &large, CONNECTIONS).await?;
    let memory = Watched::start(&service);
    let bare = || run(service.address, &Arc::new(vec![get("/health/live", None)]), options.load(CONNECTIONS));
    let mut bares = vec![bare()?.rate];
    let mut rows = Vec::new();
    let endpoints = all(&large, &service).await?;
    for endpoint in endpoints.iter().filter(|endpoint| options.wants(endpoint)) {
        say(endpoint.name);
        let captured = captured.get(endpoint.name).context("nobody asked for it")?;
        let wide = run(service.address, &endpoint.requests, options.load(CONNECTIONS))?;
        let narrow = match endpoint.goal {
            Goal::Within(_) => run(service.address, &endpoint.requests, options.load(SEARCHING))?,
            _ => run(service.address, &endpoint.narrow(), options.load(CONNECTIONS))?,
        };
        let pgbench = with_pgbench(sites, &large, captured, endpoint.goal, options).await?;
        if matches!(endpoint.goal, Goal::OfLimit(_) | Goal::OfBare(_)) {
            bares.push(bare()?.rate);
        }
        rows.push(Row {
            name: endpoint.name,
            goal: endpoint.goal,
            may_grow: endpoint.may_grow,
            rate: narrow.rate,
            latencies: narrow.latencies,
            statements: captured.statements,
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

async fn with_pgbench(
    sites: &Sites,
    url: &SecretString,
    captured: &Captured,
    goal: Goal,
    options: &Options,
) -> anyhow::Result<Option<f64>> {
    if captured.statements == 0 {
        return Ok(None);
    }
    let folder = sites.folder.join("scripts");
    std::fs::create_dir_all(&folder)?;
    let program = sites.pgbench().await?;
    let threads = std::thread::available_parallelism()?.get();
    let bench = |planning| Bench {
        program: &program,
        planning,
        url: url.expose_secret(),
        folder: &folder,
        connections: CONNECTIONS,
        threads,
        warm_up: options.warm_up,
        lasts: options.lasts,
    };
    let auto = pgbench::run(&captured.scripts, &bench(Planning::Auto))?;
    if !matches!(goal, Goal::OfLimit(_)) {
        return Ok(Some(auto));
    }
    // What is possible at best is to be the limit, however the program has its statements planned.
    Ok(Some(auto.max(pgbench::run(&captured.scripts, &bench(Planning::Once))?)))
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
                most.fetch_max(service::memory(process).unwrap_or_default(), Ordering::Relaxed);
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

/// The lengths of a row's bars, and what stands behind them.
type Shown = (Vec<f64>, String);

fn draw(folder: &Path, around: &Around, rows: &[Row]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let bars = |of: &dyn Fn(&Row) -> Option<Shown>| -> Vec<Bars> {
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
