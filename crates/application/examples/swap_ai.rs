//! Another provider of AI behind the port `LanguageModel`. The use case that makes drafts better neither knows nor cares:
//! prompts, cleaning, the books and the errors stay what they are.
//!
//! The provider here is an engine in the house, with a way of its own to be asked. An adapter does three things with it:
//! it translates the request, passes on what comes piece by piece, and gives each failure the name that the port has
//! for it.
//!
//! ```text
//! cargo run -p vibeslop-application --example swap_ai
//! ```
#![expect(clippy::print_stdout, reason = "an example tells what happens")]

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_application::{
    Error, ServiceFailure,
    ai::{Books, Improver},
};
use vibeslop_domain::{ai::Improvement, ids::UserId};
use vibeslop_ports::{
    BoxError, ServiceError, StoreError,
    ai::{CallLog, ChatRequest, Completion, LanguageModel, ModelCall, Usage, UsageLine, Writing},
    environment::Clock,
};

// --- The provider, as it comes ---------------------------------------------------------------------------------------

/// An engine that answers words, and knows moods of its own.
struct HouseEngine {
    words: Vec<&'static str>,
}

enum HouseFault {
    Busy { seconds: u64 },
    WontTalkAboutIt,
}

impl HouseEngine {
    fn ask(&self, question: &str) -> Result<Vec<&'static str>, HouseFault> {
        if question.contains("overload") {
            return Err(HouseFault::Busy { seconds: 30 });
        }
        if question.contains("forbidden") {
            return Err(HouseFault::WontTalkAboutIt);
        }
        Ok(self.words.clone())
    }
}

// --- The adapter ------------------------------------------------------------------------------------------------------

/// The engine behind the port.
struct HouseModel(HouseEngine);

const NAME: &str = "house/gardener-1";

impl HouseModel {
    fn ask(&self, request: &ChatRequest) -> Result<(VecDeque<&'static str>, Usage), ServiceError> {
        // Each failure has a name that somebody acts upon: when to come back, what to tell the person.
        let words = self.0.ask(&format!("{}\n{}", request.system, request.user)).map_err(|fault| match fault {
            HouseFault::Busy { seconds } => ServiceError::Limited { retry_after: Some(Duration::from_secs(seconds)) },
            HouseFault::WontTalkAboutIt => ServiceError::Moderated,
        })?;
        let count = u64::try_from(words.len()).unwrap_or_default();
        Ok((words.into(), Usage { prompt_tokens: 7, completion_tokens: count, cost_usd: Some(0.0) }))
    }
}

#[async_trait]
impl LanguageModel for HouseModel {
    fn is_sandbox(&self) -> bool {
        false
    }

    fn name(&self) -> String {
        NAME.to_owned()
    }

    async fn complete(&self, request: &ChatRequest) -> Result<Completion, ServiceError> {
        let (words, usage) = self.ask(request)?;
        let text: String = words.into_iter().collect();
        // The port promises that no answer is empty.
        if text.trim().is_empty() {
            return Err(ServiceError::Malformed("the engine said nothing".into()));
        }
        Ok(Completion { text, model: NAME.to_owned(), usage })
    }

    async fn write(&self, request: &ChatRequest) -> Result<Box<dyn Writing>, ServiceError> {
        let (words, usage) = self.ask(request)?;
        Ok(Box::new(HouseWriting { words, usage }))
    }
}

struct HouseWriting {
    words: VecDeque<&'static str>,
    usage: Usage,
}

#[async_trait]
impl Writing for HouseWriting {
    async fn next(&mut self) -> Result<Option<String>, ServiceError> {
        Ok(self.words.pop_front().map(str::to_owned))
    }

    fn model(&self) -> String {
        NAME.to_owned()
    }

    fn usage(&self) -> Usage {
        self.usage
    }
}

// --- What the use case needs besides ----------------------------------------------------------------------------------

/// The books, in memory.
#[derive(Default)]
struct Ledger(Mutex<Vec<ModelCall>>);

#[async_trait]
impl CallLog for Ledger {
    async fn record(&self, call: &ModelCall) -> Result<(), StoreError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(call.clone());
        Ok(())
    }

    async fn usage_since(&self, _: DateTime<Utc>, _: Option<UserId>) -> Result<Vec<UsageLine>, StoreError> {
        Err(StoreError::failed("nobody adds these books up"))
    }
}

struct StandingClock;

impl Clock for StandingClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }
}

fn engine() -> HouseEngine {
    HouseEngine { words: vec!["My planner ", "is <b>out</b>: ", "beds, seasons, ", "and neighbours that get along."] }
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    for line in story().await {
        println!("{line}");
    }
    Ok(())
}

async fn story() -> Vec<String> {
    let ledger = Arc::new(Ledger::default());
    let improver = Improver {
        model: Arc::new(HouseModel(engine())),
        books: Books { log: ledger.clone(), clock: Arc::new(StandingClock) },
    };
    let mut told = Vec::new();
    for draft in ["my planer is out", "an overload of work", "something forbidden"] {
        let answer = match improve(&improver, draft).await {
            Ok(text) => format!("“{text}”"),
            Err(Error::Service { code, failure: ServiceFailure::Unavailable { retry_after }, .. }) => {
                format!("{code}, again in {:?}", retry_after.unwrap_or_default())
            }
            Err(Error::Refused { code, message }) => format!("{code}: {message}"),
            Err(other) => format!("{other:?}"),
        };
        told.push(format!("{draft} -> {answer}"));
    }
    let calls = ledger.0.lock().unwrap_or_else(PoisonError::into_inner);
    told.extend(calls.iter().map(|call| {
        let usage = call.usage;
        format!(
            "books: {} by {}, {} tokens, {}",
            call.purpose,
            call.model,
            usage.completion_tokens,
            call.outcome.as_str()
        )
    }));
    told
}

async fn improve(improver: &Improver, draft: &str) -> Result<String, Error> {
    let ada = UserId(Uuid::from_u128(1));
    let mut writing = improver.improve(ada, Improvement::Post, draft).await?;
    let mut text = String::new();
    while let Some(piece) = writing.next().await? {
        text.push_str(&piece);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn another_provider_makes_drafts_better() {
        assert_eq!(
            story().await,
            [
                "my planer is out -> “My planner is out: beds, seasons, and neighbours that get along.”",
                "an overload of work -> improvement_failed, again in 30s",
                "something forbidden -> content_policy_violation: The AI does not want to work on this text",
                "books: improve_post by house/gardener-1, 4 tokens, answered",
                "books: improve_post by house/gardener-1, 0 tokens, limited",
                "books: improve_post by house/gardener-1, 0 tokens, moderated",
            ]
        );
    }

    #[tokio::test]
    async fn the_same_model_answers_as_a_whole() {
        let request = ChatRequest {
            purpose: "greeting",
            system: String::new(),
            user: "Hello".to_owned(),
            max_tokens: None,
            temperature: 0.0,
        };
        let said = HouseModel(engine()).complete(&request).await.unwrap();
        assert!(said.text.starts_with("My planner") && said.model == NAME, "{said:?}");
    }
}
