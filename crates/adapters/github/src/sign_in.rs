mod exchange;

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::join;
use openidconnect::{ClientId, ClientSecret, PkceCodeChallenge, PkceCodeVerifier, TokenUrl};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;
use vibeslop_domain::accounts::{ExternalProfile, ProviderName};
use vibeslop_ports::accounts::{
    Authorization, AuthorizationRequest, IdentityError, IdentityProvider, SignedInIdentity,
};
use vibeslop_ports::{BoxError, ServiceError};

use crate::GithubClient;
use crate::api::{Api, Call, JSON, malformed};
use crate::client::LARGEST_JSON;
use crate::wire::{EmailBody, UserBody, filled};

/// What is asked of people: who they are and their addresses. Nothing may be written with it, and private
/// repositories stay out of sight.
const SCOPE: &str = "read:user user:email";

/// This service as GitHub knows it.
#[derive(Debug, Clone)]
pub struct OAuthApp {
    /// Where people sign in: `https://github.com`, or an own installation.
    pub url: String,
    /// The application's public identifier.
    pub client_id: String,
    /// Its password.
    pub client_secret: SecretString,
}

/// Sign-in with GitHub by OAuth 2.0 with PKCE.
pub struct GithubSignIn {
    api: Arc<Api>,
    authorize: Url,
    token: TokenUrl,
    client_id: ClientId,
    client_secret: ClientSecret,
}

impl GithubSignIn {
    /// Sign-in for `app`. Who signed in is read through `client`, within its limits.
    ///
    /// # Errors
    /// The address is none.
    pub fn new(app: &OAuthApp, client: &GithubClient) -> Result<Self, BoxError> {
        let at = |path: &str| Url::parse(&format!("{}{path}", app.url.trim_end_matches('/')));
        Ok(Self {
            api: Arc::clone(&client.api),
            authorize: at("/login/oauth/authorize")?,
            token: TokenUrl::from_url(at("/login/oauth/access_token")?),
            client_id: ClientId::new(app.client_id.clone()),
            client_secret: ClientSecret::new(app.client_secret.expose_secret().to_owned()),
        })
    }

    async fn profile(&self, token: &SecretString) -> Result<ExternalProfile, ServiceError> {
        let (user, emails) = join(
            self.api.json::<UserBody>(get(token, &["user"])),
            self.api.json::<Vec<EmailBody>>(get(token, &["user", "emails"])),
        )
        .await;
        let (user, _) = user?;
        let verified_email = match emails {
            Ok((emails, _)) => verified_email(&emails, user.email.as_deref()),
            Err(ServiceError::Unauthorized) => return Err(ServiceError::Unauthorized),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "GitHub did not tell a person's addresses");
                None
            }
        };
        Ok(ExternalProfile {
            provider: ProviderName::github(),
            subject: user.id.to_string(),
            login: user.login,
            name: filled(user.name),
            verified_email,
            bio: filled(user.bio),
            location: filled(user.location),
            avatar_url: filled(user.avatar_url),
        })
    }
}

#[async_trait]
impl IdentityProvider for GithubSignIn {
    fn is_sandbox(&self) -> bool {
        false
    }

    async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, IdentityError> {
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier(request)?);
        let mut url = self.authorize.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &request.redirect_uri)
            .append_pair("scope", SCOPE)
            .append_pair("state", request.state.expose_secret())
            .append_pair("code_challenge", challenge.as_str())
            .append_pair("code_challenge_method", challenge.method())
            .append_pair("prompt", "select_account");
        Ok(Authorization { url: url.into() })
    }

    async fn identify(
        &self,
        code: &SecretString,
        request: &AuthorizationRequest,
    ) -> Result<SignedInIdentity, IdentityError> {
        let whole = async {
            let granted = self.exchange(code, request).await?;
            let profile = self.profile(&granted.access_token).await?;
            Ok(SignedInIdentity {
                profile,
                access_token: granted.access_token,
                refresh_token: granted.refresh_token,
                scopes: granted.scopes,
                expires_at: granted.expires_at,
            })
        };
        timeout(self.api.limits.total, whole).await.unwrap_or(Err(ServiceError::TimedOut.into()))
    }
}

impl std::fmt::Debug for GithubSignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GithubSignIn").finish_non_exhaustive()
    }
}

fn get<'a>(token: &'a SecretString, path: &'a [&'a str]) -> Call<'a> {
    Call { token, path, query: &[], accept: JSON, size: LARGEST_JSON }
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

/// Verified addresses alone: the main one, else the one that the person shows, else any.
fn verified_email(emails: &[EmailBody], public: Option<&str>) -> Option<String> {
    let verified = || emails.iter().filter(|email| email.verified);
    verified()
        .find(|email| email.primary)
        .or_else(|| verified().find(|email| public.is_some_and(|public| public.eq_ignore_ascii_case(&email.email))))
        .or_else(|| verified().next())
        .map(|email| email.email.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(address: &str, primary: bool, verified: bool) -> EmailBody {
        EmailBody { email: address.to_owned(), primary, verified }
    }

    #[test]
    fn only_a_verified_address_counts_and_the_main_one_first() {
        let chosen = |emails: &[EmailBody], public| verified_email(emails, public);
        let all = [email("a@x.example", false, true), email("b@x.example", true, true)];
        assert_eq!(chosen(&all, Some("a@x.example")).as_deref(), Some("b@x.example"));
        let unverified_main = [
            email("main@x.example", true, false),
            email("c@x.example", false, true),
            email("d@x.example", false, true),
        ];
        assert_eq!(chosen(&unverified_main, Some("D@x.example")).as_deref(), Some("d@x.example"));
        assert_eq!(chosen(&unverified_main, Some("main@x.example")).as_deref(), Some("c@x.example"));
        assert_eq!(chosen(&[email("main@x.example", true, false)], Some("main@x.example")), None);
        assert_eq!(chosen(&[], Some("public@x.example")), None);
    }
}
