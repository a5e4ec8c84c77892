//! A server that keeps the connection's rules, but not the protocol's.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use vibeslop_github::Limits;
use vibeslop_ports::ServiceError;
use vibeslop_ports::github::RepositoryReader;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer};

use super::{client, client_within, fixture, tidepool, token};

const IMPATIENT: Limits = Limits { total: Duration::from_millis(900), connect: Duration::from_millis(500) };

/// A server that writes `pieces` to every connection, with a pause before each, and then hangs up.
async fn server(pieces: &'static [&'static [u8]], pause: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = [0; 4_096];
                let _ = stream.read(&mut asked).await;
                for piece in pieces {
                    tokio::time::sleep(pause).await;
                    if stream.write_all(piece).await.is_err() {
                        return;
                    }
                }
                let _ = stream.shutdown().await;
            });
        }
    });
    format!("http://{address}")
}

const NO_PAUSE: Duration = Duration::ZERO;

#[tokio::test]
async fn an_answer_that_does_not_begin_in_time_is_given_up() {
    let github = MockServer::start().await;
    let slow = fixture(200, "repository.json").set_delay(Duration::from_secs(30));
    Mock::given(path("/repos/mira-l/tidepool")).respond_with(slow).mount(&github).await;
    let started = Instant::now();
    let refused = client_within(&github.uri(), IMPATIENT).repository(&token(), &tidepool()).await;
    assert!(matches!(refused, Err(ServiceError::TimedOut)), "{refused:?}");
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn an_answer_that_drips_is_given_up() {
    let address = server(
        &[b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n", b"{", b"\"", b"i", b"d"],
        Duration::from_millis(400),
    )
    .await;
    let started = Instant::now();
    let refused = client_within(&address, IMPATIENT).repository(&token(), &tidepool()).await;
    assert!(matches!(refused, Err(ServiceError::TimedOut)), "{refused:?}");
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_fault_of_the_connection() {
    let address = server(&[b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"id\": 812345"], NO_PAUSE).await;
    let refused = client(&address).repository(&token(), &tidepool()).await;
    assert!(matches!(refused, Err(ServiceError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn a_body_that_ends_with_the_connection_and_too_early_is_no_answer() {
    let address = server(&[b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"id\": 812345, \"name"], NO_PAUSE).await;
    let refused = client(&address).repository(&token(), &tidepool()).await;
    assert!(matches!(refused, Err(ServiceError::Malformed(_))), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_hangs_up_or_talks_nonsense_is_not_available() {
    let nonsense: [&[&[u8]]; 2] = [&[], &[b"220 mail.example ESMTP\r\n"]];
    for pieces in nonsense {
        let refused = client(&server(pieces, NO_PAUSE).await).repository(&token(), &tidepool()).await;
        assert!(matches!(refused, Err(ServiceError::Unavailable(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_not_available() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let refused = client(&format!("http://{address}")).repository(&token(), &tidepool()).await;
    assert!(matches!(refused, Err(ServiceError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn an_endless_answer_is_not_taken() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4_096]).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[").await;
            let piece = vec![b' '; 64 * 1_024];
            while stream.write_all(&piece).await.is_ok() {}
        }
    });
    let refused = client_within(&format!("http://{address}"), Limits::default()).topics(&token(), &tidepool()).await;
    assert!(matches!(refused, Err(ServiceError::Malformed(_))), "{refused:?}");
}

#[tokio::test]
async fn a_long_readme_is_cut_and_the_rest_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4_096]).await;
        let beginning = "ä".repeat(60_000);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5000000\r\n\r\n").await.unwrap();
        let _ = stream.write_all(beginning.as_bytes()).await;
        tokio::time::sleep(Duration::from_mins(1)).await;
    });
    let readme = client(&format!("http://{address}")).readme(&token(), &tidepool()).await.unwrap().unwrap();
    assert_eq!((readme.len(), readme.chars().all(|c| c == 'ä')), (100_000, true));
}
