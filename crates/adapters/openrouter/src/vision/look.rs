use async_trait::async_trait;
use vibeslop_ports::{
    ServiceError,
    ai::{Completion, LookRequest, VisionModel},
};

use crate::{
    call::Line,
    endpoint::{Endpoint, Limits},
    wire::{Content, Message, Part, Question},
};

/// A model that looks at pictures and answers questions about them.
#[derive(Debug, Clone)]
pub struct OpenRouterVision {
    line: Line,
    model: String,
}

impl OpenRouterVision {
    /// Asks `model`, which has to understand pictures. [`http_client`](crate::http_client) makes a fitting client.
    pub fn new(http: reqwest::Client, endpoint: Endpoint, model: impl Into<String>) -> Self {
        let model = model.into();
        Self { line: Line::new(http, endpoint, Limits::default(), "colours", &model), model }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.line.limits = limits;
        self
    }
}

#[async_trait]
impl VisionModel for OpenRouterVision {
    fn name(&self) -> String {
        self.model.clone()
    }

    async fn look(&self, request: &LookRequest) -> Result<Completion, ServiceError> {
        let mut parts: Vec<_> = request.pictures.iter().map(Part::picture).collect();
        parts.push(Part::Text { text: &request.question });
        let question = Question {
            model: &self.model,
            messages: vec![Message { role: "user", content: Content::Parts(parts) }],
            temperature: request.temperature,
            max_tokens: request.max_tokens,
        };
        self.line.ask(request.purpose, &question).await
    }
}
