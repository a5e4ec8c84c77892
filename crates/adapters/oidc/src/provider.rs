use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreProviderMetadata,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
    UserInfoError,
};
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;
use vibeslop_domain::accounts::ProviderName;
use vibeslop_ports::accounts::{
    Authorization, AuthorizationRequest, IdentityError, IdentityProvider, SignedInIdentity,
};
use vibeslop_ports::environment::Clock;
use vibeslop_ports::{BoxError, ServiceError};

use crate::OidcConfig;
use crate::discovery::Discovery;
use crate::http::{Transport, malformed};
use crate::profile::Told;
use crate::token::{failure, identity};
use crate::verify::{Doubt, Verifier};

const CONNECT: Duration = Duration::from_secs(5);
/// What a person who waits for a page can bear.
const TOTAL: Duration = Duration::from_secs(10);

/// The library's client for a provider that was discovered.
type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Sign-in with one provider of OpenID Connect.
pub struct OidcProvider {
    name: ProviderName,
    client_id: ClientId,
    client_secret: ClientSecret,
    scopes: Vec<Scope>,
    discovery: Discovery,
    http: Transport,
    time_limit: Duration,
    clock: Arc<dyn Clock>,
}

impl OidcProvider {
    /// Sign-in with the provider that `config` names. It is asked about itself when somebody first signs in.
    ///
    /// # Errors
    /// The issuer is no address, or TLS cannot be set up on this machine.
    pub fn new(config: OidcConfig, clock: Arc<dyn Clock>) -> Result<Self, BoxError> {
        let asked =
            if config.scopes.is_empty() { vec!["profile".to_owned(), "email".to_owned()] } else { config.scopes };
        Ok(Self {
            name: config.name,
            client_id: ClientId::new(config.client_id),
            client_secret: ClientSecret::new(config.client_secret.expose_secret().to_owned()),
            scopes: asked.into_iter().filter(|scope| scope != "openid").map(Scope::new).collect(),
            discovery: Discovery::new(IssuerUrl::new(config.issuer)?),
            http: Transport::new(CONNECT)?,
            time_limit: TOTAL,
            clock,
        })
    }

    /// With another limit than 10 seconds for all that a step of the sign-in asks of the provider.
    #[must_use]
    pub fn within(self, time_limit: Duration) -> Self {
        Self { time_limit, ..self }
    }

    fn client(&self, provider: &CoreProviderMetadata) -> Client {
        let methods = provider.token_endpoint_auth_methods_supported();
        let wants_post = methods.is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        CoreClient::from_provider_metadata(provider.clone(), self.client_id.clone(), Some(self.client_secret.clone()))
            .set_auth_type(if wants_post { AuthType::RequestBody } else { AuthType::BasicAuth })
    }

