use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use vibeslop_application::accounts::token_purpose;
use vibeslop_domain::{
    accounts::{NewAccount, Username},
    ids::UserId,
};
use vibeslop_ports::accounts::AuthorizationRequest;

use super::{Answer, TestApp};
use crate::fixtures::{identity, new_account};

/// Somebody who makes requests.
#[derive(Debug, Clone)]
pub struct Person<'a> {
    app: &'a TestApp,
    account: Option<(UserId, String)>,
    token: Option<SecretString>,
}

impl<'a> Person<'a> {
    pub(super) fn new(app: &'a TestApp, account: Option<(UserId, String, SecretString)>) -> Self {
        let (account, token) = account.map_or((None, None), |(id, name, token)| (Some((id, name)), Some(token)));
        Self { app, account, token }
    }

    pub(super) const fn with_token(app: &'a TestApp, token: SecretString) -> Self {
        Self { app, account: None, token: Some(token) }
    }

    /// The account.
    ///
    /// # Panics
    /// Nobody in particular has none.
    pub fn id(&self) -> UserId {
        self.account.as_ref().expect("an account").0
    }

    /// The username.
    ///
    /// # Panics
    /// Nobody in particular has none.
    pub fn username(&self) -> &str {
        &self.account.as_ref().expect("an account").1
    }

    /// The token.
    ///
    /// # Panics
    /// Nobody in particular has none.
    pub fn token(&self) -> &str {
        self.token.as_ref().expect("a token").expose_secret()
    }

    /// A request, to be completed by the test.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        // As the web client does, whether there is a body or not.
        let request = self.app.request(method, path).header("content-type", "application/json");
        match &self.token {
            Some(token) => request.bearer_auth(token.expose_secret()),
            None => request,
        }
    }

    /// Sends a request.
    ///
    /// # Panics
    /// There is no answer at all.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Reads no more than the head.
    pub async fn head(&self, path: &str) -> Answer {
        self.send(self.request(Method::HEAD, path)).await
    }

    /// Posts JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).body(body.to_string())).await
    }

    /// Posts nothing, with the content type that the web client sends all the same.
    pub async fn post_nothing(&self, path: &str) -> Answer {
        self.send(self.request(Method::POST, path)).await
    }

    /// Puts JSON.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).body(body.to_string())).await
    }

    /// Writes to somebody, in the conversation of the two. Answers which that is.
    ///
    /// # Panics
    /// The other does not take it.
    pub async fn writes_to(&self, other: &Person<'_>, text: &str) -> String {
        let body = serde_json::json!({"username": other.username()});
        let conversation = self.post("/api/conversations", body).await.expect(200).id();
        let body = serde_json::json!({"content": text});
        self.post(&format!("/api/conversations/{conversation}/messages"), body).await.expect(200);
        conversation
    }

    /// Deletes.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }
}

/// Makes an account. One whom the sandbox knows gets the connection that signing in there would give.
pub(super) async fn create(app: &TestApp, username: &str) -> UserId {
    let id = UserId(app.ports.ids.next());
    let now = app.now();
    let (name, account): (Username, NewAccount) = new_account(username);
    let mut kept = identity(username);
    kept.access_token = sandbox_token(app, username)
        .await
        .and_then(|token| app.ports.cipher.seal(&token_purpose(id), token.expose_secret().as_bytes()).ok());
    let mut work = app.ports.transactions.begin().await.expect("a unit of work");
    work.accounts().create(id, &name, &account, now).await.expect("a new account");
    work.accounts().link_identity(id, &kept, now).await.expect("a new identity");
    work.commit().await.expect("committed");
    id
}

/// The token that the sandbox gives to whoever signs in as `login`.
async fn sandbox_token(app: &TestApp, login: &str) -> Option<SecretString> {
    let provider = app.ports.providers.values().find(|provider| provider.is_sandbox())?;
    let request = AuthorizationRequest {
        state: "state".into(),
        nonce: "nonce".into(),
        verifier: "a verifier of at least forty-three characters, for tests".into(),
        redirect_uri: format!("{}/api/auth/github/callback", app.url),
    };
    let page = provider.authorize(&request).await.ok()?.url;
    let separator = if page.contains('?') { '&' } else { '?' };
    let answer = app.request(Method::GET, &format!("{page}{separator}login={login}")).send().await.ok()?;
    let location = answer.headers().get("location")?.to_str().ok()?;
    let code = location.split(['?', '&']).find_map(|pair| pair.strip_prefix("code="))?;
    let signed_in = provider.identify(&SecretString::from(code), &request).await.ok()?;
    Some(signed_in.access_token)
}
