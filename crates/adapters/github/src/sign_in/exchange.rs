use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{CoreClient, CoreErrorResponseType, CoreJsonWebKeySet, CoreTokenResponse};
use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, HttpRequest, HttpResponse, IssuerUrl, OAuth2TokenResponse,
    RedirectUrl, RequestTokenError, StandardErrorResponse, http,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use vibeslop_ports::ServiceError;
use vibeslop_ports::accounts::{AuthorizationRequest, IdentityError};

use super::{GithubSignIn, verifier};
use crate::api::{Api, Size, malformed, read, refusal, transport};

/// What GitHub gives for a code.
pub(super) struct Granted {
    pub(super) access_token: SecretString,
    pub(super) refresh_token: Option<SecretString>,
    pub(super) scopes: Option<String>,
    pub(super) expires_at: Option<DateTime<Utc>>,
}

/// How a token endpoint says no. GitHub says it with status 200, others with 400.
#[derive(Deserialize)]
struct Refused {
    error: String,
}

impl GithubSignIn {
    /// Turns the code into a token. A code works once, so this is never tried again.
    pub(super) async fn exchange(
        &self,
        code: &SecretString,
        request: &AuthorizationRequest,
    ) -> Result<Granted, IdentityError> {
        // Of the client for OpenID Connect only its OAuth 2.0 part is used: there is no issuer and there are no keys.
        let client = CoreClient::new(
            self.client_id.clone(),
            IssuerUrl::from_url(self.authorize.clone()),
            CoreJsonWebKeySet::default(),
        )
        .set_client_secret(self.client_secret.clone())
        .set_auth_type(AuthType::RequestBody)
        .set_token_uri(self.token.clone());
        let redirect_uri = RedirectUrl::new(request.redirect_uri.clone())
            .map_err(|error| malformed(format!("the address to come back to: {error}")))?;
        let answer = client
            .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
            .set_pkce_verifier(verifier(request)?)
            .set_redirect_uri(Cow::Owned(redirect_uri))
            .request_async(&TokenEndpoint(Arc::clone(&self.api)))
            .await
            .map_err(failure)?;
        Ok(granted(&answer, self.api.clock.now()))
    }
}

fn granted(answer: &CoreTokenResponse, now: DateTime<Utc>) -> Granted {
    let scopes = answer.scopes().map(|scopes| scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "));
    Granted {
        access_token: answer.access_token().secret().as_str().into(),
        refresh_token: answer.refresh_token().map(|token| token.secret().as_str().into()),
        scopes: scopes.filter(|scopes| !scopes.is_empty()),
        expires_at: answer
            .expires_in()
            .and_then(|left| TimeDelta::from_std(left).ok())
            .and_then(|left| now.checked_add_signed(left)),
    }
}

/// The library's error may hold the answer's body, and that may hold a token: it is read here and goes no further.
fn failure(error: RequestTokenError<ServiceError, StandardErrorResponse<CoreErrorResponseType>>) -> IdentityError {
    match error {
        RequestTokenError::Request(error) => error.into(),
        RequestTokenError::ServerResponse(answer) => refused(answer.error().as_ref()),
        RequestTokenError::Parse(_, body) => match serde_json::from_slice::<Refused>(&body) {
            Ok(Refused { error }) => refused(&error),
            Err(_) => malformed("the token endpoint's answer is no answer of OAuth 2.0").into(),
        },
        RequestTokenError::Other(_) => malformed("the token endpoint's answer is empty or no JSON").into(),
    }
}

fn refused(error: &str) -> IdentityError {
    match error {
        "bad_verification_code" | "invalid_grant" | "access_denied" => IdentityError::CodeRefused,
        // A matter for the operator: the application's identifier or password is wrong.
        "incorrect_client_credentials" | "invalid_client" | "unauthorized_client" => ServiceError::Unauthorized.into(),
        "unverified_user_email" => ServiceError::Forbidden.into(),
        other => malformed(format!("the token endpoint refuses: {}", other.escape_default())).into(),
    }
}

/// Sends what the library makes of the exchange, and reads a small answer. It borrows nothing: the library's trait has a
/// lifetime, and with another one here no future of a sign-in would be `Send`.
struct TokenEndpoint(Arc<Api>);

impl TokenEndpoint {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ServiceError> {
        let request = reqwest::Request::try_from(request).map_err(transport)?;
        let response = self.0.http.execute(request).await.map_err(transport)?;
        let (status, headers) = (response.status(), response.headers().clone());
        // Whatever a failing service answers may repeat what it was asked, which held secrets: nobody gets to see it.
        if !matches!(status.as_u16(), 200 | 400 | 401) {
            return Err(refusal(status, &headers, "at the token endpoint".to_owned(), self.0.clock.now()));
        }
        let body = read(response, Size::AtMost(100_000)).await?;
        let mut answer = http::Response::new(body);
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for TokenEndpoint {
    type Error = ServiceError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ServiceError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
