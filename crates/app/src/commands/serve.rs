//! `vibeslop serve`: the service.

use std::{
    io::Write,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use actix_web::HttpServer;
use anyhow::Context;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use vibeslop_application::stream::Stream;
use vibeslop_http::{CallersTraces, Metrics};

use super::leaving::{Leaving, ToldToStop};
use crate::{
    background::Background,
    config::{Config, Environment},
    telemetry::{Continued, Recorder},
    wiring::{OpenDatabase, Use, Wired},
};

/// How long requests that are being answered may take when the program is told to stop.
const GRACE_SECONDS: u64 = 25;
/// How long a client may take to send the head of a request.
const SLOW_HEAD: Duration = Duration::from_secs(10);
/// How long a connection is kept for the next request. Longer than a load balancer's usual minute, so that it is the
/// balancer that closes and no request meets a connection that is just going.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How long the start waits until the live stream hears of what happens.
const HEARING: Duration = Duration::from_secs(5);

/// How often the buckets of those who have not asked for a while are forgotten.
const SWEEP: Duration = Duration::from_mins(10);
/// How often what streams no longer promise is forgotten.
const PRUNE: Duration = Duration::from_mins(1);
/// How often it is looked whether the ranking is due. One node of all makes it.
const RANK: Duration = Duration::from_secs(15);

/// Serves until the program is told to stop, then lets requests finish and stops what it started.
pub async fn run(config: Config) -> anyhow::Result<()> {
    allow_many_connections();
    let recorder = Recorder::install()?;
    let listener = listen(&config)?;
    let open = OpenDatabase::new(&config, Use::Serve).await?;
    open.keep_up();
    let served = serve(&config, &open, listener, &recorder).await;
    let closed = open.close().await;
    served.and(closed)
}

async fn serve(config: &Config, open: &OpenDatabase, listener: TcpListener, recorder: &Recorder) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    let wired = Wired::new(config, open, address.port()).await?;
    let traces = config.observability.otlp_endpoint.is_some();
    let api = wired.api().traced(traces.then(|| Arc::new(Continued::default()) as Arc<dyn CallersTraces>));
    let api = match metrics(config, recorder) {
        Some(metrics) => api.measured(metrics),
        None => api,
    };
    let departure = api.departure.clone();
    let telling = tokio::spawn(wired.services.stream.clone().run());
    until_it_hears(&wired.services.stream).await;
    let server = HttpServer::new(move || vibeslop_http::app(&api))
        .listen(listener)
        .context("the port cannot be listened on")?
        .client_request_timeout(SLOW_HEAD)
        .keep_alive(KEEP_ALIVE)
        // A client that goes away ends what it asked for: nobody pays for text that nobody reads.
        .h1_allow_half_closed(false)
        .on_connect(vibeslop_http::cut_when_stalled)
        .shutdown_timeout(GRACE_SECONDS)
        .disable_signals()
        .run();
    let handle = server.handle();
    let background = if config.jobs.workers { Some(Background::start(config, &wired).await?) } else { None };
    let leaving = Leaving {
        told: ToldToStop::listen()?,
        departure,
        drain: config.server.drain,
        stream: wired.services.stream.clone(),
        server: handle,
        background,
    };
    let stopping = tokio::spawn(leaving.when_told());
    let sweeping = sweep_now_and_then(&wired);
    let pruning = prune_now_and_then(&wired);
    let ranking = rank_once_a_minute(&wired);
    let replica = wired.replica.as_ref().map(|replica| replica.database().clone());
    let watching = recorder.watch(wired.database.clone(), replica, Arc::clone(&wired.ports.jobs));
    announce(config, &wired, address, open)?;
    let served = server.await.context("the service failed");
    if served.is_err() {
        // Nobody has told it to stop, and nobody will.
        stopping.abort();
    }
    let _ = stopping.await;
    for task in [sweeping, pruning, ranking, watching, telling] {
        task.abort();
        // What it holds of the database is let go of before that is closed.
        let _ = task.await;
    }
    wired.close().await;
    served?;
    tracing::info!("stopped");
    Ok(())
}

