//! A language model without a language: it puts the words of the prompt in order.

mod directory;
mod facts;
mod prose;
mod readme;
#[cfg(test)]
mod tests;
mod tidy;

use async_trait::async_trait;
use vibeslop_ports::{
    ServiceError,
    ai::{ChatRequest, Completion, LanguageModel, Usage},
};

pub use self::directory::SandboxModels;
use self::facts::Facts;

/// Where the data of a repository begin in a prompt. A line of JSON follows.
const DATA_BEGINS: &str = "<<<REPOSITORY_DATA";
/// Where they end.
const DATA_ENDS: &str = "REPOSITORY_DATA>>>";

/// Writes what can be written without thinking. A prompt with the data of a repository between the lines
/// `<<<REPOSITORY_DATA` and `REPOSITORY_DATA>>>` gets the text of a project as JSON; any other gets its own words
/// back, tidied. Equal requests get equal answers.
#[derive(Debug, Clone, Copy, Default)]
pub struct SandboxModel;

#[async_trait]
impl LanguageModel for SandboxModel {
    fn is_sandbox(&self) -> bool {
        true
    }

    async fn complete(&self, request: &ChatRequest) -> Result<Completion, ServiceError> {
        let text = match repository(&request.user) {
            Some(facts) => prose::project(&facts).to_string(),
            None => tidy::tidied(&request.user),
        };
        let usage = Usage {
            prompt_tokens: tokens(&request.system) + tokens(&request.user),
            completion_tokens: tokens(&text),
            cost_usd: Some(0.0),
        };
        Ok(Completion { text, model: "sandbox".to_owned(), usage })
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
