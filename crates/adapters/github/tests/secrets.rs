//! Nothing secret is in any log, at the level that tells most.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use tracing_subscriber::fmt::MakeWriter;
use vibeslop_domain::github::RepositoryName;
use vibeslop_github::{GithubClient, GithubSignIn, Limits, OAuthApp};
use vibeslop_ports::accounts::{AuthorizationRequest, IdentityProvider};
use vibeslop_ports::environment::Clock;
use vibeslop_ports::github::{RepositoryPage, RepositoryReader, RepositorySort};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const TOKEN: &str = "gho_16C7e42F292c6912E7710c838347Ae178B4a";
const CLIENT_SECRET: &str = "the-password-of-the-application";
const CODE: &str = "the-code-that-becomes-a-token";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

struct Now;

impl Clock for Now {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_225_600, 0).unwrap()
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_logged_at_any_level() {
    let log = Log::default();
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(log.clone()).init();
    let github = MockServer::start().await;
    // A service that repeats what it was asked with, in success and in failure. Its API knows of the token alone.
    let echo = |status| {
        let body = format!(r#"{{"message": "{TOKEN}"}}"#);
        ResponseTemplate::new(status).set_body_string(body).insert_header("etag", "\"1\"")
    };
    for (place, status) in
        [("/user/repos", 500), ("/repos/a/b", 403), ("/repos/a/b/topics", 200), ("/repos/a/b/readme", 401)]
    {
        Mock::given(path(place)).respond_with(echo(status)).mount(&github).await;
    }
    let granted = format!(r#"{{"access_token": "{TOKEN}", "token_type": "bearer", "scope": "read:user"}}"#);
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(granted, "application/json"))
        .mount(&github)
        .await;
    Mock::given(path("/user")).respond_with(echo(502)).mount(&github).await;
    Mock::given(path("/user/emails")).respond_with(echo(429)).mount(&github).await;

    let limits = Limits { total: Duration::from_secs(3), connect: Duration::from_secs(1) };
    let client = GithubClient::new(&github.uri(), limits, Arc::new(Now)).unwrap();
    let (token, name) = (SecretString::from(TOKEN), RepositoryName::new("a", "b").unwrap());
    let page = RepositoryPage { page: 1, per_page: 1, sort: RepositorySort::Pushed, ascending: false };
    let mut errors = Vec::new();
    errors.push(client.owned(&token, page).await.map(drop).unwrap_err());
    errors.push(client.repository(&token, &name).await.map(drop).unwrap_err());
    errors.push(client.topics(&token, &name).await.map(drop).unwrap_err());
    errors.push(client.readme(&token, &name).await.map(drop).unwrap_err());
    for error in &errors {
        tracing::error!(error = error as &dyn std::error::Error, "as a use case logs it");
    }
    let app = OAuthApp {
        url: github.uri(),
        client_id: "Iv1.8a61f9b3a7aba766".to_owned(),
        client_secret: CLIENT_SECRET.into(),
    };
    let request = AuthorizationRequest {
        state: "state".into(),
        nonce: "nonce".into(),
        verifier: VERIFIER.into(),
        redirect_uri: "http://localhost:4001/api/auth/github/callback".to_owned(),
    };
    let refused = GithubSignIn::new(&app, &client).unwrap().identify(&CODE.into(), &request).await;
    let refused = refused.unwrap_err();
    tracing::error!(error = &refused as &dyn std::error::Error, "as a use case logs it");

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("TRACE") && logged.contains("as a use case logs it"), "the log was listened to");
    for secret in [TOKEN, CLIENT_SECRET, CODE, VERIFIER] {
        let line = logged.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
