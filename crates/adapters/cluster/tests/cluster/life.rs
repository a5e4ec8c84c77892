//! Start, use, stop, start again.

use std::{fs, os::unix::fs::PermissionsExt, time::Instant};

use vibeslop_cluster::{Cluster, ClusterError, ClusterOptions, stop_at};

use crate::site::{Site, processes_naming, runs, sql};

#[test]
fn a_durable_server_is_set_up_once_and_keeps_what_is_written() {
    let site = Site::new();
    let options = ClusterOptions::new(site.data());

    let began = Instant::now();
    let cluster = Cluster::start(&options).unwrap();
    println!("first start: {:?}", began.elapsed());
    assert!(!cluster.was_adopted());
    sql(&cluster, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('äpfel')");
    for (setting, expected) in [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("max_connections", "100"),
        ("server_encoding", "UTF8"),
        ("jit", "off"),
        ("unix_socket_permissions", "0700"),
    ] {
        assert_eq!(sql(&cluster, &format!("SHOW {setting}")), expected, "{setting}");
    }
    let began = Instant::now();
    cluster.stop().unwrap();
    println!("stop: {:?}", began.elapsed());

    for _ in 0..2 {
        let began = Instant::now();
        let cluster = Cluster::start(&options).unwrap();
        println!("later start: {:?}", began.elapsed());
        assert_eq!(sql(&cluster, "SELECT word FROM kept"), "äpfel");
        cluster.stop().unwrap();
    }
}

#[test]
fn statements_are_counted_where_the_library_is_installed() {
    let site = Site::new();
    let cluster = site.start();
    let loaded = sql(&cluster, "SHOW shared_preload_libraries");
    let available = sql(&cluster, "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'");
    if available == "1" {
        assert_eq!(loaded, "pg_stat_statements");
        sql(&cluster, "CREATE EXTENSION pg_stat_statements");
        assert_ne!(sql(&cluster, "SELECT count(*) FROM pg_stat_statements"), "0");
    } else {
        assert_eq!(loaded, "");
    }
}

#[test]
fn a_second_program_on_the_folder_is_refused_with_a_clear_sentence() {
    let site = Site::new();
    let cluster = site.start();
    let refused = Cluster::start(&site.options()).unwrap_err();
    assert!(matches!(&refused, ClusterError::InUse { folder } if folder == site.data()), "{refused}");
    assert!(refused.to_string().contains("another program is using the data folder"), "{refused}");
    assert!(matches!(Cluster::share(&site.options()), Err(ClusterError::InUse { .. })));
    assert!(matches!(stop_at(site.data()), Err(ClusterError::InUse { .. })));
    assert_eq!(sql(&cluster, "SELECT 1"), "1");
    cluster.stop().unwrap();
    site.start().stop().unwrap();
}

#[test]
fn a_server_that_was_left_running_is_taken_over_and_stopped() {
    let site = Site::new();
    let first = site.start();
    let process = first.process_id();
    sql(&first, "CREATE TABLE kept AS SELECT 7 AS number");
    first.leave_running();
    assert!(runs(process));

    let began = Instant::now();
    let second = site.start();
    println!("taking over: {:?}", began.elapsed());
    assert!(second.was_adopted());
    assert_eq!(second.process_id(), process);
    assert_eq!(sql(&second, "SELECT number FROM kept"), "7");
    second.stop().unwrap();
    assert!(!runs(process));
}

#[test]
fn other_settings_take_effect_on_a_server_that_was_left_running() {
    let site = Site::new();
    site.start().leave_running();
    let durable = ClusterOptions { durable: true, max_connections: 33, ..site.options() };
    let cluster = Cluster::start(&durable).unwrap();
    assert_eq!(sql(&cluster, "SHOW fsync"), "on");
    assert_eq!(sql(&cluster, "SHOW max_connections"), "33");
}

#[test]
fn stopping_leaves_no_process_behind() {
    let site = Site::new();
    let cluster = site.start();
    let data = site.data().to_string_lossy().into_owned();
    let name = sql(&cluster, "SHOW cluster_name");
    assert_ne!(processes_naming(&data), [""; 0], "the server is started for the folder");
    assert_ne!(processes_naming(&name), [""; 0], "its processes carry the cluster's name");
    cluster.stop().unwrap();
    assert_eq!(processes_naming(&data), [""; 0]);
    assert_eq!(processes_naming(&name), [""; 0]);
}

#[test]
fn dropping_stops_the_server_also_while_a_panic_unwinds() {
    let site = Site::new();
    let (told, process) = std::sync::mpsc::channel();
    let failed = std::thread::scope(|scope| {
        let failing = scope.spawn(|| {
            let cluster = site.start();
            told.send(cluster.process_id()).unwrap();
            std::panic::resume_unwind(Box::new("on purpose"));
        });
        failing.join()
    });
    assert!(failed.is_err());
    assert!(!runs(process.recv().unwrap()));
}

#[test]
fn a_script_stops_what_runs_and_hears_when_nothing_did() {
    let site = Site::new();
    assert!(!stop_at(site.data()).unwrap());
    assert!(!site.data().exists());
    let cluster = site.start();
    let process = cluster.process_id();
    cluster.leave_running();
    assert!(stop_at(site.data()).unwrap());
    assert!(!runs(process));
    assert!(!stop_at(site.data()).unwrap());
}

#[test]
fn nobody_else_can_read_the_data_the_log_or_the_socket() {
    let site = Site::new();
    let cluster = site.start();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(&site.data().join(format!("pg{}", cluster.major()))), 0);
    assert_eq!(mode(&site.data().join("postgres.log")), 0);
    assert_eq!(mode(cluster.socket_folder()), 0);
}

#[test]
fn a_server_follows_another_and_goes_on_where_it_stopped() {
    let (site, second) = (Site::new(), Site::new());
    let cluster = site.start();
    sql(&cluster, "CREATE TABLE words (word text); INSERT INTO words VALUES ('before')");
    for word in ["first", "second"] {
        let follower = cluster.follow(&second.options()).unwrap();
        assert_eq!(sql(&follower, "SELECT pg_is_in_recovery()"), "t");
        sql(&cluster, &format!("INSERT INTO words VALUES ('{word}')"));
        let began = Instant::now();
        while sql(&follower, &format!("SELECT count(*) FROM words WHERE word = '{word}'")) != "1" {
            assert!(began.elapsed().as_secs() < 20, "{word} never came");
        }
        assert_eq!(sql(&follower, "SELECT count(*) FROM words WHERE word = 'before'"), "1");
        follower.stop().unwrap();
    }
    cluster.stop().unwrap();
}
