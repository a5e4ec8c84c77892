//! Answers that come piece by piece.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use vibeslop_openrouter::{Limits, OpenRouter};
use vibeslop_ports::{
    ServiceError,
    ai::{ChatRequest, LanguageModel, Usage},
};
use wiremock::ResponseTemplate;

use crate::service::{MODEL, answer, endpoint, http, impatient, limits, openrouter, payload, request, service};

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";

fn draft() -> ChatRequest {
    ChatRequest { max_tokens: None, ..request() }
}

fn piece(text: &str) -> String {
    let chunk = json!({"id": "gen-1", "model": MODEL, "choices": [{"index": 0, "delta": {"content": text}}]});
    format!("data: {chunk}\n\n")
}

fn end(reason: &str) -> String {
    format!("data: {}\n\n", json!({"choices": [{"delta": {"content": ""}, "finish_reason": reason}]}))
}

/// A server that sends these chunks, a moment apart, and closes the connection.
async fn chunks(chunks: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let chunks = chunks.clone();
            tokio::spawn(async move { send(&mut stream, &chunks).await });
        }
    });
    format!("http://{address}")
}

async fn send(stream: &mut TcpStream, chunks: &[Vec<u8>]) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut head = vec![0; 16 * 1024];
    let _ = stream.read(&mut head).await?;
    stream.write_all(HEAD.as_bytes()).await?;
    for chunk in chunks {
        stream.write_all(chunk).await?;
        sleep(Duration::from_millis(2)).await;
    }
    stream.shutdown().await
}

/// The pieces of a text, and how it ended.
async fn read(model: &OpenRouter) -> (Vec<String>, Result<(String, Usage), ServiceError>) {
    let mut pieces = Vec::new();
    let mut writing = match model.write(&draft()).await {
        Ok(writing) => writing,
        Err(error) => return (pieces, Err(error)),
    };
    loop {
        match writing.next().await {
            Ok(Some(piece)) => pieces.push(piece),
            Ok(None) => return (pieces, Ok((writing.model(), writing.usage()))),
            Err(error) => {
                assert!(writing.next().await.is_err(), "it went on after it had failed");
                return (pieces, Err(error));
            }
        }
    }
}

async fn streamed(text: &str) -> (Vec<String>, Result<(String, Usage), ServiceError>) {
    read(&openrouter(&chunks(vec![text.as_bytes().to_vec()]).await)).await
}

