//! What a log may hold when it tells everything.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    process::{Child, Command, Stdio},
    time::Duration,
};

use reqwest::{Client, redirect};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

const MODEL_KEY: &str = "sk-or-v1-3f9a7c51e0d24b8896aa1c5e7d20b4f3";
const JWT_SECRET: &str = "kZ8vQ1bX9sT7mR5wL2nC8pD4hF6jG0yAkZ8vQ1bX9sT7";
const KEY_BASE: &str = "pW3eN7uB1xM5zK9cV2gH6tJ0rL4yS8dFpW3eN7uB1xM5zK9cV2gH6tJ0rL4yS8dFqQ";
const DRAFT: &str = "a-draft-that-nobody-else-reads";
const ANSWER: &str = "an-answer-for-one-person-alone";

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.0), Signal::TERM);
        let _ = self.0.wait();
    }
}

/// A service with models that refuses every second request, and repeats the key in what it says.
fn provider() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().flatten().enumerate() {
            std::thread::spawn(move || answer(stream, number % 2 == 1));
        }
    });
    format!("http://{address}/api/v1")
}

fn answer(mut stream: TcpStream, refuses: bool) {
    let mut request = vec![0; 256 * 1024];
    let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
    while stream.read(&mut request).is_ok_and(|read| read > 0) {}
    let (status, kind, body) = if refuses {
        let message = format!("the key {MODEL_KEY} may not ask {DRAFT}");
        (400, "application/json", json!({"error": {"code": 400, "message": message}}).to_string())
    } else {
        let piece = json!({"choices": [{"delta": {"content": ANSWER}}]});
        (200, "text/event-stream", format!("data: {piece}\n\ndata: [DONE]\n\n"))
    };
    let length = body.len();
    let head = format!("HTTP/1.1 {status} Said\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n");
    let _ = stream.write_all(format!("{head}connection: close\r\n\r\n{body}").as_bytes());
}

/// Signs in through the sandbox and answers the token, with the secrets that the way held.
async fn sign_in(client: &Client, url: &str) -> (String, Vec<String>) {
    let start = client.get(format!("{url}/api/auth/github")).send().await.unwrap();
    let cookie = start.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = start.headers()["location"].to_str().unwrap().to_owned();
    let picked = client.get(format!("{page}&login=alice")).send().await.unwrap();
    let callback = picked.headers()["location"].to_str().unwrap();
    let code = callback.split(['?', '&']).find_map(|pair| pair.strip_prefix("code=")).unwrap().to_owned();
    let sealed = cookie.split_once('=').unwrap().1.to_owned();
    let back = client.get(callback).header("cookie", cookie).send().await.unwrap();
    let token = back.headers()["location"].to_str().unwrap().split_once("token=").unwrap().1.to_owned();
    (token, vec![code, sealed])
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_a_log_that_tells_everything_and_no_prompt_in_one_that_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    // Under root the database runs as somebody else, who has to get through.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let log = folder.path().join("log");
    let mut child = Command::new(env!("CARGO_BIN_EXE_vibeslop"))
        .current_dir(folder.path())
        .env_remove("DATABASE_URL")
        .envs([("DATA_DIR", "data"), ("PORT", "0"), ("VIBESLOP_ENV", "development"), ("RUST_LOG", "trace")])
        .envs([("OPENROUTER_API_KEY", MODEL_KEY), ("OPENROUTER_BASE_URL", &provider())])
        .envs([("JWT_SECRET", JWT_SECRET), ("SECRET_KEY_BASE", KEY_BASE)])
        .stdout(Stdio::piped())
        .stderr(Stdio::from(fs::File::create(&log).unwrap()))
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let program = Program(child);
    let mut shown = Vec::new();
    let url = loop {
        let line = lines.next().unwrap_or_else(|| panic!("no address: {}", fs::read_to_string(&log).unwrap())).unwrap();
        let url = line.split_once("API reference").map(|(_, url)| url.trim().trim_end_matches("/docs").to_owned());
        shown.push(line);
        if let Some(url) = url {
            break url;
        }
    };
    let rest = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());

    let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
    let (token, on_the_way) = sign_in(&client, &url).await;
    for (path, body, status) in [
        ("improve-post", json!({"content": DRAFT}), 200),
        ("improve-gig", json!({"content": DRAFT}), 502),
        ("generate-image", json!({"project": {"title": DRAFT}}), 502),
        ("generate-project", json!({"repo": {"owner": "alice", "name": "harbor-lights"}}), 502),
    ] {
        let request = client.post(format!("{url}/api/ai/{path}")).bearer_auth(&token);
        let answer = request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        let said = answer.text().await.unwrap();
        assert!(!said.contains(MODEL_KEY), "{said}");
    }
    drop(program);
    shown.extend(rest.join().unwrap());
    let log = fs::read_to_string(&log).unwrap() + &shown.join("\n");
    assert!(log.contains("[trace]"), "the log does not tell everything: {log}");
    let mut secrets = vec![MODEL_KEY.to_owned(), JWT_SECRET.to_owned(), KEY_BASE.to_owned(), token];
    secrets.extend(on_the_way);
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert!(line.is_none(), "the log tells {secret}: {line:?}");
    }
    // What the service repeats of a prompt when it refuses it is for those who look closely.
    let is_kept = |line: &&str| !["[trace]", "[debug]"].iter().any(|level| line.starts_with(level));
    for words in [DRAFT, ANSWER] {
        let line = log.lines().filter(is_kept).find(|line| line.contains(words));
        assert!(line.is_none(), "the log tells {words}: {line:?}");
    }
}
