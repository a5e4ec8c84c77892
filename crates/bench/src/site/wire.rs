//! HTTP/1.1 as bare as it is: one connection, one request at a time, nothing tried twice.

use std::{io, net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

/// What is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The method; `GET` if it is empty.
    pub method: &'a str,
    /// Path and query.
    pub path: &'a str,
    /// Who asks.
    pub token: Option<&'a str>,
    /// An `Idempotency-Key`.
    pub key: Option<&'a str>,
    /// A `Last-Event-ID`.
    pub last_event: Option<&'a str>,
    /// JSON to send along.
    pub body: Option<&'a Value>,
}

impl<'a> Request<'a> {
    /// A question.
    pub fn get(path: &'a str) -> Self {
        Self { method: "GET", path, ..Self::default() }
    }

    /// An order.
    pub fn post(path: &'a str, body: &'a Value) -> Self {
        Self { method: "POST", path, body: Some(body), ..Self::default() }
    }

    /// By whoever has this token.
    #[must_use]
    pub const fn by(mut self, token: &'a str) -> Self {
        self.token = Some(token);
        self
    }

    /// With an `Idempotency-Key`.
    #[must_use]
    pub const fn keyed(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    fn bytes(&self, host: SocketAddr) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nhost: {host}\r\naccept: */*\r\n", self.method, self.path);
        let mut header = |name: &str, value: &str| {
            for part in [name, ": ", value, "\r\n"] {
                text.push_str(part);
            }
        };
        if let Some(token) = self.token {
            header("authorization", &format!("Bearer {token}"));
        }
        if let Some(key) = self.key {
            header("idempotency-key", key);
        }
        if let Some(last) = self.last_event {
            header("last-event-id", last);
        }
        let body = self.body.map(Value::to_string);
        if let Some(body) = &body {
            header("content-type", "application/json");
            header("content-length", &body.len().to_string());
        }
        text.push_str("\r\n");
        text.push_str(body.as_deref().unwrap_or_default());
        text.into_bytes()
    }
}

/// What is answered before the body.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The status.
    pub status: u16,
    headers: Vec<(String, String)>,
}

impl Head {
    /// A header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the connection is to be closed behind this answer.
    pub fn closes(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }
}

/// A whole answer.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Status and headers.
    pub head: Head,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// A connection to a node.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
    to: SocketAddr,
}

impl Connection {
    /// Opens one.
    pub async fn open(to: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), to })
    }

    /// Asks, and reads the whole answer.
    pub async fn ask(&mut self, request: &Request<'_>) -> io::Result<Answer> {
        let head = self.begin(request).await?;
        let mut body = Vec::new();
        if head.header("transfer-encoding").is_some() {
            while let Some(piece) = self.piece().await? {
                body.extend(piece);
            }
        } else if let Some(length) = head.header("content-length") {
            let length: u32 = length.parse().map_err(|_| broken("a length that is no number"))?;
            body.resize(length as usize, 0);
            self.stream.read_exact(&mut body).await?;
        }
        Ok(Answer { head, body })
    }

    /// Asks, and reads the answer's head. What follows is read piece by piece.
    pub async fn begin(&mut self, request: &Request<'_>) -> io::Result<Head> {
        self.stream.write_all(&request.bytes(self.to)).await?;
        let line = self.line().await?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let mut head = Head { status: status.ok_or_else(|| broken("no status"))?, headers: Vec::new() };
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else { return Ok(head) };
            head.headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
    }

    /// The next piece of a body that comes in pieces. None at its end, which has a sign of its own: a connection that
    /// breaks off is an error.
    pub async fn piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        let line = self.line().await?;
        let length = usize::from_str_radix(&line, 16).map_err(|_| broken("a length that is no number"))?;
        let mut piece = vec![0; length];
        self.stream.read_exact(&mut piece).await?;
        self.line().await?;
        Ok((length > 0).then_some(piece))
    }

    /// Whether the other end closes the connection in order within this time.
    pub async fn is_closed_within(&mut self, patience: Duration) -> bool {
        matches!(timeout(patience, self.stream.read_u8()).await, Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof)
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

fn broken(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