    async fn address(&self, request: &AuthorizationRequest) -> Result<Authorization, IdentityError> {
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier(request)?);
        let provider = self.discovery.provider(&self.http).await?;
        let state = CsrfToken::new(request.state.expose_secret().to_owned());
        let nonce = Nonce::new(request.nonce.expose_secret().to_owned());
        let (url, _, _) = self
            .client(&provider)
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .add_scopes(self.scopes.iter().cloned())
            .set_pkce_challenge(challenge)
            .set_redirect_uri(Cow::Owned(redirect(request)?))
            .url();
        Ok(Authorization { url: url.into() })
    }

    async fn person(
        &self,
        code: &SecretString,
        request: &AuthorizationRequest,
    ) -> Result<SignedInIdentity, IdentityError> {
        let provider = self.discovery.provider(&self.http).await?;
        let client = self.client(&provider);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
            .map_err(|_| malformed("the provider has no token endpoint"))?
            .set_pkce_verifier(verifier(request)?)
            .set_redirect_uri(Cow::Owned(redirect(request)?))
            .request_async(&self.http)
            .await
            .map_err(failure)?;
        let claims = self.believed(&provider, &answer, request).await?;
        let mut told = Told::from(&claims);
        if told.lacks_something() {
            told = match self.userinfo(&client, &answer, &claims).await? {
                Some(more) => told.or(more),
                None => told,
            };
        }
        let profile = told.profile(self.name.clone(), claims.subject());
        Ok(identity(&answer, profile, self.clock.now()))
    }

    /// The ID token's claims. A signature by an unknown key has the provider asked for its keys, once.
    async fn believed(
        &self,
        provider: &CoreProviderMetadata,
        answer: &CoreTokenResponse,
        request: &AuthorizationRequest,
    ) -> Result<CoreIdTokenClaims, IdentityError> {
        let token = answer.id_token().ok_or_else(|| malformed("the provider gave no ID token"))?;
        let (now, nonce) = (self.clock.now(), Nonce::new(request.nonce.expose_secret().to_owned()));
        let judge = |provider| {
            let verifier = Verifier { provider, client_id: &self.client_id, nonce: &nonce, now };
            verifier.claims(token, answer.access_token()).cloned()
        };
        let judged = match judge(provider) {
            Err(Doubt::UnknownKey) => {
                let renewed = self.discovery.with_new_keys(provider, &self.http).await?;
                judge(&renewed)
            }
            judged => judged,
        };
        let reason = match judged {
            Ok(claims) => return Ok(claims),
            Err(Doubt::UnknownKey) => "it was not signed with a key of the provider".to_owned(),
            Err(Doubt::Untrusted(reason)) => reason,
        };
        tracing::warn!(provider = %self.name, reason, "an ID token was not believed");
        Err(IdentityError::Untrusted)
    }

    /// What the userinfo endpoint adds. A person can do without it, unless it speaks of somebody else.
    async fn userinfo(
        &self,
        client: &Client,
        answer: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<Option<Told>, IdentityError> {
        let token = answer.access_token();
        // The library would panic at a token that no header can carry.
        if HeaderValue::from_str(token.secret()).is_err() {
            return Err(malformed("the access token is none").into());
        }
        let Ok(request) = client.user_info(token.clone(), Some(claims.subject().clone())) else { return Ok(None) };
        let answered: Result<CoreUserInfoClaims, _> = request.request_async(&self.http).await;
        match answered {
            Ok(more) => Ok(Some(Told::from(&more))),
            Err(UserInfoError::ClaimsVerification(_)) => {
                tracing::warn!(provider = %self.name, "the userinfo endpoint speaks of somebody else");
                Err(IdentityError::Untrusted)
            }
            Err(error) => {
                let cause = userinfo_failure(&error);
                tracing::warn!(provider = %self.name, cause, "the userinfo endpoint did not answer");
                Ok(None)
            }
        }
    }
}

#[async_trait]
impl IdentityProvider for OidcProvider {
    fn is_sandbox(&self) -> bool {
        false
    }

    async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, IdentityError> {
        timeout(self.time_limit, self.address(request)).await.unwrap_or(Err(ServiceError::TimedOut.into()))
    }

    async fn identify(
        &self,
        code: &SecretString,
        request: &AuthorizationRequest,
    ) -> Result<SignedInIdentity, IdentityError> {
        timeout(self.time_limit, self.person(code, request)).await.unwrap_or(Err(ServiceError::TimedOut.into()))
    }
}

impl std::fmt::Debug for OidcProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OidcProvider").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What went wrong, without what the provider answered: that is about a person.
fn userinfo_failure(error: &UserInfoError<ServiceError>) -> String {
    match error {
        UserInfoError::Request(error) => error.to_string(),
        UserInfoError::Response(status, ..) => format!("status {status}"),
        _ => "its answer is no answer of OpenID Connect".to_owned(),
    }
}

fn redirect(request: &AuthorizationRequest) -> Result<RedirectUrl, ServiceError> {
    RedirectUrl::new(request.redirect_uri.clone())
        .map_err(|error| malformed(format!("the address to come back to: {error}")))
}

/// The secret of PKCE, if it has the length that RFC 7636 asks for; the library would panic at another.
fn verifier(request: &AuthorizationRequest) -> Result<PkceCodeVerifier, ServiceError> {
    let verifier = request.verifier.expose_secret();
    if (43..=128).contains(&verifier.len()) {
        Ok(PkceCodeVerifier::new(verifier.to_owned()))
    } else {
        Err(malformed("the secret of PKCE needs 43 to 128 characters"))
    }
}
