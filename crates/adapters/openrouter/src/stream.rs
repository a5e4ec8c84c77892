//! Answers that come piece by piece, as server-sent events.

mod lines;

use async_trait::async_trait;
use reqwest::{
    Response,
    header::{CONTENT_TYPE, HeaderMap},
};
use secrecy::SecretString;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};
use vibeslop_ports::{
    ServiceError,
    ai::{Usage, Writing},
};

use self::lines::Lines;
use crate::{
    answer::{self, Reading},
    body,
    call::Line,
    endpoint::Limits,
    fault::Fault,
};

/// A text that comes piece by piece. Dropped, it takes the connection with it, which ends the work at the service.
#[derive(Debug)]
pub(crate) struct TextStream {
    state: State,
    lines: Lines,
    headers: HeaderMap,
    limits: Limits,
    key: SecretString,
    deadline: Instant,
    model: String,
    usage: Usage,
    /// A piece that has come and was not handed out.
    first: Option<String>,
    /// Whether the model has said that it is at its end. Prices may follow.
    is_finished: bool,
    received: usize,
}

#[derive(Debug)]
enum State {
    Coming(Response),
    Whole,
    Broken,
}

/// What a line says.
enum Said {
    Text(String),
    End,
    Nothing,
}

impl TextStream {
    pub(crate) fn new(response: Response, line: &Line, model: &str, deadline: Instant) -> Self {
        Self {
            headers: response.headers().clone(),
            state: State::Coming(response),
            lines: Lines::default(),
            limits: line.limits.clone(),
            key: line.endpoint.api_key.clone(),
            deadline,
            model: model.to_owned(),
            usage: Usage::default(),
            first: None,
            is_finished: false,
            received: 0,
        }
    }

    /// Waits for the first piece.
    pub(crate) async fn begin(&mut self) -> Result<(), Fault> {
        let State::Coming(response) = &self.state else { return Err(broken_off()) };
        let status = response.status().as_u16();
        let kind = self.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if status != 200 || !kind.trim_start().to_ascii_lowercase().starts_with("text/event-stream") {
            return self.all_at_once(status).await;
        }
        let first = self.piece().await?;
        self.first = Some(first.ok_or_else(|| Fault::malformed("the answer has no text"))?);
        Ok(())
    }

    /// Reads what is no stream: a failure, or the answer of a server that does not stream.
    async fn all_at_once(&mut self, status: u16) -> Result<(), Fault> {
        let State::Coming(response) = std::mem::replace(&mut self.state, State::Whole) else {
            return Err(broken_off());
        };
        let body = body::read(response, &self.limits).await?;
        let completion = self.reading().reply(status, &body, &self.model)?.into_text().map_err(Fault::last)?;
        (self.model, self.usage, self.first) = (completion.model, completion.usage, Some(completion.text));
        Ok(())
    }

    async fn piece(&mut self) -> Result<Option<String>, Fault> {
        loop {
            while let Some(line) = self.lines.next() {
                match self.read(&line)? {
                    Said::Text(text) => return Ok(Some(text)),
                    Said::End => {
                        self.state = State::Whole;
                        return Ok(None);
                    }
                    Said::Nothing => {}
                }
            }
            let response = match &mut self.state {
                State::Coming(response) => response,
                State::Whole => return Ok(None),
                State::Broken => return Err(broken_off()),
            };
            let until = self.deadline.min(Instant::now() + self.limits.silence);
            let chunk = timeout_at(until, response.chunk()).await;
            match chunk.map_err(|_| Fault::last(ServiceError::TimedOut))?.map_err(Fault::of_body)? {
                Some(chunk) => {
                    self.received += chunk.len();
                    if self.received > self.limits.answer {
                        return Err(Fault::malformed("the answer is too large"));
                    }
                    self.lines.push(&chunk);
                }
                None if self.lines.close() => {}
                None if self.is_finished => self.state = State::Whole,
                None => return Err(broken_off()),
            }
        }
    }

    fn read(&mut self, line: &[u8]) -> Result<Said, Fault> {
        // Comments, names of events and blank lines say nothing.
        let Some(data) = line.strip_prefix(b"data:") else { return Ok(Said::Nothing) };
        let data = data.trim_ascii();
        if data.is_empty() {
            return Ok(Said::Nothing);
        }
        if data == b"[DONE]" {
            return Ok(Said::End);
        }
        let event: Value = serde_json::from_slice(data).map_err(|_| Fault::malformed("an event is not JSON"))?;
        self.reading().sound(&event)?;
        if let Some(model) = event.get("model").and_then(Value::as_str) {
            model.clone_into(&mut self.model);
        }
        if event.get("usage").is_some_and(Value::is_object) {
            self.usage = answer::usage(&event);
        }
        let choice = event.pointer("/choices/0");
        self.is_finished |= choice.and_then(|choice| choice.get("finish_reason")).is_some_and(Value::is_string);
        let text = choice.and_then(|choice| choice.pointer("/delta/content")).and_then(Value::as_str);
        Ok(text.filter(|text| !text.is_empty()).map_or(Said::Nothing, |text| Said::Text(text.to_owned())))
    }

    fn reading(&self) -> Reading<'_> {
        Reading { headers: &self.headers, limits: &self.limits, key: &self.key }
    }
}

fn broken_off() -> Fault {
    Fault::last(ServiceError::Unavailable("the answer broke off".into()))
}

#[async_trait]
impl Writing for TextStream {
    async fn next(&mut self) -> Result<Option<String>, ServiceError> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        self.piece().await.map_err(|fault| {
            self.state = State::Broken;
            fault.error
        })
    }

    fn model(&self) -> String {
        self.model.clone()
    }

    fn usage(&self) -> Usage {
        self.usage
    }
}
