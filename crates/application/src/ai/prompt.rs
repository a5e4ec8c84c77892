use serde::Serialize;
use vibeslop_domain::text;
use vibeslop_ports::ai::ChatRequest;

use super::fence::{fenced, first_characters};
use crate::github::RepositoryDetails;

/// How many characters of a README a model reads.
pub const README_CHARACTERS: usize = 3_000;

/// The instructions. A change of their meaning is a new file with the next number.
const INSTRUCTIONS: &str = include_str!("prompts/project_text_v1.md");
/// What follows the data when the first answer could not be used.
const REPAIR: &str = include_str!("prompts/project_text_repair_v1.md");

/// The name of the fence around the data.
const FENCE: &str = "REPOSITORY_DATA";

/// How many languages, and topics, a model is told.
const MAX_LANGUAGES: usize = 5;
const MAX_TOPICS: usize = 20;
/// The most characters of a description or an address. GitHub allows fewer; other servers may not.
const MAX_TEXT: usize = 1_000;

/// The repository as the model reads it.
#[derive(Serialize)]
struct Data<'a> {
    full_name: &'a str,
    description: Option<&'a str>,
    homepage: Option<&'a str>,
    stars: i64,
    forks: i64,
    languages: Vec<Language<'a>>,
    topics: Vec<&'a str>,
    readme: Option<&'a str>,
    readme_truncated: bool,
}

#[derive(Serialize)]
struct Language<'a> {
    name: &'a str,
    /// Of all bytes of code, with one decimal; `null` where only the main language is known.
    percent: Option<f64>,
}

/// Asks a model for the text of a project.
///
/// The user message holds the repository as **one line of JSON** between the lines `<<<REPOSITORY_DATA` and
/// `REPOSITORY_DATA>>>`, with the keys `full_name`, `description`, `homepage`, `stars`, `forks`, `languages` (a list
/// of `name` and `percent`), `topics`, `readme` and `readme_truncated`. Nobody who wrote a part of the data can end the
/// fence.
///
/// Of the README the first [`README_CHARACTERS`] are passed on; `readme_truncated` tells whether there is more.
pub fn project_prompt(details: &RepositoryDetails) -> Result<ChatRequest, serde_json::Error> {
    Ok(ChatRequest {
        purpose: "project_text",
        system: INSTRUCTIONS.to_owned(),
        user: format!("Write the page of this project.\n\n{}", fenced(FENCE, &data(details))?),
        max_tokens: Some(2_000),
        temperature: 0.7,
    })
}

/// The same question once more, with what was wrong with the answer. The answer itself is not repeated: what a
/// README may have talked the model into would come back with it.
#[must_use]
pub fn repair_prompt(request: &ChatRequest, faults: &[String]) -> ChatRequest {
    let listed: Vec<String> = faults.iter().map(|fault| format!("- {fault}")).collect();
    let repair = REPAIR.replace("{faults}", &listed.join("\n"));
    ChatRequest { user: format!("{}\n{repair}", request.user), ..request.clone() }
}

fn data(details: &RepositoryDetails) -> Data<'_> {
    let repository = &details.repository;
    let (readme, readme_truncated) = match details.readme.as_deref() {
        Some(text) if text::is_blank(text) => (None, false),
        Some(text) => {
            let read = first_characters(text, README_CHARACTERS);
            (Some(read), read.len() < text.len())
        }
        None => (None, false),
    };
    Data {
        full_name: &repository.summary.full_name,
        description: repository.summary.description.as_deref().map(|text| first_characters(text, MAX_TEXT)),
        homepage: repository.homepage.as_deref().map(|text| first_characters(text, MAX_TEXT)),
        stars: repository.summary.stargazers_count,
        forks: repository.forks_count,
        languages: languages(details),
        topics: details.topics.iter().take(MAX_TOPICS).map(|topic| first_characters(topic, MAX_TEXT)).collect(),
        readme,
        readme_truncated,
    }
}

/// The largest languages with their shares, or else the main language alone.
fn languages(details: &RepositoryDetails) -> Vec<Language<'_>> {
    let known: Vec<_> = details.languages.iter().filter(|(_, bytes)| *bytes > 0).collect();
    if known.is_empty() {
        let main = details.repository.summary.language.as_deref();
        return main.map(|name| Language { name, percent: None }).into_iter().collect();
    }
    let total: i128 = known.iter().map(|(_, bytes)| i128::from(*bytes)).sum();
    known
        .into_iter()
        .take(MAX_LANGUAGES)
        .map(|(name, bytes)| Language { name, percent: Some(percent(i128::from(*bytes), total)) })
        .collect()
}

/// Rounded to one decimal.
fn percent(part: i128, whole: i128) -> f64 {
    let tenths = (part * 2_000 + whole) / (whole * 2);
    i32::try_from(tenths).map_or(100.0, |tenths| f64::from(tenths) / 10.0)
}
