//! The list of models.

mod listing;

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{
    Client,
    header::{HeaderMap, LINK},
};
use secrecy::ExposeSecret;
use tokio::time::{sleep, timeout};
use url::Url;
use vibeslop_ports::{
    ServiceError,
    ai::{ListedModel, ModelDirectory},
};

use crate::{
    body,
    endpoint::{Endpoint, Limits},
    fault::{Again, Fault},
};

/// The most pages of a list: a service that links its pages in a circle has to be left at some point.
const MAX_PAGES: usize = 50;

/// The list of models of `OpenRouter`, or of any server that speaks the same protocol.
#[derive(Debug, Clone)]
pub struct OpenRouterModels {
    http: Client,
    endpoint: Endpoint,
    limits: Limits,
}

impl OpenRouterModels {
    /// Asks there. [`http_client`](crate::http_client) makes a fitting client.
    pub fn new(http: Client, endpoint: Endpoint) -> Self {
        let limits = Limits {
            silence: Duration::from_secs(10),
            total: Duration::from_secs(15),
            answer: 16 * 1024 * 1024,
            ..Limits::default()
        };
        Self { http, endpoint, limits }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    async fn all(&self) -> Result<Vec<ListedModel>, ServiceError> {
        let first = self.endpoint.models()?;
        let (mut models, mut page) = (Vec::new(), Some(first.clone()));
        for _ in 0..MAX_PAGES {
            let Some(url) = page else { break };
            let (read, next) = self.page(&url).await?;
            models.extend(read);
            // A link that leads elsewhere is not followed: the key may go along.
            page = next.and_then(|next| url.join(&next).ok()).filter(|next| next.origin() == first.origin());
        }
        Ok(models)
    }

    async fn page(&self, url: &Url) -> Result<(Vec<ListedModel>, Option<String>), ServiceError> {
        let mut repeated = false;
        loop {
            let fault = match self.once(url).await {
                Ok(page) => return Ok(page),
                Err(fault) => fault,
            };
            let wait = match fault.again {
                Again::AfterPause => self.limits.pause,
                Again::After(wait) => wait,
                Again::Never => return Err(fault.error),
            };
            if std::mem::replace(&mut repeated, true) {
                return Err(fault.error);
            }
            sleep(wait).await;
        }
    }

    async fn once(&self, url: &Url) -> Result<(Vec<ListedModel>, Option<String>), Fault> {
        // OpenRouter lists its models for everybody. Other servers want to know who asks.
        match self.get(url, false).await {
            Err(Fault { error: ServiceError::Unauthorized, .. }) => self.get(url, true).await,
            other => other,
        }
    }

    async fn get(&self, url: &Url, with_key: bool) -> Result<(Vec<ListedModel>, Option<String>), Fault> {
        let key = &self.endpoint.api_key;
        let request = self.http.get(url.clone());
        let request = if with_key { request.bearer_auth(key.expose_secret()) } else { request };
        let response = timeout(self.limits.silence, request.send()).await;
        let response = response.map_err(|_| Fault::last(ServiceError::TimedOut))?.map_err(Fault::of_connection)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = body::read(response, &self.limits).await?;
        if status != 200 {
            let reply = serde_json::from_slice(&body).unwrap_or_default();
            return Err(Fault::of_status(status.into(), &headers, &reply, &self.limits, key));
        }
        let (models, next) = listing::read(&body)?;
        Ok((models, next.or_else(|| listing::next_link(&links(&headers)))))
    }
}

fn links(headers: &HeaderMap) -> Vec<&str> {
    headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).collect()
}

#[async_trait]
impl ModelDirectory for OpenRouterModels {
    fn is_sandbox(&self) -> bool {
        false
    }

    async fn models(&self) -> Result<Vec<ListedModel>, ServiceError> {
        timeout(self.limits.total, self.all()).await.unwrap_or(Err(ServiceError::TimedOut))
    }
}
