//! Test suites that run side by side on one server.

use std::{
    collections::BTreeSet,
    fs,
    process::{Command, Stdio},
    thread,
};

use vibeslop_cluster::{Cluster, ClusterError, stop_at};

use crate::site::{Site, options, runs, sql, told};

#[test]
fn threads_that_come_at_once_share_one_server() {
    let site = Site::new();
    let sharers: Vec<Cluster> = thread::scope(|scope| {
        let waiting: Vec<_> = (0..4).map(|_| scope.spawn(|| Cluster::share(&site.options()).unwrap())).collect();
        waiting.into_iter().map(|sharer| sharer.join().unwrap()).collect()
    });
    let processes: BTreeSet<i32> = sharers.iter().map(Cluster::process_id).collect();
    assert_eq!(processes.len(), 1);
    assert_eq!(sharers.iter().filter(|cluster| !cluster.was_adopted()).count(), 1);
    assert_eq!(site.clusters().len(), 1);
    drop(sharers);
    let process = processes.first().copied().unwrap();
    assert!(runs(process), "it goes on when the last one leaves");
    assert!(stop_at(site.data()).unwrap());
    assert!(!runs(process));
}

#[test]
fn processes_that_come_at_once_share_one_server() {
    let site = Site::new();
    let answers = site.path().join("answers");
    fs::create_dir(&answers).unwrap();
    let me = std::env::current_exe().unwrap();
    let mut sharers: Vec<_> = (0..3)
        .map(|number| {
            let mut sharer = Command::new(&me);
            sharer.args(["--exact", "sharing::one_of_several_processes", "--ignored"]);
            sharer.env(DATA, site.data()).env(ANSWER, answers.join(number.to_string()));
            sharer.stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for sharer in &mut sharers {
        assert!(sharer.wait().unwrap().success());
    }
    let heard: Vec<String> =
        fs::read_dir(answers).unwrap().map(|answer| fs::read_to_string(answer.unwrap().path()).unwrap()).collect();
    assert_eq!(heard.len(), 3);
    let processes: BTreeSet<&str> = heard.iter().map(String::as_str).collect();
    assert_eq!(processes.len(), 1, "{heard:?}");
    assert!(runs(heard[0].parse().unwrap()), "it outlives the process that started it");
}

const DATA: &str = "CLUSTER_TEST_DATA";
const ANSWER: &str = "CLUSTER_TEST_ANSWER";

/// Run by the test above, in processes of its own.
#[test]
#[ignore = "a part of `processes_that_come_at_once_share_one_server`"]
fn one_of_several_processes() {
    let cluster = Cluster::share(&options(&told(DATA))).unwrap();
    assert_eq!(sql(&cluster, "SELECT 1"), "1");
    fs::write(told(ANSWER), cluster.process_id().to_string()).unwrap();
}

#[test]
fn a_shared_server_is_stopped_by_the_last_one_only() {
    let site = Site::new();
    let first = Cluster::share(&site.options()).unwrap();
    let second = Cluster::share(&site.options()).unwrap();
    let process = first.process_id();
    assert!(matches!(Cluster::start(&site.options()), Err(ClusterError::InUse { .. })));
    assert!(matches!(first.stop(), Err(ClusterError::InUse { .. })));
    assert_eq!(sql(&second, "SELECT 1"), "1");
    second.stop().unwrap();
    assert!(!runs(process));
}
