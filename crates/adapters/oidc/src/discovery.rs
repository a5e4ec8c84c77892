use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use openidconnect::core::{CoreJsonWebKeySet, CoreProviderMetadata};
use openidconnect::{DiscoveryError, IssuerUrl, TokenUrl, UserInfoUrl};
use vibeslop_ports::ServiceError;

use crate::http::{Transport, malformed};

/// How old what a provider said of itself may be.
const KEPT: Duration = Duration::from_hours(1);

/// What the provider says of itself, its keys included. Asked for at most once an hour; a failure is not kept.
pub(crate) struct Discovery {
    issuer: IssuerUrl,
    known: Cache<(), Arc<CoreProviderMetadata>>,
}

impl Discovery {
    pub(crate) fn new(issuer: IssuerUrl) -> Self {
        Self { issuer, known: Cache::builder().max_capacity(1).time_to_live(KEPT).build() }
    }

    /// The provider as it is known. Callers who come together wait for one answer.
    pub(crate) async fn provider(&self, http: &Transport) -> Result<Arc<CoreProviderMetadata>, ServiceError> {
        self.known.try_get_with((), self.ask(http)).await.map_err(|error| again(&error))
    }

    /// The provider with the keys that it has now: it signs with one that is not known.
    pub(crate) async fn with_new_keys(
        &self,
        known: &CoreProviderMetadata,
        http: &Transport,
    ) -> Result<Arc<CoreProviderMetadata>, ServiceError> {
        let keys = CoreJsonWebKeySet::fetch_async(known.jwks_uri(), http).await.map_err(failure)?;
        let provider = Arc::new(known.clone().set_jwks(keys));
        self.known.insert((), Arc::clone(&provider)).await;
        Ok(provider)
    }

    async fn ask(&self, http: &Transport) -> Result<Arc<CoreProviderMetadata>, ServiceError> {
        let provider = CoreProviderMetadata::discover_async(self.issuer.clone(), http).await.map_err(failure)?;
        keeps_to_tls(&provider)?;
        Ok(Arc::new(provider))
    }
}

/// A provider that is reached by TLS must not send secrets or people elsewhere in plain text.
fn keeps_to_tls(provider: &CoreProviderMetadata) -> Result<(), ServiceError> {
    if provider.issuer().url().scheme() != "https" {
        return Ok(());
    }
    let (token, userinfo) = (provider.token_endpoint(), provider.userinfo_endpoint());
    let endpoints = [
        Some(provider.authorization_endpoint().url()),
        Some(provider.jwks_uri().url()),
        token.map(TokenUrl::url),
        userinfo.map(UserInfoUrl::url),
    ];
    match endpoints.into_iter().flatten().find(|endpoint| endpoint.scheme() != "https") {
        Some(endpoint) => Err(malformed(format!("an issuer with TLS names an endpoint without: {endpoint}"))),
        None => Ok(()),
    }
}

/// What the provider publishes is public, but a body need not be in the log.
fn failure(error: DiscoveryError<ServiceError>) -> ServiceError {
    match error {
        DiscoveryError::Request(error) => error,
        DiscoveryError::Response(_, _, what) => malformed(what),
        DiscoveryError::Parse(error) => malformed(error.to_string()),
        other => malformed(other.to_string()),
    }
}

/// The same error for everybody who waited.
fn again(error: &ServiceError) -> ServiceError {
    match error {
        ServiceError::Unauthorized => ServiceError::Unauthorized,
        ServiceError::Forbidden => ServiceError::Forbidden,
        ServiceError::NotFound => ServiceError::NotFound,
        ServiceError::Limited { retry_after } => ServiceError::Limited { retry_after: *retry_after },
        ServiceError::Resting { retry_after } => ServiceError::Resting { retry_after: *retry_after },
        ServiceError::OutOfCredit => ServiceError::OutOfCredit,
        ServiceError::Moderated => ServiceError::Moderated,
        ServiceError::TimedOut => ServiceError::TimedOut,
        ServiceError::Unavailable(source) => ServiceError::Unavailable(source.to_string().into()),
        ServiceError::Malformed(source) => ServiceError::Malformed(source.to_string().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(issuer: &str, token_endpoint: &str) -> CoreProviderMetadata {
        serde_json::from_value(serde_json::json!({
            "issuer": issuer,
            "authorization_endpoint": "https://login.example/authorize",
            "token_endpoint": token_endpoint,
            "jwks_uri": "https://login.example/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }))
        .unwrap()
    }

    #[test]
    fn an_issuer_with_tls_has_no_endpoint_without() {
        assert!(keeps_to_tls(&provider("https://login.example", "https://login.example/token")).is_ok());
        assert!(keeps_to_tls(&provider("https://login.example", "http://login.example/token")).is_err());
        assert!(keeps_to_tls(&provider("http://127.0.0.1:9", "http://127.0.0.1:9/token")).is_ok());
    }
}
