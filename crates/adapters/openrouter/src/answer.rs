use reqwest::header::HeaderMap;
use secrecy::SecretString;
use serde_json::Value;
use vibeslop_ports::{
    ServiceError,
    ai::{Completion, Usage},
};

use crate::{endpoint::Limits, fault::Fault};

/// An answer in which nothing speaks of a failure.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) value: Value,
    pub(crate) model: String,
    pub(crate) usage: Usage,
}

impl Reply {
    /// The text in it.
    pub(crate) fn into_text(self) -> Result<Completion, ServiceError> {
        let text = self.value.pointer("/choices/0/message/content").and_then(Value::as_str).unwrap_or_default();
        if text.trim().is_empty() {
            return Err(ServiceError::Malformed("the answer has no text".into()));
        }
        Ok(Completion { text: text.to_owned(), model: self.model, usage: self.usage })
    }
}

/// What it takes to tell a failure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) headers: &'a HeaderMap,
    pub(crate) limits: &'a Limits,
    pub(crate) key: &'a SecretString,
}

impl Reading<'_> {
    /// Reads the answer to a question that was sent to `model`.
    pub(crate) fn reply(self, status: u16, body: &[u8], model: &str) -> Result<Reply, Fault> {
        let value: Option<Value> = serde_json::from_slice(body).ok();
        if status != 200 {
            return Err(self.fault(status.into(), value.as_ref().unwrap_or(&Value::Null)));
        }
        let value = value.ok_or_else(|| Fault::malformed("the answer is not JSON"))?;
        self.sound(&value)?;
        if value.pointer("/choices/0").is_none() {
            return Err(Fault::malformed("the answer has no choice"));
        }
        let model = value.get("model").and_then(Value::as_str).unwrap_or(model).to_owned();
        let usage = usage(&value);
        Ok(Reply { value, model, usage })
    }

    /// Finds failures that came up after the service had begun to answer: of the whole, or of the one choice.
    pub(crate) fn sound(self, reply: &Value) -> Result<(), Fault> {
        if let Some(error) = given(reply, "error") {
            return Err(
                code(error).map_or_else(|| Fault::malformed("the answer is an error"), |code| self.fault(code, reply))
            );
        }
        let Some(choice) = reply.pointer("/choices/0") else { return Ok(()) };
        if let Some(error) = given(choice, "error") {
            return Err(
                code(error).map_or_else(|| Fault::malformed("the choice is an error"), |code| self.fault(code, choice))
            );
        }
        match choice.get("finish_reason").and_then(Value::as_str) {
            Some("error") => Err(Fault::malformed("the model failed")),
            Some("content_filter") => Err(Fault::last(ServiceError::Moderated)),
            _ => Ok(()),
        }
    }

    fn fault(self, status: u64, reply: &Value) -> Fault {
        Fault::of_status(status, self.headers, reply, self.limits, self.key)
    }
}

fn given<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.get(key).filter(|value| !value.is_null())
}

/// The code of an error object. Some servers write it as text.
fn code(error: &Value) -> Option<u64> {
    let code = error.get("code")?;
    code.as_u64().or_else(|| code.as_str()?.parse().ok())
}

/// What it cost, as far as the service tells. Nothing fails for the sake of a number in the books.
pub(crate) fn usage(reply: &Value) -> Usage {
    let count = |key: &str| reply.pointer(key).and_then(Value::as_u64).unwrap_or_default();
    Usage {
        prompt_tokens: count("/usage/prompt_tokens"),
        completion_tokens: count("/usage/completion_tokens"),
        cost_usd: reply.pointer("/usage/cost").and_then(Value::as_f64).filter(|cost| *cost >= 0.0),
    }
}
