use std::ops::Index;

use reqwest::{Response, header::HeaderMap};
use serde_json::Value;

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
    json: Value,
}

impl Answer {
    pub(super) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Self { status, headers, bytes, json }
    }

    /// This answer, if it has the status.
    ///
    /// # Panics
    /// It has another.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "a status is often all that a test asks for")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// The body as JSON; null if it is none.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// A header's value; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The entries of `data`.
    ///
    /// # Panics
    /// The body has no such list.
    #[track_caller]
    pub fn list(&self) -> &Vec<Value> {
        self.json["data"].as_array().expect("a list in `data`")
    }

    /// The identifier of what is in `data`.
    ///
    /// # Panics
    /// There is none.
    #[track_caller]
    pub fn id(&self) -> String {
        self.json["data"]["id"].as_str().expect("an `id` in `data`").to_owned()
    }
}

impl Index<&str> for Answer {
    type Output = Value;

    fn index(&self, key: &str) -> &Value {
        &self.json[key]
    }
}
