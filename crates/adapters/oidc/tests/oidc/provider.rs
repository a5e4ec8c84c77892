use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jwk::alg::ec::{EcCurve, EcKeyPair};
use josekit::jwk::alg::rsa::RsaKeyPair;
use josekit::jwk::{Jwk, KeyPair};
use josekit::jws::{ES256, JwsSigner, RS256};
use serde_json::{Value, json};
use vibeslop_domain::accounts::ProviderName;
use vibeslop_oidc::{OidcConfig, OidcProvider};
use vibeslop_ports::accounts::{IdentityError, IdentityProvider, SignedInIdentity};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, CODE, FixedClock, NONCE, NOW, request};

/// A signing key of the provider.
pub(crate) struct Key {
    id: &'static str,
    algorithm: &'static str,
    signer: Box<dyn JwsSigner>,
    public: Jwk,
}

impl Key {
    pub(crate) fn es256(id: &'static str) -> Self {
        let pair = EcKeyPair::generate(EcCurve::P256).unwrap();
        let signer = Box::new(ES256.signer_from_jwk(&pair.to_jwk_key_pair()).unwrap());
        Self { id, algorithm: "ES256", signer, public: pair.to_jwk_public_key() }
    }

    pub(crate) fn rs256(id: &'static str) -> Self {
        let pair = RsaKeyPair::generate(2_048).unwrap();
        let signer = Box::new(RS256.signer_from_jwk(&pair.to_jwk_key_pair()).unwrap());
        Self { id, algorithm: "RS256", signer, public: pair.to_jwk_public_key() }
    }

    /// The key as the provider publishes it.
    pub(crate) fn published(&self) -> Value {
        let mut jwk = self.public.clone();
        jwk.set_key_id(self.id);
        jwk.set_key_use("sig");
        jwk.set_algorithm(self.algorithm);
        Value::Object(jwk.as_ref().clone())
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({"alg": self.algorithm, "kid": self.id, "typ": "JWT"});
        token(&header, claims, |message| self.signer.sign(message).unwrap())
    }
}

/// A token put together by hand, whatever its header says.
pub(crate) fn token(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = URL_SAFE_NO_PAD.encode(sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// A provider of OpenID Connect on this machine.
pub(crate) struct Provider {
    pub(crate) server: MockServer,
}

impl Provider {
    /// A provider that publishes these keys.
    pub(crate) async fn with(keys: &[&Key]) -> Self {
        let provider = Self::silent().await;
        provider.answers("/.well-known/openid-configuration", provider.document()).await;
        provider.publishes(keys).await;
        provider
    }

    /// A provider that answers nothing yet.
    pub(crate) async fn silent() -> Self {
        Self { server: MockServer::start().await }
    }

    pub(crate) fn issuer(&self) -> String {
        self.server.uri()
    }

    /// What it says of itself. It would sign with anything, if we let it.
    pub(crate) fn document(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer());
        json!({
            "issuer": self.issuer(),
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/userinfo"),
            "jwks_uri": at("/keys"),
            "scopes_supported": ["openid", "profile", "email"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        })
    }

    /// Answers so from now on, whatever it answered before.
    pub(crate) async fn answers(&self, at: &str, body: Value) {
        self.responds(at, ResponseTemplate::new(200).set_body_json(body)).await;
    }

    pub(crate) async fn responds(&self, at: &str, answer: ResponseTemplate) {
        // Of equal priority the first mock wins: later ones have to come before.
        let earlier = self.server.received_requests().await.map_or(0, |requests| requests.len());
        let priority = u8::try_from(200 - earlier.min(190)).unwrap();
        Mock::given(path(at)).respond_with(answer).with_priority(priority).mount(&self.server).await;
    }

    pub(crate) async fn publishes(&self, keys: &[&Key]) {
        let keys: Vec<_> = keys.iter().map(|key| key.published()).collect();
        self.answers("/keys", json!({"keys": keys})).await;
    }

    /// The claims of a good ID token for this test's sign-in.
    pub(crate) fn claims(&self) -> Value {
        json!({
            "iss": self.issuer(),
            "sub": "00u1a2b3c4",
            "aud": CLIENT_ID,
            "exp": NOW + 600,
            "iat": NOW,
            "nonce": NONCE,
            "preferred_username": "ada",
            "name": "Ada Lovelace",
            "email": "ada@corp.example",
            "email_verified": true,
            "picture": "https://pictures.corp.example/ada.png",
        })
    }

    /// The same with one claim changed, or taken out.
    pub(crate) fn claims_with(&self, name: &str, value: Value) -> Value {
        let mut claims = self.claims();
        let map = claims.as_object_mut().unwrap();
        match value {
            Value::Null => map.remove(name),
            value => map.insert(name.to_owned(), value),
        };
        claims
    }

    /// Gives this ID token for the code.
    pub(crate) async fn grants(&self, id_token: &str) {
        let granted = json!({
            "access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 3_600, "refresh_token": "rt-77",
            "scope": "openid profile email", "id_token": id_token,
        });
        let answer = ResponseTemplate::new(200).set_body_json(granted).insert_header("cache-control", "no-store");
        Mock::given(method("POST")).and(path("/token")).respond_with(answer).mount(&self.server).await;
    }

    pub(crate) fn config(&self) -> OidcConfig {
        OidcConfig {
            name: ProviderName::new("corp").unwrap(),
            issuer: self.issuer(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.into(),
            scopes: ["openid", "profile", "email"].map(str::to_owned).into(),
        }
    }

    pub(crate) fn client(&self) -> OidcProvider {
        OidcProvider::new(self.config(), Arc::new(FixedClock)).unwrap().within(Duration::from_secs(3))
    }

    /// Signs in once, with a client that knows nothing yet.
    pub(crate) async fn identify(&self) -> Result<SignedInIdentity, IdentityError> {
        self.client().identify(&CODE.into(), &request()).await
    }

    /// How often something was asked for.
    pub(crate) async fn asked(&self, at: &str) -> usize {
        self.server.received_requests().await.unwrap().iter().filter(|request| request.url.path() == at).count()
    }
}

/// Signs in at a provider with one key, with the ID token that `make` makes.
pub(crate) async fn signed_in_with(
    make: impl FnOnce(&Provider, &Key) -> String,
) -> Result<SignedInIdentity, IdentityError> {
    let key = Key::es256("first");
    let provider = Provider::with(&[&key]).await;
    provider.grants(&make(&provider, &key)).await;
    provider.identify().await
}
