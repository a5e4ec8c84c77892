use std::time::Instant;

use reqwest::{Client, Response, header::CONTENT_TYPE};
use secrecy::ExposeSecret;
use serde::Serialize;
use tokio::time::{sleep, timeout};
use vibeslop_ports::{
    ServiceError,
    ai::{Completion, Usage},
};

use crate::{
    answer::{Reading, Reply},
    body,
    breaker::Breaker,
    endpoint::{Endpoint, Limits},
    fault::{Again, Fault},
    stream::TextStream,
    wire::Question,
};

/// One line to the service, for one model.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) http: Client,
    pub(crate) endpoint: Endpoint,
    pub(crate) limits: Limits,
    breaker: Breaker,
}

impl Line {
    /// `purpose` is a word for what the model is asked for.
    pub(crate) fn new(http: Client, endpoint: Endpoint, limits: Limits, purpose: &'static str, model: &str) -> Self {
        Self { http, endpoint, limits, breaker: Breaker::of(purpose, model) }
    }

    /// Asks for a text, and notes how the call went. `purpose` is a word for the books.
    pub(crate) async fn ask(&self, purpose: &str, question: &Question<'_>) -> Result<Completion, ServiceError> {
        self.reply(purpose, question.model, question).await?.into_text()
    }

    /// Asks, repeats once after a fault and once after being asked for patience, and notes how the call went.
    pub(crate) async fn reply(
        &self,
        purpose: &str,
        model: &str,
        question: &impl Serialize,
    ) -> Result<Reply, ServiceError> {
        let turn = self.breaker.turn(self.limits.rest)?;
        let began = Instant::now();
        let body = serde_json::to_vec(question).map_err(|error| ServiceError::Malformed(error.into()))?;
        let asked = timeout(self.limits.total, self.answered(model, &body)).await;
        let outcome = asked.unwrap_or(Err(ServiceError::TimedOut));
        turn.settle(&outcome);
        note(purpose, model, began, outcome.as_ref().map(|reply| reply.usage));
        outcome
    }

    /// Asks for a text piece by piece. Comes back with the first piece: up to there a call may be repeated.
    pub(crate) async fn stream(
        &self,
        purpose: &'static str,
        model: &str,
        question: &impl Serialize,
    ) -> Result<TextStream, ServiceError> {
        let turn = self.breaker.turn(self.limits.rest)?;
        let began = Instant::now();
        let body = serde_json::to_vec(question).map_err(|error| ServiceError::Malformed(error.into()))?;
        let deadline = tokio::time::Instant::now() + self.limits.total;
        let opened = timeout(self.limits.total, self.opened(model, &body, deadline)).await;
        let outcome = opened.unwrap_or(Err(ServiceError::TimedOut));
        turn.settle(&outcome);
        if outcome.is_ok() {
            let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            tracing::info!(purpose, model, duration_ms, "a model began to answer");
        } else {
            note(purpose, model, began, outcome.as_ref().map(|_| Usage::default()));
        }
        outcome
    }

    async fn answered(&self, model: &str, body: &[u8]) -> Result<Reply, ServiceError> {
        let mut patience = Patience::default();
        loop {
            match self.answered_once(model, body).await {
                Ok(reply) => return Ok(reply),
                Err(fault) => patience.with(fault, &self.limits).await?,
            }
        }
    }

    async fn answered_once(&self, model: &str, body: &[u8]) -> Result<Reply, Fault> {
        let response = self.post(body).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = body::read(response, &self.limits).await?;
        let reading = Reading { headers: &headers, limits: &self.limits, key: &self.endpoint.api_key };
        reading.reply(status, &body, model)
    }

    async fn opened(
        &self,
        model: &str,
        body: &[u8],
        deadline: tokio::time::Instant,
    ) -> Result<TextStream, ServiceError> {
        let mut patience = Patience::default();
        loop {
            match self.opened_once(model, body, deadline).await {
                Ok(stream) => return Ok(stream),
                Err(fault) => patience.with(fault, &self.limits).await?,
            }
        }
    }

    async fn opened_once(&self, model: &str, body: &[u8], deadline: tokio::time::Instant) -> Result<TextStream, Fault> {
        let mut stream = TextStream::new(self.post(body).await?, self, model, deadline);
        stream.begin().await?;
        Ok(stream)
    }

    /// Sends a question, and waits for the head of the answer.
    async fn post(&self, body: &[u8]) -> Result<Response, Fault> {
        let Endpoint { api_key, referer, .. } = &self.endpoint;
        let request = self
            .http
            .post(self.endpoint.completions())
            .bearer_auth(api_key.expose_secret())
            .header("HTTP-Referer", referer)
            .header("X-Title", "Vibeslop")
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_vec());
        let response = timeout(self.limits.silence, request.send()).await;
        response.map_err(|_| Fault::last(ServiceError::TimedOut))?.map_err(Fault::of_connection)
    }
}

/// What is left of it: for one repetition after a fault, and one wait that the service asks for.
#[derive(Debug, Default)]
struct Patience {
    repeated: bool,
    waited: bool,
}

impl Patience {
    /// Waits until the call may be repeated, or answers why it is not.
    async fn with(&mut self, fault: Fault, limits: &Limits) -> Result<(), ServiceError> {
        match fault.again {
            Again::AfterPause if !self.repeated => {
                self.repeated = true;
                sleep(limits.pause).await;
            }
            Again::After(wait) if !self.waited => {
                self.waited = true;
                sleep(wait).await;
            }
            _ => return Err(fault.error),
        }
        Ok(())
    }
}

/// Writes a line about a call: never what was asked or answered. What only the operator can mend is an alarm.
fn note(purpose: &str, model: &str, began: Instant, outcome: Result<Usage, &ServiceError>) {
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    match outcome {
        Ok(usage) => tracing::info!(
            purpose,
            model,
            duration_ms,
            prompt_tokens = usage.prompt_tokens,
            completion_tokens = usage.completion_tokens,
            cost_usd = usage.cost_usd,
            "a model answered"
        ),
        Err(ServiceError::Unauthorized) => {
            tracing::error!(purpose, model, duration_ms, "the key of the model service is not accepted");
        }
        Err(ServiceError::OutOfCredit) => {
            tracing::error!(purpose, model, duration_ms, "the credit at the model service is used up");
        }
        Err(error) => tracing::info!(purpose, model, duration_ms, outcome = %error, "a model did not answer"),
    }
}
