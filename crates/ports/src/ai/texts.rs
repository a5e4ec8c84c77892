use async_trait::async_trait;

use crate::ServiceError;

/// What a model is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// What it is for, as a word for the books: `project_text`.
    pub purpose: &'static str,
    /// The instructions.
    pub system: String,
    /// What the instructions are about. Foreign text in it is fenced as data.
    pub user: String,
    /// The most tokens of an answer.
    pub max_tokens: Option<u32>,
    /// How much chance plays a part, 0 to 2.
    pub temperature: f32,
}

/// What a call cost.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// Tokens of the question.
    pub prompt_tokens: u64,
    /// Tokens of the answer.
    pub completion_tokens: u64,
    /// The price in US dollars, where the service tells it.
    pub cost_usd: Option<f64>,
}

/// What a model answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// The text.
    pub text: String,
    /// The model that wrote it.
    pub model: String,
    /// What it cost.
    pub usage: Usage,
}

/// Writes text.
///
/// # What an implementation guarantees
/// - Each failure has its name: [`ServiceError::Moderated`] for a model that does not want to,
///   [`ServiceError::Limited`] with the time to wait where it is told, [`ServiceError::OutOfCredit`] and
///   [`ServiceError::Unauthorized`] for what only an operator can mend.
/// - A call takes a limited time, repetitions included: a call that failed is repeated a time or two at most, and only
///   while nothing of its answer has come.
/// - Neither question nor answer reaches a log.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait LanguageModel: Send + Sync {
    /// Whether it is played by this program, for newcomers and tests.
    fn is_sandbox(&self) -> bool;

    /// The model that is asked, for the books.
    fn name(&self) -> String;

    /// Answers a request. Never an empty text: that is [`ServiceError::Malformed`]. Dropping the future ends the
    /// call.
    async fn complete(&self, request: &ChatRequest) -> Result<Completion, ServiceError>;

    /// Begins to answer a request, piece by piece. Comes back when the first piece is there, so that whoever gets an
    /// error has shown nothing yet. Dropping the future ends the call.
    async fn write(&self, request: &ChatRequest) -> Result<Box<dyn Writing>, ServiceError>;
}

/// A text that is being written. Dropping it ends the call.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Writing: Send {
    /// The next piece, never empty; `None` when the text is whole. An error means that it is not, and never will be.
    /// Cancelling it loses nothing: the next call goes on where this one was.
    async fn next(&mut self) -> Result<Option<String>, ServiceError>;

    /// The model that writes.
    fn model(&self) -> String;

    /// What it cost, as far as the service has told; usually it does at the end.
    fn usage(&self) -> Usage;
}
