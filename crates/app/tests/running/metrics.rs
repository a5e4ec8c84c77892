//! What the program tells of itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    process::{Command, Stdio},
};

use crate::program::{Program, client, folder, sign_in};

/// The samples of an exposition, by name with labels. Fails on what breaks the format or its conventions.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let mut kinds = BTreeMap::new();
    let mut helped = BTreeSet::new();
    let mut samples = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            assert!(helped.insert(name.to_owned()) && !help.is_empty(), "{line}");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(kinds.insert(name.to_owned(), kind.to_owned()).is_none(), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
        } else {
            let (name, value) = line.rsplit_once(' ').unwrap();
            let bare = name.split('{').next().unwrap();
            let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
            assert!(kinds.contains_key(family) || kinds.contains_key(bare), "{line} has no type");
            assert!(helped.contains(family) || helped.contains(bare), "{line} has no help");
            assert!(samples.insert(name.to_owned(), value.parse().unwrap()).is_none(), "{line} twice");
        }
    }
    samples
}

/// Asks Prometheus's own tool, where it is installed.
fn ask_promtool(text: &str) {
    let tool = Command::new("promtool").args(["check", "metrics"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut tool) = tool else {
        eprintln!("promtool is not installed; the format was looked at without it");
        return;
    };
    tool.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = tool.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_tell_of_requests_statements_and_the_process() {
    let folder = folder();
    let token = "0123456789abcdef0123456789abcdef";
    let program = Program::configured(folder.path(), &[("METRICS_TOKEN", token), ("SLOW_QUERY_MS", "1")]);
    let client = client();
    let somebody = sign_in(&client, &program.url).await;
    for _ in 0..3 {
        let me = client.get(format!("{}/api/me", program.url)).bearer_auth(&somebody).send().await.unwrap();
        assert_eq!(me.status(), 200);
    }
    client.get(format!("{}/no/such/thing/{somebody}", program.url)).send().await.unwrap();

    let page = format!("{}/metrics", program.url);
    assert_eq!(client.get(&page).send().await.unwrap().status(), 401);
    assert_eq!(client.get(&page).bearer_auth("0123456789abcdef0123456789abcdeX").send().await.unwrap().status(), 401);
    let answer = client.get(&page).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    let text = answer.text().await.unwrap();
    ask_promtool(&text);
    let samples = samples(&text);
    let me = r#"vibeslop_http_request_duration_seconds_count{method="GET",route="/api/me",status="200"}"#;
    assert_eq!(samples.get(me), Some(&3.0), "{text}");
    let nowhere = r#"vibeslop_http_request_duration_seconds_count{method="GET",route="none",status="404"}"#;
    assert_eq!(samples.get(nowhere), Some(&1.0), "{text}");
    for name in [
        "vibeslop_database_query_duration_seconds_count",
        "vibeslop_database_pool_wait_seconds_count",
        r#"vibeslop_database_connections{state="allowed"}"#,
        "vibeslop_http_requests_in_flight",
        "process_resident_memory_bytes",
        "process_start_time_seconds",
    ] {
        assert!(samples.get(name).is_some_and(|value| *value > 0.0), "{name} is missing in {text}");
    }
    // Neither paths nor tokens are anybody's business.
    assert!(!text.contains(&somebody) && !text.contains("no/such"));

    // Which statement was slow, and for whom it was: without the values that it was asked with.
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    let slow = log.lines().find(|line| line.contains("a statement was slow") && line.contains("route="));
    let slow = slow.unwrap_or_else(|| panic!("no statement was slow: {log}"));
    assert!(slow.contains("request_id=") && slow.contains("sql=") && slow.contains("duration_ms="), "{slow}");
    assert!(program.stop().0);
}
