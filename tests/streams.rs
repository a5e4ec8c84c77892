//! Thousands of open streams on one node. A program of its own, so that nothing else takes memory meanwhile.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use vibeslop_testkit::app::TestApp;

const PEOPLE: usize = 100;
const STREAMS_EACH: usize = 20;
const STREAMS: usize = PEOPLE * STREAMS_EACH;
/// In megabytes.
const MOST: usize = 200;

/// A number that the system tells of this program.
fn status(name: &str) -> usize {
    let all = fs::read_to_string("/proc/self/status").unwrap();
    let line = all.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// Opens a stream by hand: a client that costs a socket and nothing else.
fn open(address: &str, token: &str) -> TcpStream {
    let mut socket = TcpStream::connect(address).unwrap();
    let request = format!("GET /api/stream HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n");
    socket.write_all(request.as_bytes()).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    socket
}

fn reads_until(socket: &mut TcpStream, sign: &str) -> String {
    let (mut text, mut buffer) = (String::new(), [0; 4_096]);
    while !text.contains(sign) {
        let read = socket.read(&mut buffer).unwrap_or_default();
        assert!(read > 0, "the stream ended: {text}");
        text.push_str(&String::from_utf8_lossy(buffer.get(..read).unwrap_or_default()));
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_open_streams_take_little_memory_and_no_thread_each() {
    vibeslop_testkit::postgres_only!();
    // Both ends of each are files of this program.
    let allowed = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: allowed.maximum, ..allowed }).unwrap();
    let app = TestApp::start().await;
    let address = app.url.strip_prefix("http://").unwrap().to_owned();
    let mut tokens = Vec::new();
    for number in 0..PEOPLE {
        tokens.push(app.person(&format!("person_{number}")).await.token().to_owned());
    }
    let follower = app.person("follower").await;
    // Whatever is made once is made by now.
    let mut first = open(&address, tokens.first().unwrap());
    reads_until(&mut first, "event: counts");
    drop(first);

    let (memory, threads) = (status("VmRSS"), status("Threads"));
    let mut sockets = Vec::new();
    for token in &tokens {
        for _ in 0..STREAMS_EACH {
            sockets.push(open(&address, token));
        }
        // All at once would be a test of the pool.
        tokio::task::block_in_place(|| {
            sockets.iter_mut().rev().take(STREAMS_EACH).for_each(|socket| {
                let text = reads_until(socket, "event: counts");
                assert!(text.starts_with("HTTP/1.1 200"), "{text}");
            });
        });
    }
    assert_eq!(app.services.stream.open_streams(), STREAMS);
    app.execute(
        "INSERT INTO notifications (user_id, actor_id, type)
         SELECT u.id, f.id, 'follow' FROM users u, users f WHERE f.username = 'follower' AND u.id <> f.id",
    )
    .await;
    tokio::task::block_in_place(|| {
        for socket in &mut sockets {
            let text = reads_until(socket, "event: counts");
            assert!(text.contains("event: notification") && text.contains("\"follow\""), "{text}");
        }
    });
    let (taken, more) = ((status("VmRSS").saturating_sub(memory)) / 1_024, status("Threads").saturating_sub(threads));
    println!("{STREAMS} streams took {taken} MB and {more} threads");
    assert!(taken < MOST, "{taken} MB");
    assert!(more < 10, "{more} more threads");
    drop(sockets);
    drop(follower);
    for _ in 0..200 {
        if app.services.stream.open_streams() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} streams are left of clients that are gone", app.services.stream.open_streams());
}
