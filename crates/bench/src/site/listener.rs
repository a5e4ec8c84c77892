use std::{
    collections::HashMap,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::{
    nodes::Nodes,
    wire::{Connection, Request},
};

/// A stream says something every 15 s, if only that it is there.
const SILENCE: Duration = Duration::from_secs(30);

/// A client with a stream, which it opens anew wherever it can when it has ended in order.
#[derive(Debug)]
pub struct Listener {
    nodes: Nodes,
    token: String,
    last: Option<String>,
    heard: Arc<AtomicU64>,
    /// How often each message came, by its identifier.
    pub messages: HashMap<String, u32>,
    /// How often the stream ended and was opened anew.
    pub resumed: u32,
    /// How often it was told that something may be missing.
    pub resyncs: u32,
}

impl Listener {
    /// Somebody with this token. Each message that comes is counted in `heard` as well.
    pub fn new(nodes: &Nodes, token: &str, heard: &Arc<AtomicU64>) -> Self {
        Self {
            nodes: nodes.clone(),
            token: token.to_owned(),
            last: None,
            heard: Arc::clone(heard),
            messages: HashMap::new(),
            resumed: 0,
            resyncs: 0,
        }
    }

    /// Opens the stream, and answers when it is open. To be read with [`read`](Self::read).
    pub async fn open(&mut self) -> io::Result<Connection> {
        let (_, address) = self.nodes.choose().await;
        let mut connection = Connection::open(address).await?;
        let path = Request::get("/api/stream").by(&self.token);
        let head = connection.begin(&Request { last_event: self.last.as_deref(), ..path }).await?;
        if head.status == 200 {
            Ok(connection)
        } else {
            Err(io::Error::other(format!("the stream is {}", head.status)))
        }
    }

    /// Reads the stream to its end in order. Anything else is an error.
    pub async fn read(&mut self, mut connection: Connection) -> io::Result<()> {
        let mut text = String::new();
        loop {
            let piece = timeout(SILENCE, connection.piece()).await.map_err(|_| io::ErrorKind::TimedOut)??;
            let Some(piece) = piece else { return Ok(()) };
            text.push_str(&String::from_utf8_lossy(&piece));
            while let Some((event, rest)) = text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.hear(&event);
                text = rest;
            }
        }
    }

    /// Listens for ever, and goes on elsewhere when a stream ends in order.
    ///
    /// # Errors
    /// A stream could not be opened, or broke off.
    pub async fn listen(&mut self, connection: Connection) -> io::Result<()> {
        self.read(connection).await?;
        loop {
            self.resumed += 1;
            // A moment, as a browser takes it, so that a node that ends has been heard of.
            sleep(Duration::from_millis(300)).await;
            let connection = self.open().await?;
            self.read(connection).await?;
        }
    }

    fn hear(&mut self, event: &str) {
        let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        if let Some(id) = field("id") {
            self.last = Some(id.to_owned());
        }
        match field("event") {
            Some("message") => {
                let data: Value = field("data").and_then(|data| serde_json::from_str(data).ok()).unwrap_or_default();
                let id = data.pointer("/message/id").and_then(Value::as_str).unwrap_or_default().to_owned();
                *self.messages.entry(id).or_default() += 1;
                self.heard.fetch_add(1, Ordering::Relaxed);
            }
            Some("resync") => self.resyncs += 1,
            _ => {}
        }
    }
}