/// Whoever finds the node ready may want to listen at once. Callers wait at the door meanwhile.
async fn until_it_hears(stream: &Stream) {
    let hears = async {
        while !stream.hears() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    if tokio::time::timeout(HEARING, hears).await.is_err() {
        tracing::warn!("the live stream does not hear of what happens yet");
    }
}

/// The page of metrics. What it tells is not for everybody: in production it is there only for who has the token.
fn metrics(config: &Config, recorder: &Recorder) -> Option<Metrics> {
    let token = config.observability.metrics_token.clone();
    if token.is_none() && config.environment.is_production() {
        tracing::info!("/metrics is closed, because METRICS_TOKEN is not set");
        return None;
    }
    Some(Metrics { source: Arc::new(recorder.clone()), token })
}

/// Forgets now and then who has not asked for a while.
fn sweep_now_and_then(wired: &Wired) -> tokio::task::JoinHandle<()> {
    let limits = wired.services.limits.clone();
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(SWEEP);
        loop {
            ticks.tick().await;
            limits.sweep();
        }
    })
}

/// Forgets now and then what streams no longer promise. On each node, for it does no harm to do it twice.
fn prune_now_and_then(wired: &Wired) -> tokio::task::JoinHandle<()> {
    let stream = wired.services.stream.clone();
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(PRUNE);
        loop {
            ticks.tick().await;
            if let Err(error) = stream.prune().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "old events of streams are kept for now");
            }
        }
    })
}

/// Takes snapshots of the ranking, so that no reader has to wait for one.
fn rank_once_a_minute(wired: &Wired) -> tokio::task::JoinHandle<()> {
    let feed = wired.services.feed.clone();
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(RANK);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = feed.refresh().await {
                tracing::warn!(%error, "the ranking cannot be made at the moment; the one before is shown");
            }
        }
    })
}

/// A connection is a file to the system, and many allow a program 1,024 of them unless it asks for more: open streams
/// alone can be more than that.
fn allow_many_connections() {
    let allowed = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: allowed.maximum, ..allowed }) {
        tracing::warn!(%error, limit = allowed.current, "there can be no more connections than this");
    }
}

fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let mut refused = None;
    for address in config.server.listen_on() {
        match TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => refused = Some((address, error)),
        }
    }
    let (address, error) = refused.context("there is no address to listen on")?;
    Err(error).with_context(|| format!("{address} cannot be listened on; PORT says which port to use"))
}

/// Tells a person where to look. A log says it for machines.
fn announce(config: &Config, wired: &Wired, address: SocketAddr, open: &OpenDatabase) -> anyhow::Result<()> {
    let api = wired.api();
    tracing::info!(%address, version = %api.settings.version, "serving");
    if config.environment == Environment::Production {
        return Ok(());
    }
    let url = &api.settings.backend_url;
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nVibeslop {} is running.\n", api.settings.version)?;
    writeln!(out, "  API reference   {url}/docs")?;
    writeln!(out, "  OpenAPI         {url}/api/openapi.json")?;
    writeln!(out, "  Health          {url}/health/ready")?;
    writeln!(out, "  Metrics         {url}/metrics")?;
    if wired.stand_ins.sandbox.is_some() {
        writeln!(out, "  GitHub          a sandbox: scripts/sign-in alice (or bob, carol) prints a token")?;
    }
    if wired.stand_ins.mailbox.is_some() {
        writeln!(out, "  Mail            stays here: {url}/dev/mailbox")?;
    }
    if config.ai.api_key.is_none() {
        writeln!(out, "  Language model  a sandbox")?;
    }
    if let Some(folder) = open.folder() {
        writeln!(out, "  Data            {}", folder.display())?;
    }
    writeln!(out, "\nCtrl-C stops it.\n")?;
    out.flush()?;
    Ok(())
}
