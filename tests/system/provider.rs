//! A service with models, played by the test: it reads each request and then does as it was told, however badly.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use vibeslop_testkit::app::{ModelLimits, Models, Rest};

/// Words of the service, which nobody may be shown.
pub const ITS_WORDS: &str = "upstream said: flagged words of the prompt";

/// What it does with a request, once it was read.
pub type Deed = Arc<dyn Fn(Request, TcpStream) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub head: String,
    pub body: Value,
}

impl Request {
    pub fn wants_stream(&self) -> bool {
        self.body["stream"] == true
    }

    pub fn wants_picture(&self) -> bool {
        self.body["modalities"].is_array()
    }
}

/// The service.
pub struct Provider {
    pub url: String,
    deed: Arc<Mutex<Deed>>,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Provider {
    /// Starts it. It answers well until it is told otherwise.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let provider = Self { url, deed: Arc::new(Mutex::new(well())), requests: Arc::default() };
        let (deed, requests) = (provider.deed.clone(), provider.requests.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (deed, requests) = (deed.clone(), requests.clone());
                tokio::spawn(async move {
                    let _ = stream.set_nodelay(true);
                    let Some(request) = read(&mut stream).await else { return };
                    requests.lock().unwrap().push(request.clone());
                    let deed = deed.lock().unwrap().clone();
                    deed(request, stream).await;
                });
            }
        });
        provider
    }

    /// From now on it does this.
    pub fn does(&self, deed: Deed) {
        *self.deed.lock().unwrap() = deed;
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// For an application that asks it, soon gives up, and never leaves it alone.
    pub fn models(&self) -> Models {
        let limits = ModelLimits {
            silence: Duration::from_millis(700),
            total: Duration::from_secs(3),
            pause: Duration::from_millis(10),
            rest: Rest { after: u32::MAX, lasts: Duration::ZERO },
            ..ModelLimits::default()
        };
        Models { url: self.url.clone(), limits }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = vec![0; 64 * 1024];
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        if bytes.len() >= end + 4 + length.unwrap_or_default() {
            return Some(Request { body: serde_json::from_slice(&bytes[end + 4..]).unwrap_or_default(), head });
        }
    }
}

/// A deed from an async function.
pub fn deed<F, W>(work: F) -> Deed
where
    F: Fn(Request, TcpStream) -> W + Send + Sync + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    Arc::new(move |request, stream| Box::pin(work(request, stream)))
}

/// Answers each kind of request as it should.
pub fn well() -> Deed {
    deed(|request, mut stream| async move {
        let answer = if request.wants_stream() {
            let text = ["Shipped ", "it ", "🚢"].map(piece).concat();
            stream_of(&format!(": OPENROUTER PROCESSING\n\n{text}{}", ending()))
        } else if request.wants_picture() {
            json_of(200, &completion(&json!(picture())))
        } else {
            json_of(200, &completion(&json!(project().to_string())))
        };
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.shutdown().await;
    })
}

/// Says this, byte for byte, and closes the connection.
pub fn saying(answer: impl Into<String>) -> Deed {
    let answer = answer.into();
    deed(move |_, mut stream| {
        let answer = answer.clone();
        async move {
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    })
}

/// The same, and then nothing any more, on an open connection.
pub fn saying_and_waiting(answer: impl Into<String>) -> Deed {
    let answer = answer.into();
    deed(move |_, mut stream| {
        let answer = answer.clone();
        async move {
            let _ = stream.write_all(answer.as_bytes()).await;
            sleep(Duration::from_secs(30)).await;
        }
    })
}

pub fn project() -> Value {
    json!({
        "title": "Tidepool", "description": "Plan dives.", "long_description": "Tidepool helps divers.",
        "highlights": ["Tide alerts"], "detected_stack": ["Rust"], "suggested_image_prompt": "Soft waves",
    })
}

/// A real picture, very small.
pub fn picture() -> String {
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    format!("data:image/png;base64,{png}")
}

pub fn completion(content: &Value) -> Value {
    json!({
        "id": "gen-1", "model": "a/model",
        "choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "cost": 0.002},
    })
}

pub fn error(code: u16) -> Value {
    json!({"error": {"code": code, "message": ITS_WORDS}})
}

pub fn piece(text: &str) -> String {
    format!("data: {}\n\n", json!({"model": "a/model", "choices": [{"delta": {"content": text}}]}))
}

/// The end of a stream, with its price.
pub fn ending() -> String {
    let usage = json!({"prompt_tokens": 100, "completion_tokens": 20, "cost": 0.002});
    let last = json!({"choices": [{"delta": {"content": ""}, "finish_reason": "stop"}], "usage": usage});
    format!("data: {last}\n\ndata: [DONE]\n\n")
}

pub fn json_of(status: u16, body: &Value) -> String {
    answer(status, "application/json", &[], &body.to_string())
}

pub fn stream_of(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n{body}")
}

pub fn answer(status: u16, kind: &str, headers: &[(&str, &str)], body: &str) -> String {
    let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let headers = headers.concat();
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Said\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
    )
}

/// How many connections have been closed by the other side, with the moment of the last.
#[derive(Debug, Clone, Default)]
pub struct Hangups(Arc<AtomicUsize>, Arc<Mutex<Option<Instant>>>);

impl Hangups {
    pub fn last(&self) -> Option<Instant> {
        *self.1.lock().unwrap()
    }

    /// Says this, waits until the other side closes, and notes it.
    pub fn after(&self, answer: impl Into<String>) -> Deed {
        let (answer, noted) = (answer.into(), self.clone());
        deed(move |_, mut stream| {
            let (answer, noted) = (answer.clone(), noted.clone());
            async move {
                let _ = stream.write_all(answer.as_bytes()).await;
                let mut rest = Vec::new();
                let _ = stream.read_to_end(&mut rest).await;
                noted.0.fetch_add(1, Ordering::SeqCst);
                *noted.1.lock().unwrap() = Some(Instant::now());
            }
        })
    }
}
