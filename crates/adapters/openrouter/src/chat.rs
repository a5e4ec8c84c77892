use async_trait::async_trait;
use vibeslop_ports::{
    ServiceError,
    ai::{ChatRequest, Completion, LanguageModel},
};

use crate::{
    call::Line,
    endpoint::{Endpoint, Limits},
    wire::{Content, Message, Question},
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
        Self { line: Line { http, endpoint, limits: Limits::default() }, model: model.into() }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.line.limits = limits;
        self
    }
}

#[async_trait]
impl LanguageModel for OpenRouter {
    fn is_sandbox(&self) -> bool {
        false
    }

    async fn complete(&self, request: &ChatRequest) -> Result<Completion, ServiceError> {
        let question = Question {
            model: &self.model,
            messages: vec![
                Message { role: "system", content: Content::Text(&request.system) },
                Message { role: "user", content: Content::Text(&request.user) },
            ],
            temperature: request.temperature,
            max_tokens: request.max_tokens,
        };
        self.line.ask(request.purpose, &question).await
    }
}
