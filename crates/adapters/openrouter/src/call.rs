use std::time::Instant;

use reqwest::{Client, header::CONTENT_TYPE};
use secrecy::ExposeSecret;
use tokio::time::{sleep, timeout};
use vibeslop_ports::{ServiceError, ai::Completion};

use crate::{
    answer, body,
    endpoint::{Endpoint, Limits},
    fault::{Again, Fault},
    wire::Question,
};

/// One line to the service.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) http: Client,
    pub(crate) endpoint: Endpoint,
    pub(crate) limits: Limits,
}

impl Line {
    /// Asks, repeats once after a fault and once after being asked for patience, and notes how the call went.
    /// `purpose` is a word for the books.
    pub(crate) async fn ask(&self, purpose: &str, question: &Question<'_>) -> Result<Completion, ServiceError> {
        let began = Instant::now();
        let body = serde_json::to_vec(question).map_err(|error| ServiceError::Malformed(error.into()))?;
        let asked = timeout(self.limits.total, self.repeat(question.model, &body)).await;
        let outcome = asked.unwrap_or(Err(ServiceError::TimedOut));
        note(purpose, question.model, began, &outcome);
        outcome
    }

    async fn repeat(&self, model: &str, body: &[u8]) -> Result<Completion, ServiceError> {
        let (mut repeated, mut waited) = (false, false);
        loop {
            let fault = match self.once(model, body).await {
                Ok(completion) => return Ok(completion),
                Err(fault) => fault,
            };
            match fault.again {
                Again::AfterPause if !repeated => {
                    repeated = true;
                    sleep(self.limits.pause).await;
                }
                Again::After(wait) if !waited => {
                    waited = true;
                    sleep(wait).await;
                }
                _ => return Err(fault.error),
            }
        }
    }

    async fn once(&self, model: &str, body: &[u8]) -> Result<Completion, Fault> {
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
        let response = response.map_err(|_| Fault::last(ServiceError::TimedOut))?.map_err(Fault::of_connection)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = body::read(response, &self.limits).await?;
        answer::read(status, &headers, &body, model, &self.limits, api_key)
    }
}

/// Writes a line about a call: never what was asked or answered. What only the operator can mend is an alarm.
fn note(purpose: &str, model: &str, began: Instant, outcome: &Result<Completion, ServiceError>) {
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    match outcome {
        Ok(Completion { usage, .. }) => tracing::info!(
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
