//! Traces for a collector.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    sync::mpsc,
    thread,
};

use crate::program::{Program, client, folder};

/// A collector that takes what it is sent, and hands it on: path and body.
fn collector() -> (String, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut reader, sender) = (BufReader::new(stream.unwrap()), sender.clone());
            thread::spawn(move || {
                loop {
                    let (mut first, mut length) = (String::new(), 0);
                    if reader.read_line(&mut first).unwrap_or(0) == 0 {
                        return;
                    }
                    loop {
                        let mut line = String::new();
                        reader.read_line(&mut line).unwrap();
                        match line.trim_end().to_lowercase().split_once(": ") {
                            Some(("content-length", value)) => length = value.parse().unwrap(),
                            Some(_) => {}
                            None => break,
                        }
                    }
                    let mut body = vec![0; length];
                    reader.read_exact(&mut body).unwrap();
                    let _ = sender.send((first, body));
                    reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
                }
            });
        }
    });
    (url, receiver)
}

fn holds(body: &[u8], text: &str) -> bool {
    body.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_hears_of_requests_even_of_the_last_before_the_stop() {
    let (url, heard) = collector();
    let folder = folder();
    let program = Program::configured(folder.path(), &[("OTEL_EXPORTER_OTLP_ENDPOINT", &url)]);
    let answer = client().get(format!("{}/api/tools", program.url)).send().await.unwrap();
    let request_id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert!(program.stop().0);
    let sent: Vec<_> = heard.try_iter().collect();
    assert!(sent.iter().all(|(line, _)| line.starts_with("POST /v1/traces ")), "{:?}", sent.first());
    let told = sent.iter().find(|(_, body)| holds(body, &request_id));
    let (_, body) = told.unwrap_or_else(|| panic!("nothing was told of {request_id} in {} batches", sent.len()));
    assert!(holds(body, "vibeslop") && holds(body, "/api/tools"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_does_no_harm() {
    let folder = folder();
    let program = Program::configured(folder.path(), &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")]);
    let answer = client().get(format!("{}/api/tools", program.url)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(program.stop().0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_goes_on_that_a_trusted_proxy_has_begun_and_no_other() {
    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    let bytes: Vec<u8> = (0..32).step_by(2).map(|at| u8::from_str_radix(&TRACE[at..at + 2], 16).unwrap()).collect();
    let within = |body: &[u8]| body.windows(bytes.len()).any(|window| window == bytes);
    for (proxies, goes_on) in [("127.0.0.0/8", true), ("10.0.0.0/8", false)] {
        let (url, heard) = collector();
        let folder = folder();
        let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str()), ("TRUSTED_PROXIES", proxies)];
        let program = Program::configured(folder.path(), &variables);
        let ask = client().get(format!("{}/api/tools", program.url));
        let answer = ask.header("traceparent", format!("00-{TRACE}-00f067aa0ba902b7-01")).send().await.unwrap();
        let request_id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        // What makes no sense begins a trace of its own.
        client().get(format!("{}/api/tools", program.url)).header("traceparent", "nonsense").send().await.unwrap();
        assert!(program.stop().0);
        let sent: Vec<_> = heard.try_iter().collect();
        let (_, body) = sent.iter().find(|(_, body)| holds(body, &request_id)).unwrap();
        assert_eq!(within(body), goes_on, "{proxies}");
    }
}
