mod admission;
mod pending;
mod refused;

use std::{collections::BTreeMap, sync::Arc};

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use vibeslop_domain::{accounts::ProviderName, ids::UserId};
use vibeslop_ports::{
    BoxError,
    accounts::{AuthorizationRequest, IdentityProvider},
    environment::Entropy,
    tokens::Cipher,
};

use self::pending::Pending;
pub use self::refused::SignInRefused;
use super::{Accounts, IssuedToken};
use crate::{Error, debug::opaque_debug, in_transaction};

/// How many minutes somebody may take at the other service.
pub const SIGN_IN_MINUTES: i64 = 10;
/// How many seconds a one-time code may be exchanged for a token.
pub const CODE_SECONDS: i64 = 60;

/// Signing in through another service.
///
/// Between its two halves the state lives in the browser alone, sealed in a cookie: any node can finish what another
/// began, and nothing is stored for somebody who never comes back.
#[derive(Clone)]
pub struct SignIn {
    /// Accounts, and what they need: transactions, clock, identifiers.
    pub accounts: Accounts,
    /// The services, by name.
    pub providers: BTreeMap<ProviderName, Arc<dyn IdentityProvider>>,
    /// Seals the cookie and the services' tokens.
    pub cipher: Arc<dyn Cipher>,
    /// Fresh secrets.
    pub entropy: Arc<dyn Entropy>,
    /// The address of this service, without a slash at its end.
    pub backend_url: String,
}

/// How a sign-in ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// With a token, at once.
    Token,
    /// With a one-time code that is exchanged for a token, so that no token stands in an address.
    Code,
}

/// A sign-in has begun.
#[derive(Clone)]
pub struct Begun {
    /// Where the browser goes.
    pub url: String,
    /// What the browser keeps meanwhile: sealed, URL-safe, good for [`SIGN_IN_MINUTES`].
    pub cookie: String,
}

/// What the browser brought back from the other service.
#[derive(Debug, Clone, Default)]
pub struct Callback {
    /// Proof that the person agreed.
    pub code: Option<SecretString>,
    /// The state that the sign-in was begun with.
    pub state: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// What a finished sign-in gives.
#[derive(Debug, Clone)]
pub enum Finished {
    /// A token.
    Token(IssuedToken),
    /// A code for [`SignIn::exchange`], good once, for [`CODE_SECONDS`].
    Code(SecretString),
}

opaque_debug!(SignIn, Begun);

/// The purpose under which tokens of other services are sealed for an account.
pub fn token_purpose(user: UserId) -> String {
    format!("oauth_token:{user}")
}

impl SignIn {
    /// Whether people sign in with this service at a page that this program plays.
    pub fn is_sandbox(&self, provider: &str) -> bool {
        self.provider(provider).is_ok_and(|(_, service)| service.is_sandbox())
    }

    /// Begins a sign-in.
    pub async fn begin(&self, provider: &str, flow: Flow) -> Result<Begun, SignInRefused> {
        let (provider, service) = self.provider(provider)?;
        let pending = Pending::new(&*self.entropy, provider.clone(), flow, self.accounts.clock.now());
        let url = service.authorize(&self.request(&pending)).await.map_err(SignInRefused::provider)?.url;
        Ok(Begun { url, cookie: pending.seal(&*self.cipher)? })
    }

    /// Finishes a sign-in. Before the other service is asked anything, the state has to prove that it was begun
    /// here, in this browser, with this service, at most [`SIGN_IN_MINUTES`] ago.
    pub async fn finish(
        &self,
        provider: &str,
        callback: &Callback,
        cookie: Option<&str>,
    ) -> Result<Finished, SignInRefused> {
        let (provider, service) = self.provider(provider)?;
        let pending = cookie
            .and_then(|cookie| Pending::open(&*self.cipher, cookie))
            .filter(|pending| pending.fits(provider, callback.state.as_deref(), self.accounts.clock.now()))
            .ok_or(SignInRefused::StateMismatch)?;
        if let Some(error) = &callback.error {
            return Err(SignInRefused::told(error));
        }
        let code = callback.code.as_ref().ok_or_else(|| SignInRefused::provider("the answer holds no code"))?;
        let identity = service.identify(code, &self.request(&pending)).await.map_err(SignInRefused::provider)?;
        match pending.flow {
            Flow::Token => {
                let user = self.admit(&identity, None).await?;
                Ok(Finished::Token(self.accounts.issue_token(user)?))
            }
            Flow::Code => {
                let code = self.entropy.secret();
                self.admit(&identity, Some(hash(code.expose_secret()))).await?;
                Ok(Finished::Code(code))
            }
        }
    }

    /// Turns a one-time code into a token.
    pub async fn exchange(&self, code: &str) -> Result<IssuedToken, Error> {
        let now = self.accounts.clock.now();
        let user = in_transaction(&*self.accounts.transactions, async |tx| {
            Ok(tx.accounts().take_login_code(hash(code), now).await?)
        })
        .await?
        .ok_or_else(|| Error::Malformed {
            code: "invalid_code",
            message: "The code is unknown, used or too old; please sign in again".to_owned(),
        })?;
        self.accounts.issue_token(user)
    }

    fn provider(&self, name: &str) -> Result<(&ProviderName, &dyn IdentityProvider), SignInRefused> {
        let name = ProviderName::new(name).map_err(|_| SignInRefused::NotConfigured)?;
        let (name, service) = self.providers.get_key_value(&name).ok_or(SignInRefused::NotConfigured)?;
        Ok((name, &**service))
    }

    fn request(&self, pending: &Pending) -> AuthorizationRequest {
        AuthorizationRequest {
            state: pending.state.clone(),
            nonce: pending.nonce.clone(),
            verifier: pending.verifier.clone(),
            redirect_uri: format!("{}/api/auth/{}/callback", self.backend_url, pending.provider),
        }
    }
}

/// What is stored of a one-time code. It is a random secret of 256 bits, so that a plain hash is enough.
fn hash(code: &str) -> [u8; 32] {
    Sha256::digest(code.as_bytes()).into()
}

impl SignInRefused {
    fn provider(cause: impl Into<BoxError>) -> Self {
        Self::ProviderError(cause.into())
    }
}
