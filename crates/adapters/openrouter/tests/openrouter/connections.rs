//! Connections that break, and services that fall silent.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use vibeslop_openrouter::{Limits, OpenRouter};
use vibeslop_ports::{
    ServiceError,
    ai::{Completion, LanguageModel},
};

use crate::service::{MODEL, endpoint, http, impatient, limits, openrouter, payload, request};

/// How a server behaves on its n-th connection, once it has read a request.
type Behaviour = fn(usize, TcpStream) -> std::pin::Pin<Box<dyn Future<Output = std::io::Result<()>> + Send>>;

/// A server that behaves in this way, and how many requests reached it.
async fn server(behaviour: Behaviour) -> std::io::Result<(SocketAddr, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let count = Arc::new(AtomicUsize::new(0));
    let requests = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let requests = Arc::clone(&requests);
            tokio::spawn(async move {
                let mut head = [0; 16 * 1024];
                if stream.read(&mut head).await.is_ok_and(|read| read > 0) {
                    let number = requests.fetch_add(1, Ordering::SeqCst);
                    let _ = behaviour(number, stream).await;
                }
            });
        }
    });
    Ok((address, count))
}

async fn asked(behaviour: Behaviour, limits: Limits) -> (Result<Completion, ServiceError>, usize) {
    let Ok((address, count)) = server(behaviour).await else { panic!("no port is free") };
    let openrouter = OpenRouter::new(http(), endpoint(&format!("http://{address}")), MODEL).with_limits(limits);
    let outcome = openrouter.complete(&request()).await;
    (outcome, count.load(Ordering::SeqCst))
}

fn head(length: usize) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    )
}

#[expect(clippy::unnecessary_wraps, reason = "as every behaviour")]
fn cuts(stream: TcpStream) -> std::io::Result<()> {
    drop(stream);
    Ok(())
}

async fn answers(mut stream: TcpStream) -> std::io::Result<()> {
    let body = payload("completion.json");
    stream.write_all(format!("{}{body}", head(body.len())).as_bytes()).await
}

#[tokio::test]
async fn a_service_that_sends_no_headers_is_given_up() {
    let (outcome, requests) = asked(
        |_, stream| {
            Box::pin(async move {
                sleep(Duration::from_secs(30)).await;
                drop(stream);
                Ok(())
            })
        },
        impatient(),
    )
    .await;
    assert!(matches!(outcome, Err(ServiceError::TimedOut)), "{outcome:?}");
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn a_service_that_stops_in_the_middle_is_given_up() {
    let (outcome, requests) = asked(
        |_, mut stream| {
            Box::pin(async move {
                stream.write_all(format!("{}{{\"choices\":", head(5_000)).as_bytes()).await?;
                sleep(Duration::from_secs(30)).await;
                Ok(())
            })
        },
        impatient(),
    )
    .await;
    assert!(matches!(outcome, Err(ServiceError::TimedOut)), "{outcome:?}");
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn a_service_that_drips_is_given_up_in_the_end() {
    let began = Instant::now();
    let short = Limits { total: Duration::from_millis(900), ..limits() };
    let (outcome, _) = asked(
        |_, mut stream| {
            Box::pin(async move {
                stream.write_all(head(5_000).as_bytes()).await?;
                loop {
                    stream.write_all(b" ").await?;
                    sleep(Duration::from_millis(50)).await;
                }
            })
        },
        short,
    )
    .await;
    assert!(matches!(outcome, Err(ServiceError::TimedOut)), "{outcome:?}");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_slow_but_steady_answer_is_waited_for() {
    let (outcome, _) = asked(
        |_, mut stream| {
            Box::pin(async move {
                let body = payload("completion.json");
                stream.write_all(head(body.len()).as_bytes()).await?;
                for piece in body.as_bytes().chunks(50) {
                    sleep(Duration::from_millis(80)).await;
                    stream.write_all(piece).await?;
                }
                Ok(())
            })
        },
        impatient(),
    )
    .await;
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[tokio::test]
async fn a_connection_cut_before_the_answer_is_tried_again() {
    let (outcome, requests) = asked(
        |number, stream| Box::pin(async move { if number == 0 { cuts(stream) } else { answers(stream).await } }),
        limits(),
    )
    .await;
    assert!(outcome.is_ok(), "{outcome:?}");
    assert_eq!(requests, 2);

    let (outcome, requests) = asked(|_, stream| Box::pin(async move { cuts(stream) }), limits()).await;
    assert!(matches!(outcome, Err(ServiceError::Unavailable(_))), "{outcome:?}");
    assert_eq!(requests, 2);
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_of_an_answer_is_not() {
    let (outcome, requests) = asked(
        |_, mut stream| {
            Box::pin(async move { stream.write_all(format!("{}{{\"choices\":[", head(5_000)).as_bytes()).await })
        },
        limits(),
    )
    .await;
    assert!(matches!(outcome, Err(ServiceError::Unavailable(_))), "{outcome:?}");
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn what_speaks_no_http_is_not_available() {
    let (outcome, _) =
        asked(|_, mut stream| Box::pin(async move { stream.write_all(b"220 mail.example ESMTP\r\n").await }), limits())
            .await;
    assert!(matches!(outcome, Err(ServiceError::Unavailable(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_not_available() {
    // Bound and let go: for a moment nobody listens there.
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let outcome = openrouter(&format!("http://{address}")).complete(&request()).await;
    let Err(error @ ServiceError::Unavailable(_)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(error.to_string(), "the service is not available");
    assert!(!format!("{error:?}").contains("/api/v1"), "{error:?}");
}

#[tokio::test]
async fn whoever_asks_no_longer_ends_the_call() {
    static CLOSED: AtomicUsize = AtomicUsize::new(0);
    let (address, count) = server(|_, mut stream| {
        Box::pin(async move {
            // Nothing more is sent: reading ends when the other side closes.
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
            CLOSED.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    })
    .await
    .unwrap();
    let patient = OpenRouter::new(http(), endpoint(&format!("http://{address}")), MODEL);
    let asking = tokio::spawn(async move { patient.complete(&request()).await });
    while count.load(Ordering::SeqCst) == 0 {
        sleep(Duration::from_millis(10)).await;
    }
    asking.abort();
    for _ in 0..100 {
        if CLOSED.load(Ordering::SeqCst) == 1 {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("the connection stayed open");
}
