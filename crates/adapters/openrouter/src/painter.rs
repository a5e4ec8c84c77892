//! A model that paints.

mod fetch;
mod finding;
mod fitting;
mod public;

use std::time::Duration;

use async_trait::async_trait;
use vibeslop_ports::{
    ServiceError,
    ai::{PaintRequest, Painted, Painter},
};

use self::{
    finding::{Found, found},
    fitting::fitting,
};
use crate::{
    call::Line,
    endpoint::{Endpoint, Limits},
    wire::{Commission, Content, ImageConfig, Message, Part},
};

/// A model that paints, at OpenRouter or at any server that speaks the same protocol.
#[derive(Debug, Clone)]
pub struct OpenRouterPainter {
    line: Line,
    model: String,
}

impl OpenRouterPainter {
    /// Asks `model`, as `google/gemini-3-pro-image-preview`. [`http_client`](crate::http_client) makes a fitting client.
    pub fn new(http: reqwest::Client, endpoint: Endpoint, model: impl Into<String>) -> Self {
        let limits = Limits {
            // A model is silent while it paints.
            silence: Duration::from_mins(2),
            total: Duration::from_secs(140),
            answer: 32 * 1024 * 1024,
            ..Limits::default()
        };
        let model = model.into();
        Self { line: Line::new(http, endpoint, limits, "pictures", &model), model }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.line.limits = limits;
        self
    }
}

#[async_trait]
impl Painter for OpenRouterPainter {
    fn is_sandbox(&self) -> bool {
        false
    }

    fn name(&self) -> String {
        self.model.clone()
    }

    async fn paint(&self, request: &PaintRequest) -> Result<Painted, ServiceError> {
        let content = if request.references.is_empty() {
            Content::Text(&request.prompt)
        } else {
            let text = std::iter::once(Part::Text { text: &request.prompt });
            Content::Parts(text.chain(request.references.iter().map(Part::picture)).collect())
        };
        let commission = Commission {
            model: &self.model,
            messages: vec![Message { role: "user", content }],
            modalities: ["image", "text"],
            image_config: ImageConfig { aspect_ratio: request.aspect_ratio.as_str() },
        };
        let reply = self.line.reply(request.purpose, &self.model, &commission).await?;
        let bytes = match found(&reply.value)? {
            Found::Bytes(bytes) => bytes,
            Found::Address(url) => fetch::picture(&self.line, url).await?,
        };
        let bytes = fitting(bytes).await?;
        Ok(Painted { bytes, model: reply.model, usage: reply.usage })
    }
}
