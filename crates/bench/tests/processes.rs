//! Workers in processes of their own, on one database.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Child, Command},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use vibeslop_bench::jobs::{count, fill};
use vibeslop_ports::jobs::JobState;
use vibeslop_postgres::Database;
use vibeslop_testkit::postgres::{FreshDatabase, fresh_database};

struct Worker(Child);

impl Worker {
    fn start(fresh: &FreshDatabase, file: &Path, dead_after: &str) -> Self {
        use secrecy::ExposeSecret;
        let mut program = Command::new(env!("CARGO_BIN_EXE_job-worker"));
        Self(program.arg(fresh.url().expose_secret()).arg(file).arg(dead_after).spawn().unwrap())
    }

    /// Lets it end well, and answers the jobs that it has run.
    fn stop(mut self, file: &Path) -> Vec<u32> {
        kill_process(Pid::from_child(&self.0), Signal::TERM).unwrap();
        assert!(self.0.wait().unwrap().success());
        std::fs::read_to_string(file).unwrap().lines().map(|line| line.parse().unwrap()).collect()
    }

    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn until(database: &Database, state: JobState, number: i64) -> Duration {
    let began = Instant::now();
    loop {
        let there = count(database, state).await.unwrap();
        if there >= number {
            return began.elapsed();
        }
        assert!(began.elapsed() < Duration::from_mins(2), "{there} of {number} are {state:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_run_twenty_thousand_jobs_once_each() {
    const JOBS: u32 = 20_000;
    let (fresh, folder) = (fresh_database().await, tempfile::tempdir().unwrap());
    let database = fresh.connect().await;
    fill(&database, JOBS, 0).await.unwrap();
    let files = [folder.path().join("one"), folder.path().join("two")];
    let workers: Vec<Worker> = files.iter().map(|file| Worker::start(&fresh, file, "60")).collect();
    let took = until(&database, JobState::Completed, JOBS.into()).await;
    println!("{JOBS} jobs in {took:?}");
    let ran: Vec<Vec<u32>> = workers.into_iter().zip(&files).map(|(worker, file)| worker.stop(file)).collect();
    assert!(ran.iter().all(|numbers| !numbers.is_empty()), "both had their part");
    assert_eq!(ran.iter().map(Vec::len).sum::<usize>(), JOBS as usize, "none ran twice");
    let numbers: BTreeSet<u32> = ran.into_iter().flatten().collect();
    assert_eq!(numbers, (0..JOBS).collect(), "none was lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_loses_nothing_and_others_do_what_it_held() {
    const JOBS: u32 = 500;
    let (fresh, folder) = (fresh_database().await, tempfile::tempdir().unwrap());
    let database = fresh.connect().await;
    fill(&database, JOBS, 20).await.unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let first = Worker::start(&fresh, &one, "3");
    until(&database, JobState::Completed, 100).await;
    until(&database, JobState::Executing, 1).await;
    first.kill();
    let killed = Instant::now();
    // What the server was just doing for it may still come to its end.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let held = count(&database, JobState::Executing).await.unwrap();
    let completed = count(&database, JobState::Completed).await.unwrap();
    assert!(held > 0 && completed < i64::from(JOBS), "it was killed in the middle: {held} held, {completed} completed");

    let second = Worker::start(&fresh, &two, "3");
    until(&database, JobState::Completed, JOBS.into()).await;
    // Dead after 3 s, looked for each half a second; and a machine that is busy.
    println!("{held} jobs were rescued and all done after {:?}", killed.elapsed());
    assert!(killed.elapsed() < Duration::from_secs(15), "{:?}", killed.elapsed());
    let rescued = {
        use diesel_async::RunQueryDsl;
        let query = diesel::dsl::sql::<diesel::sql_types::BigInt>(
            "SELECT count(*) FROM jobs WHERE attempt = 2 AND errors->0->>'error' = 'the node that ran it died'",
        );
        query.get_result::<i64>(&mut *database.connection().await.unwrap()).await.unwrap()
    };
    assert_eq!(rescued, held, "what was held was rescued, and nothing else");
    let ran: BTreeSet<u32> = second.stop(&two).into_iter().collect();
    let left = usize::try_from(i64::from(JOBS) - completed).unwrap();
    assert_eq!(ran.len(), left, "what was done is not done again");
}
