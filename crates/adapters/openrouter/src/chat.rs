use async_trait::async_trait;
use vibeslop_ports::{
    ServiceError,
    ai::{ChatRequest, Completion, LanguageModel, Writing},
};

use crate::{
    call::Line,
    endpoint::{Endpoint, Limits},
    wire::{Content, Message, Question, StreamedQuestion},
};

/// A language model at OpenRouter, or at any server that speaks the same protocol.
#[derive(Debug, Clone)]
pub struct OpenRouter {
    line: Line,
    model: String,
}

impl OpenRouter {
    /// Asks `model`, as `x-ai/grok-4.1-fast`. [`http_client`](crate::http_client) makes a fitting client.
    pub fn new(http: reqwest::Client, endpoint: Endpoint, model: impl Into<String>) -> Self {
        let model = model.into();
        Self { line: Line::new(http, endpoint, Limits::default(), "texts", &model), model }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.line.limits = limits;
        self
    }

    fn question<'a>(&'a self, request: &'a ChatRequest) -> Question<'a> {
        Question {
            model: &self.model,
            messages: vec![
                Message { role: "system", content: Content::Text(&request.system) },
                Message { role: "user", content: Content::Text(&request.user) },
            ],
            temperature: request.temperature,
            max_tokens: request.max_tokens,
        }
    }
}

#[async_trait]
impl LanguageModel for OpenRouter {
    fn is_sandbox(&self) -> bool {
        false
    }

    fn name(&self) -> String {
        self.model.clone()
    }

    async fn complete(&self, request: &ChatRequest) -> Result<Completion, ServiceError> {
        self.line.ask(request.purpose, &self.question(request)).await
    }

    async fn write(&self, request: &ChatRequest) -> Result<Box<dyn Writing>, ServiceError> {
        let question = StreamedQuestion::from(self.question(request));
        Ok(Box::new(self.line.stream(request.purpose, &self.model, &question).await?))
    }
}
