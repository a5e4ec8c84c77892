use reqwest::header::HeaderMap;
use secrecy::SecretString;
use serde_json::Value;
use vibeslop_ports::{
    ServiceError,
    ai::{Completion, Usage},
};

use crate::{endpoint::Limits, fault::Fault};

/// Reads the answer to a question that was sent to `model`.
pub(crate) fn read(
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
    model: &str,
    limits: &Limits,
    key: &SecretString,
) -> Result<Completion, Fault> {
    let fault = |status: u64, reply: &Value| Fault::of_status(status, headers, reply, limits, key);
    let reply: Option<Value> = serde_json::from_slice(body).ok();
    if status != 200 {
        return Err(fault(status.into(), reply.as_ref().unwrap_or(&Value::Null)));
    }
    let reply = reply.ok_or_else(|| Fault::malformed("the answer is not JSON"))?;
    // A fault that came up after the service had begun to answer.
    if let Some(error) = reply.get("error").filter(|error| !error.is_null()) {
        return Err(code(error).map_or_else(|| Fault::malformed("the answer is an error"), |code| fault(code, &reply)));
    }
    let choice = reply.pointer("/choices/0").ok_or_else(|| Fault::malformed("the answer has no choice"))?;
    let finished = choice.get("finish_reason").and_then(Value::as_str);
    if let Some(error) = choice.get("error").filter(|error| !error.is_null()) {
        return Err(code(error).map_or_else(|| Fault::malformed("the choice is an error"), |code| fault(code, choice)));
    }
    match finished {
        Some("error") => return Err(Fault::malformed("the model failed")),
        Some("content_filter") => return Err(Fault::last(ServiceError::Moderated)),
        _ => {}
    }
    let text = choice.pointer("/message/content").and_then(Value::as_str).unwrap_or_default();
    if text.trim().is_empty() {
        return Err(Fault::malformed("the answer has no text"));
    }
    let model = reply.get("model").and_then(Value::as_str).unwrap_or(model);
    Ok(Completion { text: text.to_owned(), model: model.to_owned(), usage: usage(&reply) })
}

/// The code of an error object. Some servers write it as text.
fn code(error: &Value) -> Option<u64> {
    let code = error.get("code")?;
    code.as_u64().or_else(|| code.as_str()?.parse().ok())
}

/// What it cost, as far as the service tells. Nothing fails for the sake of a number in the books.
fn usage(reply: &Value) -> Usage {
    let count = |key: &str| reply.pointer(key).and_then(Value::as_u64).unwrap_or_default();
    Usage {
        prompt_tokens: count("/usage/prompt_tokens"),
        completion_tokens: count("/usage/completion_tokens"),
        cost_usd: reply.pointer("/usage/cost").and_then(Value::as_f64).filter(|cost| *cost >= 0.0),
    }
}
