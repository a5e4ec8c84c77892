//! A model that looks at pictures.

mod booking;
mod look;
mod verdict;
mod views;

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Semaphore;
use vibeslop_ports::{
    ServiceError,
    ai::CallLog,
    content::CheckedImage,
    environment::Clock,
    moderation::{ImageJudge, Verdict},
};

use crate::{
    call::Line,
    endpoint::{Endpoint, Limits},
    wire::{Content, ImageUrl, Message, Part, Question},
};

use booking::Booking;
pub use look::OpenRouterVision;

/// What the model is asked. A change of its meaning is a new file with the next number.
const QUESTION: &str = include_str!("vision/question_v1.md");
/// What the books call it.
const PURPOSE: &str = "image_verdict";
/// How many pictures may be made small at the same time: each can take some hundred megabytes for a moment.
const AT_ONCE: usize = 2;

/// Has a model say whether pictures may be shown. It fails closed: whatever is not exactly a verdict is none.
#[derive(Debug, Clone)]
pub struct VisionJudge {
    line: Line,
    model: String,
    turns: Arc<Semaphore>,
    booking: Option<Booking>,
}

impl VisionJudge {
    /// Asks `model`, which has to understand pictures. [`http_client`](crate::http_client) makes a fitting client.
    pub fn new(http: reqwest::Client, endpoint: Endpoint, model: impl Into<String>) -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        let model = model.into();
        Self { line: Line::new(http, endpoint, Limits::default(), "moderation", &model), model, turns, booking: None }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.line.limits = limits;
        self
    }

    /// The same, with what each look costs written down: for nobody in particular, since a picture is judged once and for
    /// all who show it.
    #[must_use]
    pub fn in_books(mut self, log: Arc<dyn CallLog>, clock: Arc<dyn Clock>) -> Self {
        self.booking = Some(Booking { log, clock });
        self
    }

    /// What the model is shown, as data URLs.
    async fn views(&self, image: &CheckedImage) -> Result<Vec<String>, ServiceError> {
        if let Some(view) = views::as_it_is(image) {
            return Ok(vec![view]);
        }
        let broken = |error| ServiceError::Malformed(Box::new(error));
        let turn =
            Arc::clone(&self.turns).acquire_owned().await.map_err(|error| ServiceError::Unavailable(error.into()))?;
        let image = image.clone();
        let made = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            views::made_small(&image)
        });
        made.await.map_err(|error| ServiceError::Unavailable(error.into()))?.map_err(broken)
    }
}

#[async_trait]
impl ImageJudge for VisionJudge {
    fn name(&self) -> String {
        self.model.clone()
    }

    async fn judge(&self, image: &CheckedImage) -> Result<Verdict, ServiceError> {
        let pictures = self.views(image).await?.into_iter();
        let mut parts: Vec<_> = pictures.map(|url| Part::ImageUrl { image_url: ImageUrl { url } }).collect();
        parts.push(Part::Text { text: QUESTION });
        let question = Question {
            model: &self.model,
            messages: vec![Message { role: "user", content: Content::Parts(parts) }],
            temperature: 0.3,
            max_tokens: Some(256),
        };
        let began = self.booking.as_ref().map(Booking::now);
        let answer = self.line.ask(PURPOSE, &question).await;
        if let (Some(booking), Some(began)) = (&self.booking, began) {
            booking.record(PURPOSE, &self.model, began, &answer).await;
        }
        match answer {
            Ok(completion) => verdict::read(&completion.text),
            // The service's own rules forbid it even to look.
            Err(ServiceError::Moderated) => Ok(Verdict::Unsafe { reason: None }),
            Err(error) => Err(error),
        }
    }
}
