//! A node that is told to stop says so first, and leaves in order.

use std::{fs, net::SocketAddr, time::Duration};

use rustix::process::{Signal, kill_process};
use vibeslop_bench::site::wire::{Connection, Request};

use crate::program::{Program, client, folder, sign_in};

#[tokio::test(flavor = "multi_thread")]
async fn a_node_denies_its_readiness_serves_on_and_ends_streams_last() {
    let folder = folder();
    let program = Program::configured(folder.path(), &[("SHUTDOWN_DRAIN", "3s")]);
    let port = program.url.rsplit_once(':').unwrap().1.parse().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let token = sign_in(&client(), &program.url).await;
    let mut kept = Connection::open(address).await.unwrap();
    let me = Request::get("/api/me").by(&token);
    let before = kept.ask(&me).await.unwrap();
    assert_eq!((before.head.status, before.head.closes()), (200, false));
    let mut stream = Connection::open(address).await.unwrap();
    let listen = Request::get("/api/stream").by(&token);
    assert_eq!(stream.begin(&listen).await.unwrap().status, 200);
    let metrics = Connection::open(address).await.unwrap().ask(&Request::get("/metrics")).await.unwrap();
    let open = "\nvibeslop_streams_open 1\n";
    assert!(String::from_utf8_lossy(&metrics.body).contains(open), "streams are counted");

    kill_process(program.pid(), Signal::TERM).unwrap();
    let ready = Request::get("/health/ready");
    let denied = loop {
        let answer = Connection::open(address).await.unwrap().ask(&ready).await.unwrap();
        if answer.head.status != 200 {
            break answer;
        }
    };
    assert_eq!((denied.head.status, &denied.json()["error"]), (503, &"stopping".into()));
    assert!(denied.head.header("retry-after").is_some());
    // Whoever has not noticed yet is served, and asked to go elsewhere.
    let served = kept.ask(&me).await.unwrap();
    assert_eq!((served.head.status, served.head.closes()), (200, true));
    assert!(kept.is_closed_within(Duration::from_secs(2)).await);
    let mut late = Connection::open(address).await.unwrap();
    let head = late.begin(&listen).await.unwrap();
    assert_eq!((head.status, head.closes()), (200, true));
    let alive = Connection::open(address).await.unwrap().ask(&Request::get("/health/live")).await.unwrap();
    assert_eq!(alive.head.status, 200);

    // Both streams end in order: with the sign that they have ended, not with a broken connection.
    for stream in [&mut stream, &mut late] {
        while stream.piece().await.unwrap().is_some() {}
    }
    assert!(program.ended());
    assert!(Connection::open(address).await.is_err());
    // Nothing went wrong on the way: the database was let go of before it was stopped.
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    let wrong: Vec<_> = log.lines().filter(|line| line.starts_with("[warn]") || line.starts_with("[error]")).collect();
    assert!(wrong.is_empty() && log.contains("[info] stopped"), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn told_twice_a_node_waits_for_nobody_who_may_still_come() {
    let folder = folder();
    let program = Program::configured(folder.path(), &[("SHUTDOWN_DRAIN", "5m")]);
    kill_process(program.pid(), Signal::TERM).unwrap();
    while !fs::read_to_string(folder.path().join("log")).unwrap().contains("stopping: ") {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(program.stop().0);
}
