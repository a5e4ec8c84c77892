//! Where everything that is measured comes together.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use metrics::{Label, Unit, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use vibeslop_ports::{jobs::JobQueries, operation::Measurements};
use vibeslop_postgres::Database;

use super::{meters, process};

/// Upper ends in seconds: fine where requests and statements are, coarse where models are waited for.
const SECONDS: [f64; 16] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0];
const CONNECTIONS: &str = "vibeslop_database_connections";
const WAITING: &str = "vibeslop_database_pool_waiting";
const LAG: &str = "vibeslop_event_loop_lag_seconds";
/// How often what is not told of by itself is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Each how many looks jobs are counted.
const JOBS_EVERY: u32 = 3;

/// Collects what is measured in this process.
#[derive(Clone)]
pub struct Recorder(PrometheusHandle);

impl Recorder {
    /// Makes one for the whole process. There can be one only: everything that was made before it measures into the
    /// void, so this comes first.
    pub fn install() -> anyhow::Result<Self> {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .context("the buckets make no sense")?;
        let handle = builder.install_recorder().context("something else measures already")?;
        vibeslop_http::describe_metrics();
        process::describe();
        meters::describe();
        describe_histogram!(LAG, Unit::Seconds, "How much later than asked for a task was woken.");
        describe_gauge!(
            CONNECTIONS,
            Unit::Count,
            "Connections to the database: those in use, idle, and allowed at most."
        );
        describe_gauge!(WAITING, Unit::Count, "Requests that wait for a connection to the database.");
        Ok(Self(handle))
    }

    /// Looks now and then at what does not tell of itself: memory, files, connections, how late tasks are
    /// woken.
    pub fn watch(&self, database: Database, replica: Option<Database>, jobs: Arc<dyn JobQueries>) -> JoinHandle<()> {
        let recorder = self.clone();
        process::started();
        tokio::spawn(async move {
            let mut looks = 0_u32;
            let mut ticks = interval(LOOK_EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
            loop {
                ticks.tick().await;
                process::look();
                look_at(&database, None);
                if let Some(replica) = &replica {
                    look_at(replica, Some("replica"));
                }
                // It reads a whole table, so not every time.
                if looks.is_multiple_of(JOBS_EVERY) {
                    meters::look_at_jobs(&*jobs).await;
                }
                looks = looks.wrapping_add(1);
                let due = Instant::now() + Duration::from_millis(20);
                sleep_until(due).await;
                histogram!(LAG).record(due.elapsed());
                recorder.0.run_upkeep();
            }
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are not that many connections")]
fn look_at(database: &Database, pool: Option<&'static str>) {
    let label = pool.map(|pool| Label::new("pool", pool));
    let labels = |state: &'static str| label.iter().cloned().chain([Label::new("state", state)]).collect::<Vec<_>>();
    let pool = database.status();
    gauge!(CONNECTIONS, labels("used")).set(pool.size.saturating_sub(pool.available) as f64);
    gauge!(CONNECTIONS, labels("idle")).set(pool.available as f64);
    gauge!(CONNECTIONS, labels("allowed")).set(pool.max_size as f64);
    gauge!(WAITING, label.into_iter().collect::<Vec<_>>()).set(pool.waiting as f64);
}

impl Measurements for Recorder {
    fn exposition(&self) -> String {
        process::look();
        self.0.render()
    }
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Recorder")
    }
}
