//! A service that is dead.

use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use vibeslop_openrouter::{Limits, OpenRouter, Rest};
use vibeslop_ports::{ServiceError, ai::LanguageModel};
use wiremock::{Mock, MockServer, matchers::any};

use crate::service::{MODEL, answer, endpoint, http, limits, request};

fn model(base: &str) -> OpenRouter {
    let rest = Rest { after: 3, lasts: Duration::from_millis(800) };
    OpenRouter::new(http(), endpoint(base), MODEL).with_limits(Limits { rest, ..limits() })
}

#[tokio::test]
async fn a_dead_service_costs_nothing_once_it_is_known_and_comes_back_by_itself() {
    // Bound and let go: nobody listens there, until the service starts.
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let model = model(&format!("http://{address}"));
    for _ in 0..3 {
        let outcome = model.complete(&request()).await;
        assert!(matches!(outcome, Err(ServiceError::Unavailable(_))), "{outcome:?}");
    }
    let mut costs = Vec::new();
    for _ in 0..21 {
        let began = Instant::now();
        let outcome = model.complete(&request()).await;
        assert!(matches!(outcome, Err(ServiceError::Resting { .. })), "{outcome:?}");
        costs.push(began.elapsed());
        let outcome = model.write(&request()).await.map(drop);
        assert!(matches!(outcome, Err(ServiceError::Resting { .. })), "{outcome:?}");
    }
    costs.sort();
    println!("a request to a dead service: {:?} in the middle, {:?} at most", costs[10], costs[20]);
    assert!(costs[10] < Duration::from_millis(10), "{costs:?}");

    let listener = std::net::TcpListener::bind(address).unwrap();
    let server = MockServer::builder().listener(listener).start().await;
    Mock::given(any()).respond_with(answer(200, "completion.json")).mount(&server).await;
    let began = Instant::now();
    while model.complete(&request()).await.is_err() {
        assert!(began.elapsed() < Duration::from_secs(10), "it never came back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    model.complete(&request()).await.unwrap();
}

#[tokio::test]
async fn a_service_that_only_refuses_is_not_dead() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer(402, "out_of_credit.json")).mount(&server).await;
    let model = model(&server.uri());
    for _ in 0..6 {
        let outcome = model.complete(&request()).await;
        assert!(matches!(outcome, Err(ServiceError::OutOfCredit)), "{outcome:?}");
    }
}