#[tokio::test]
async fn a_request_asks_for_a_stream_with_its_price() {
    let server = service([ResponseTemplate::new(200)
        .set_body_raw(format!("{}{}data: [DONE]\n\n", piece("Hello"), end("stop")), "text/event-stream")])
    .await;
    let (pieces, outcome) = read(&openrouter(&server.uri())).await;
    assert_eq!(pieces, ["Hello"]);
    outcome.unwrap();
    let sent: Value = serde_json::from_slice(&server.received_requests().await.unwrap()[0].body).unwrap();
    assert_eq!((&sent["stream"], &sent["stream_options"]), (&json!(true), &json!({"include_usage": true})));
    assert_eq!((&sent["model"], sent.get("max_tokens")), (&json!(MODEL), None));
    assert_eq!(sent["messages"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_text_comes_with_all_that_a_service_puts_between() {
    let text = format!(
        ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\nevent: message\nid: 7\n{}{}data: {{\"choices\":[{{\"delta\":\
         {{\"role\":\"assistant\"}}}}]}}\n\ndata:{}\r\n\r\n{}data: {}\n\ndata: [DONE]\n\nnobody reads this",
        piece("Shipped "),
        piece(""),
        json!({"choices": [{"delta": {"content": "it\n"}}]}),
        end("stop"),
        json!({"choices": [], "usage": {"prompt_tokens": 812, "completion_tokens": 4, "cost": 0.000_25}}),
    );
    let (pieces, outcome) = streamed(&text).await;
    assert_eq!(pieces, ["Shipped ", "it\n"]);
    let usage = Usage { prompt_tokens: 812, completion_tokens: 4, cost_usd: Some(0.000_25) };
    assert_eq!(outcome.unwrap(), (MODEL.to_owned(), usage));
}

#[tokio::test]
async fn characters_of_many_bytes_arrive_whole_wherever_the_stream_is_cut() {
    let words = ["Fähre ", "🚢🧑‍🚀 ", "日本語 ", "\u{10FFFF}"];
    let text: String = words.iter().map(|word| piece(word)).collect::<String>() + "data: [DONE]\n\n";
    for size in [1, 2, 3, 7, 64] {
        let cut = text.as_bytes().chunks(size).map(<[u8]>::to_vec).collect();
        let (pieces, outcome) = read(&openrouter(&chunks(cut).await)).await;
        assert_eq!(pieces, words, "in chunks of {size}");
        outcome.unwrap();
    }
}

#[tokio::test]
async fn a_text_that_says_that_it_is_finished_needs_no_done() {
    for last in [end("stop"), end("length"), end("stop").trim_end().to_owned()] {
        let (pieces, outcome) = streamed(&format!("{}{last}", piece("Shipped"))).await;
        assert_eq!(pieces, ["Shipped"]);
        outcome.unwrap();
    }
}

#[tokio::test]
async fn what_fails_in_the_middle_is_no_whole_text() {
    let error = |code: u16| format!("data: {}\n\n", json!({"error": {"code": code, "message": "upstream said no"}}));
    let failing = json!({"choices": [{"delta": {"content": ""}, "finish_reason": "error",
        "error": {"code": 502, "message": "upstream said no"}}]});
    for (rest, expected) in [
        (String::new(), "unavailable"),
        ("data: {\"choices\": [".to_owned(), "malformed"),
        (error(429), "limited"),
        (error(502), "unavailable"),
        (error(402), "out of credit"),
        (format!("data: {failing}\n\n"), "unavailable"),
        (end("error"), "malformed"),
        (end("content_filter"), "moderated"),
        ("data: <html>\n\n".to_owned(), "malformed"),
    ] {
        let (pieces, outcome) = streamed(&format!("{}{rest}", piece("Shipped"))).await;
        assert_eq!(pieces, ["Shipped"], "{rest}");
        let error = outcome.unwrap_err();
        assert_eq!(crate::faults::kind::<()>(&Err(error)), expected, "{rest}");
    }
}

#[tokio::test]
async fn a_failure_before_the_first_piece_is_repeated_once_and_one_behind_it_never() {
    let good = || ResponseTemplate::new(200).set_body_raw(piece("Hi") + &end("stop"), "text/event-stream");
    let server = service([answer(502, "gateway.html"), good()]).await;
    let (pieces, _) = read(&openrouter(&server.uri())).await;
    assert_eq!((pieces.len(), server.received_requests().await.unwrap().len()), (1, 2));

    let inside = format!(": PROCESSING\n\ndata: {}\n\n", json!({"error": {"code": 503, "message": "no"}}));
    let server = service([ResponseTemplate::new(200).set_body_raw(inside, "text/event-stream"), good()]).await;
    let (pieces, _) = read(&openrouter(&server.uri())).await;
    assert_eq!((pieces.len(), server.received_requests().await.unwrap().len()), (1, 2));

    let behind = piece("Hi") + &format!("data: {}\n\n", json!({"error": {"code": 503, "message": "no"}}));
    let server = service([ResponseTemplate::new(200).set_body_raw(behind, "text/event-stream"), good()]).await;
    let (pieces, outcome) = read(&openrouter(&server.uri())).await;
    assert!(outcome.is_err() && pieces == ["Hi"]);
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_empty_text_and_html_are_none() {
    for (body, kind) in [
        (String::new(), "text/event-stream"),
        (": PROCESSING\n\n".to_owned(), "text/event-stream"),
        (end("stop"), "text/event-stream"),
        ("data: [DONE]\n\n".to_owned(), "text/event-stream"),
        (payload("gateway.html"), "text/html"),
    ] {
        let server = service([ResponseTemplate::new(200).set_body_raw(body.clone(), kind)]).await;
        let (pieces, outcome) = read(&openrouter(&server.uri())).await;
        assert!(pieces.is_empty() && outcome.is_err(), "{body}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_stream_is_understood() {
    let server = service([answer(200, "completion.json")]).await;
    let (pieces, outcome) = read(&openrouter(&server.uri())).await;
    assert_eq!((pieces.len(), outcome.unwrap().1.prompt_tokens), (1, 812));
}

#[tokio::test]
async fn a_stream_that_falls_silent_drips_or_never_ends_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for mut number in 0.. {
            let Ok((mut stream, _)) = listener.accept().await else { return };
            tokio::spawn(async move {
                let mut head = vec![0; 16 * 1024];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(format!("{HEAD}{}", piece("Hi")).as_bytes()).await;
                while number > 0 {
                    // Alive, and of no use: comments, or a text without end.
                    let more = if number == 1 { ": ping\n\n".to_owned() } else { piece(&"x".repeat(10_000)) };
                    if stream.write_all(more.as_bytes()).await.is_err() {
                        number = 0;
                    }
                    sleep(Duration::from_millis(20)).await;
                }
                sleep(Duration::from_secs(30)).await;
            });
        }
    });
    let model = |limits| OpenRouter::new(http(), endpoint(&base), MODEL).with_limits(limits);
    let (pieces, outcome) = read(&model(Limits { silence: Duration::from_millis(300), ..impatient() })).await;
    assert!(pieces == ["Hi"] && matches!(outcome, Err(ServiceError::TimedOut)), "{outcome:?}");
    let (pieces, outcome) = read(&model(Limits { total: Duration::from_millis(400), ..limits() })).await;
    assert!(pieces == ["Hi"] && matches!(outcome, Err(ServiceError::TimedOut)), "{outcome:?}");
    let (_, outcome) = read(&model(Limits { answer: 100_000, ..limits() })).await;
    assert!(matches!(outcome, Err(ServiceError::Malformed(_))), "{outcome:?}");
}

#[tokio::test]
async fn whoever_reads_no_longer_ends_the_work() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let closed = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 16 * 1024];
        let _ = stream.read(&mut head).await.unwrap();
        stream.write_all(format!("{HEAD}{}", piece("Hi")).as_bytes()).await.unwrap();
        // Ends when the other side closes.
        let _ = stream.read(&mut head).await;
    });
    let writing = openrouter(&base).write(&draft()).await.unwrap();
    drop(writing);
    tokio::time::timeout(Duration::from_secs(1), closed).await.expect("the connection stayed open").unwrap();
}
