//! The clock of the schedule. It rings on every node; that a moment counts once is decided by the database.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use chrono::{DateTime, SubsecRound, Utc};
use croner::{
    Cron,
    parser::{CronParser, Seconds},
};
use tokio_cron_scheduler::{Job, JobScheduler};
use vibeslop_application::jobs::{Entry, Occasion, Schedule};

/// How often, and how long apart, an entry that is due is tried while the database is away.
const ATTEMPTS: u32 = 60;
const PAUSE: Duration = Duration::from_secs(5);

/// Enqueues what is due, when it is due.
pub struct Scheduler(JobScheduler);

impl std::fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scheduler")
    }
}

impl Scheduler {
    /// Makes up for what was missed since anybody was there, and goes on from now.
    pub async fn start(schedule: &Schedule, entries: &[Entry]) -> anyhow::Result<Self> {
        let scheduler = JobScheduler::new().await?;
        for entry in entries {
            let cron = Arc::new(parse(entry.when).with_context(|| format!("the schedule of {}", entry.name))?);
            tokio::spawn(fire(schedule.clone(), *entry, Arc::clone(&cron), Occasion::AtStart));
            let (schedule, entry) = (schedule.clone(), *entry);
            let job = Job::new_async(entry.when, move |_, _| {
                Box::pin(fire(schedule.clone(), entry, Arc::clone(&cron), Occasion::OnTime))
            })?;
            scheduler.add(job).await?;
        }
        scheduler.start().await?;
        Ok(Self(scheduler))
    }

    /// Enqueues nothing any more.
    pub async fn stop(mut self) {
        if let Err(error) = self.0.shutdown().await {
            tracing::warn!(%error, "the schedule did not stop");
        }
    }
}

/// As the scheduler reads it.
fn parse(when: &str) -> anyhow::Result<Cron> {
    Ok(CronParser::builder().seconds(Seconds::Required).dom_and_dow(true).build().parse(when)?)
}

/// The last moment at which an entry was due: the same on every node, whenever its own clock rang.
fn last_due(cron: &Cron, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    // The search keeps the fraction of a second that it begins with, and that is each node's own.
    cron.find_previous_occurrence(&now.trunc_subsecs(0), true).ok()
}

async fn fire(schedule: Schedule, entry: Entry, cron: Arc<Cron>, occasion: Occasion) {
    let Some(due_at) = last_due(&cron, schedule.clock.now()) else { return };
    for attempt in 1..=ATTEMPTS {
        match schedule.fire(&entry, due_at, occasion).await {
            Ok(_) => return,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, entry = entry.name, attempt, "what is due could not be enqueued");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    tracing::error!(entry = entry.name, %due_at, "what was due is left until the next time");
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use vibeslop_application::jobs::schedule;
    use vibeslop_ports::jobs::Tick;
    use vibeslop_ports::mocks::{MockJobQueue, MockTransactions, MockUnitOfWork};
    use vibeslop_tokens::SystemClock;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn every_entry_of_the_schedule_is_understood_and_has_a_name_of_its_own() {
        let entries = schedule();
        for entry in &entries {
            let cron = parse(entry.when).unwrap();
            assert!(last_due(&cron, at("2026-02-02T12:00:00Z")).is_some(), "{}", entry.name);
            assert_eq!(entries.iter().filter(|other| other.name == entry.name).count(), 1);
        }
    }

    #[test]
    fn nodes_agree_on_the_moment_whenever_their_clocks_ring() {
        let daily = parse("0 0 3 * * *").unwrap();
        for now in ["2026-02-02T03:00:00Z", "2026-02-02T03:00:00.4Z", "2026-02-02T10:15:30Z", "2026-02-03T02:59:59.9Z"]
        {
            assert_eq!(last_due(&daily, at(now)), Some(at("2026-02-02T03:00:00Z")), "{now}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_due_is_enqueued_each_time() {
        let units = (0..20).map(|_| {
            let mut queue = MockJobQueue::new();
            queue.expect_tick().returning(|_, _| Ok(Tick::New));
            queue.expect_enqueue_all().withf(<[vibeslop_ports::jobs::NewJob]>::is_empty).returning(|_| Ok(Vec::new()));
            let mut unit = MockUnitOfWork::default();
            unit.jobs.instead = Some(queue);
            unit
        });
        let transactions = Arc::new(MockTransactions::of(units));
        let schedule = Schedule { transactions: transactions.clone(), clock: Arc::new(SystemClock) };
        let entry = Entry { name: "each_second", when: "* * * * * *", jobs: |_| Vec::new() };
        let scheduler = Scheduler::start(&schedule, &[entry]).await.unwrap();
        let began = Instant::now();
        // Once at the start, and at least twice on time.
        while transactions.ends().len() < 3 {
            assert!(began.elapsed() < Duration::from_secs(20), "{:?}", transactions.ends());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        scheduler.stop().await;
    }
}
