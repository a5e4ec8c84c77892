//! A client of HTTP/1.1 that does next to nothing, so that what is measured is the other side.

use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The longest answer that is taken.
const MOST: usize = 16 * 1024 * 1024;

/// A request as it goes over the wire.
pub fn get(path: &str, token: Option<&str>) -> Vec<u8> {
    let authorization = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\naccept: application/json\r\n{authorization}\r\n").into_bytes()
}

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its bytes, head and body.
    pub bytes: usize,
    /// Those of its head.
    head: usize,
}

/// A connection that is kept, with one request at a time on it.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Opens one.
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("{address} cannot be reached"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads the answer to its end.
    pub async fn ask(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the connection was closed before the answer had come to its end");
            ensure!(self.buffer.len() < MOST, "the answer is too long");
            if let Some(answer) = parse(&self.buffer)?
                && self.buffer.len() >= answer.bytes
            {
                return Ok(answer);
            }
        }
    }

    /// The body of the last answer.
    pub fn body(&self, answer: Answer) -> &[u8] {
        self.buffer.get(answer.head..answer.bytes).unwrap_or_default()
    }
}

/// The answer that the bytes begin with, once its head is whole.
fn parse(bytes: &[u8]) -> anyhow::Result<Option<Answer>> {
    const END: &[u8] = b"\r\n\r\n";
    let Some(end) = bytes.windows(END.len()).position(|window| window == END) else { return Ok(None) };
    let head = bytes.get(..end).unwrap_or_default();
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.next().unwrap_or_default();
    let status = first.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    let status = status.context("this is no answer of HTTP/1.1")?;
    let mut length = 0;
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = line.split_at(colon);
        if name.eq_ignore_ascii_case(b"content-length") {
            let digits = std::str::from_utf8(value.get(1..).unwrap_or_default())?.trim();
            length = digits.parse().context("the length is no number")?;
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            bail!("answers without a length are not measured");
        }
    }
    let head = end + END.len();
    Ok(Some(Answer { status, bytes: head + length, head }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_known_by_its_head() {
        let text = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx: y\r\n\r\nhello";
        assert_eq!(parse(text).unwrap(), Some(Answer { status: 200, bytes: text.len(), head: text.len() - 5 }));
        assert_eq!(parse(b"HTTP/1.1 304 Not Modified\r\n\r\n").unwrap().map(|answer| answer.status), Some(304));
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\nContent-Le").unwrap(), None);
        assert!(parse(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
        assert!(parse(b"nonsense\r\n\r\n").is_err());
    }

    #[test]
    fn a_request_shows_its_token_and_nothing_else() {
        let request = String::from_utf8(get("/a?b=c", Some("t"))).unwrap();
        assert!(request.starts_with("GET /a?b=c HTTP/1.1\r\n") && request.ends_with("Bearer t\r\n\r\n"));
        assert!(!String::from_utf8(get("/a", None)).unwrap().contains("authorization"));
    }
}
