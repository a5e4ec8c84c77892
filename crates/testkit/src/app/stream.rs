use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::Value;

use super::Person;

/// How long a test waits for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// Something that was said on a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub event: String,
    /// Its data.
    pub data: Value,
}

/// An open stream, as a client reads it.
#[derive(Debug)]
pub struct EventStream {
    response: Response,
    unread: String,
    last: Option<String>,
}

impl Person<'_> {
    /// Opens a stream with the token, from now on or behind the event of this identifier.
    ///
    /// # Panics
    /// There is none for this person.
    pub async fn listen(&self, last: Option<&str>) -> EventStream {
        self.listen_at("/api/stream", last).await
    }

    /// The same at this address, with a ticket for example.
    ///
    /// # Panics
    /// There is none for this person.
    pub async fn listen_at(&self, path: &str, last: Option<&str>) -> EventStream {
        let request = self.request(Method::GET, path).timeout(Duration::from_mins(10));
        let request = match last {
            Some(last) => request.header("last-event-id", last),
            None => request,
        };
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        EventStream { response, unread: String::new(), last: last.map(str::to_owned) }
    }
}

impl EventStream {
    /// What is said next, comments left out. None if the stream has ended.
    ///
    /// # Panics
    /// Nothing is said for long.
    pub async fn next(&mut self) -> Option<Said> {
        tokio::time::timeout(PATIENCE, self.said()).await.expect("something on the stream")
    }

    /// The next event of this name; whatever comes before is passed over.
    ///
    /// # Panics
    /// The stream ends before, or nothing is said for long.
    pub async fn until(&mut self, event: &str) -> Said {
        loop {
            let said = self.next().await.unwrap_or_else(|| panic!("the stream ended before any {event}"));
            if said.event == event {
                return said;
            }
        }
    }

    /// Reads to the end.
    ///
    /// # Panics
    /// It does not come for long.
    pub async fn ended(&mut self) {
        while self.next().await.is_some() {}
    }

    /// Whether nothing is said for so long.
    pub async fn is_silent(&mut self, time: Duration) -> bool {
        tokio::time::timeout(time, self.said()).await.is_err()
    }

    /// The identifier of the last event, with which a client comes back.
    pub fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }

    async fn said(&mut self) -> Option<Said> {
        loop {
            while let Some((block, rest)) = self.unread.split_once("\n\n") {
                let (said, rest) = (read(block), rest.to_owned());
                self.unread = rest;
                if let Some(said) = said {
                    self.last = Some(said.id.clone());
                    return Some(said);
                }
            }
            // A connection that breaks is an end as well.
            let chunk = self.response.chunk().await.ok().flatten()?;
            self.unread.push_str(&String::from_utf8_lossy(&chunk));
        }
    }
}

/// A block of lines. None if there is no event in it.
fn read(block: &str) -> Option<Said> {
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let data = serde_json::from_str(field("data")?).expect("JSON");
    Some(Said { id: field("id")?.to_owned(), event: field("event")?.to_owned(), data })
}
