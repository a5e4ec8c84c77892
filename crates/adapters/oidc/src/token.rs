use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{CoreErrorResponseType, CoreTokenResponse};
use openidconnect::{OAuth2TokenResponse, RequestTokenError, StandardErrorResponse};
use secrecy::SecretString;
use vibeslop_domain::accounts::ExternalProfile;
use vibeslop_ports::ServiceError;
use vibeslop_ports::accounts::{IdentityError, SignedInIdentity};

use crate::http::malformed;

/// The person with what the provider granted.
pub(crate) fn identity(answer: &CoreTokenResponse, profile: ExternalProfile, now: DateTime<Utc>) -> SignedInIdentity {
    let scopes = answer.scopes().map(|scopes| scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "));
    SignedInIdentity {
        profile,
        access_token: answer.access_token().secret().as_str().into(),
        refresh_token: answer.refresh_token().map(|token| SecretString::from(token.secret().as_str())),
        scopes: scopes.filter(|scopes| !scopes.is_empty()),
        expires_at: answer
            .expires_in()
            .and_then(|left| TimeDelta::from_std(left).ok())
            .and_then(|left| now.checked_add_signed(left)),
    }
}

/// The library's error may hold the answer's body, and that may hold a token: it goes no further.
pub(crate) fn failure(
    error: RequestTokenError<ServiceError, StandardErrorResponse<CoreErrorResponseType>>,
) -> IdentityError {
    match error {
        RequestTokenError::Request(error) => error.into(),
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            CoreErrorResponseType::InvalidGrant => IdentityError::CodeRefused,
            // A matter for the operator: this service's identifier or password is wrong.
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                ServiceError::Unauthorized.into()
            }
            other => malformed(format!("the token endpoint refuses: {}", other.as_ref().escape_default())).into(),
        },
        RequestTokenError::Parse(..) => malformed("the token endpoint's answer is no answer of OpenID Connect").into(),
        RequestTokenError::Other(_) => malformed("the token endpoint's answer is empty or no JSON").into(),
    }
}
