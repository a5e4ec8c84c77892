//! Models without a mind: one puts the words of the prompt in order, one paints by numbers, one looks for what is bright.

mod directory;
mod draft;
mod facts;
mod painter;
mod prose;
mod readme;
#[cfg(test)]
mod tests;
mod tidy;

use std::collections::VecDeque;

use async_trait::async_trait;
use vibeslop_ports::{
    ServiceError,
    ai::{ChatRequest, Completion, LanguageModel, Usage, Writing},
};

use self::facts::Facts;
pub use self::{
    directory::SandboxModels,
    painter::{SandboxPainter, SandboxVision},
};

/// What the models call themselves.
const NAME: &str = "sandbox";

/// Where the data of a repository begin in a prompt. A line of JSON follows.
const DATA_BEGINS: &str = "<<<REPOSITORY_DATA";
/// Where they end.
const DATA_ENDS: &str = "REPOSITORY_DATA>>>";

/// Writes what can be written without thinking. A prompt with the data of a repository between the lines
/// `<<<REPOSITORY_DATA` and `REPOSITORY_DATA>>>` gets the text of a project as JSON; one with a draft between `<<<DRAFT` and
/// `DRAFT>>>` gets the draft back, tidied, and notes on a gig get headings; any other gets its own words back, tidied.
/// Equal requests get equal answers, in equal pieces.
#[derive(Debug, Clone, Copy, Default)]
pub struct SandboxModel;

#[async_trait]
impl LanguageModel for SandboxModel {
    fn is_sandbox(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        NAME.to_owned()
    }

    async fn complete(&self, request: &ChatRequest) -> Result<Completion, ServiceError> {
        let text = text(request);
        let usage = usage(request, &text);
        Ok(Completion { text, model: NAME.to_owned(), usage })
    }

    async fn write(&self, request: &ChatRequest) -> Result<Box<dyn Writing>, ServiceError> {
        let text = text(request);
        let usage = usage(request, &text);
        let pieces = pieces(&text).map(str::to_owned).collect();
        Ok(Box::new(SandboxWriting { pieces, usage }))
    }
}

fn text(request: &ChatRequest) -> String {
    if let Some(facts) = repository(&request.user) {
        return prose::project(&facts).to_string();
    }
    match draft::read(&request.user) {
        Some(notes) if request.purpose == "improve_gig" => draft::brief(&notes),
        Some(post) => tidy::tidied(&post),
        None => tidy::tidied(&request.user),
    }
}

fn usage(request: &ChatRequest, text: &str) -> Usage {
    Usage {
        prompt_tokens: tokens(&request.system) + tokens(&request.user),
        completion_tokens: tokens(text),
        cost_usd: Some(0.0),
    }
}

/// A text word by word, each with the blanks behind it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(char::is_whitespace)
}

/// A text on its way.
struct SandboxWriting {
    pieces: VecDeque<String>,
    usage: Usage,
}

#[async_trait]
impl Writing for SandboxWriting {
    async fn next(&mut self) -> Result<Option<String>, ServiceError> {
        Ok(self.pieces.pop_front())
    }

    fn model(&self) -> String {
        NAME.to_owned()
    }

    fn usage(&self) -> Usage {
        self.usage
    }
}

/// What the prompt tells of a repository, if it tells of one.
fn repository(prompt: &str) -> Option<Facts> {
    let (_, behind) = prompt.split_once(DATA_BEGINS)?;
    // The last mark counts: a README may hold one of its own.
    let (data, _) = behind.rsplit_once(DATA_ENDS)?;
    data.lines().find_map(|line| serde_json::from_str(line.trim()).ok().as_ref().and_then(Facts::read))
}

/// About as many tokens as a real model would count.
fn tokens(text: &str) -> u64 {
    u64::try_from(text.len().div_ceil(4)).unwrap_or(u64::MAX)
}
