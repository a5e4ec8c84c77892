use serde::Serialize;
use vibeslop_domain::ai::Improvement;
use vibeslop_ports::ai::ChatRequest;

use super::fence::fenced;

/// The instructions. A change of their meaning is a new file with the next number.
const POST: &str = include_str!("prompts/improve_post_v1.md");
const GIG: &str = include_str!("prompts/improve_gig_v1.md");

/// The name of the fence around the draft.
const FENCE: &str = "DRAFT";

#[derive(Serialize)]
struct Data<'a> {
    text: &'a str,
}

/// Asks a model to make a draft better.
///
/// The user message holds the draft as **one line of JSON** with the key `text`, between the lines `<<<DRAFT` and
/// `DRAFT>>>`, which the draft cannot end.
pub fn improvement_prompt(what: Improvement, draft: &str) -> Result<ChatRequest, serde_json::Error> {
    let (purpose, system, task) = match what {
        Improvement::Post => ("improve_post", POST, "Edit this post."),
        Improvement::Gig => ("improve_gig", GIG, "Turn these notes into a brief."),
    };
    Ok(ChatRequest {
        purpose,
        system: system.to_owned(),
        user: format!("{task}\n\n{}", fenced(FENCE, &Data { text: draft })?),
        max_tokens: None,
        temperature: 0.7,
    })
}
