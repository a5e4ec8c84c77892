//! The application on mocks. A mock without an expectation breaks off when it is called, so that what a test does not
//! name must not happen.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use actix_web::{
    body::to_bytes,
    http::{
        StatusCode,
        header::{AUTHORIZATION, HeaderMap},
    },
    test::{TestRequest, call_service, init_service},
    web::Bytes,
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use vibeslop_application::{Policy, Ports, Services};
use vibeslop_domain::{
    accounts::{Email, ProviderName},
    ids::UserId,
};
use vibeslop_http::{Api, Settings};
use vibeslop_ports::{
    accounts::{IdentityProvider, SandboxDirectory, Viewer},
    mocks::{
        MockAccessTokens, MockAccountQueries, MockCallLog, MockCatalogQueries, MockCipher, MockClock, MockEntropy,
        MockFeedQueries, MockIds, MockLanguageModel, MockMediaStore, MockNotificationQueries, MockPersonalListQueries,
        MockPostQueries, MockProfileQueries, MockProjectQueries, MockReadiness, MockRepositoryReader, MockTransactions,
        MockUnitOfWork, MockVersionQueries,
    },
    tokens::{Claims, InvalidToken, Sealed, Unreadable},
};

pub const BACKEND: &str = "http://localhost:4001";
pub const FRONTEND: &str = "http://localhost:5173";
pub const ADA: UserId = UserId(Uuid::from_u128(0xADA));
pub const SOME_ID: &str = "0190b1c2-7d3e-7000-8000-0000000000ab";

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_770_027_330, 250_400_700).expect("a moment")
}

/// What stands behind the ports.
#[derive(Default)]
pub struct Doubles {
    pub units: Vec<MockUnitOfWork>,
    pub accounts: MockAccountQueries,
    pub profiles: MockProfileQueries,
    pub personal_lists: MockPersonalListQueries,
    pub notifications: MockNotificationQueries,
    pub catalog: MockCatalogQueries,
    pub posts: MockPostQueries,
    pub projects: MockProjectQueries,
    pub feed: MockFeedQueries,
    pub media: MockMediaStore,
    pub repositories: MockRepositoryReader,
    pub model: MockLanguageModel,
    pub calls: MockCallLog,
    pub readiness: MockReadiness,
    pub providers: BTreeMap<ProviderName, Arc<dyn IdentityProvider>>,
    pub sandbox: Option<Arc<dyn SandboxDirectory>>,
    pub cors_origins: Vec<String>,
    pub backend_url: Option<String>,
}

impl Doubles {
    /// With Ada, whose token is `ada`.
    pub fn with_ada() -> Self {
        let mut doubles = Self::default();
        doubles.accounts.expect_viewer().returning(|claims| Ok((claims.user == ADA).then(|| ada(false))));
        doubles
    }

    pub fn api(self) -> Api {
        let backend_url = self.backend_url.unwrap_or_else(|| BACKEND.to_owned());
        let settings = Settings {
            backend_url: backend_url.clone(),
            frontend_url: FRONTEND.to_owned(),
            cors_origins: self.cors_origins,
            version: "1.2.3".to_owned(),
        };
        let ports = Ports {
            transactions: Arc::new(MockTransactions::of(self.units)),
            accounts: Arc::new(self.accounts),
            profiles: Arc::new(self.profiles),
            personal_lists: Arc::new(self.personal_lists),
            notifications: Arc::new(self.notifications),
            catalog: Arc::new(self.catalog),
            posts: Arc::new(self.posts),
            projects: Arc::new(self.projects),
            feed: Arc::new(self.feed),
            versions: Arc::new(versions()),
            media: Arc::new(self.media),
            tokens: Arc::new(tokens()),
            cipher: Arc::new(cipher()),
            clock: Arc::new(clock()),
            ids: Arc::new(ids()),
            entropy: Arc::new(entropy()),
            providers: self.providers,
            repositories: Arc::new(self.repositories),
            model: Arc::new(self.model),
            calls: Arc::new(self.calls),
            ..Ports::mocks()
        };
        let services = Services::new(&ports, &Policy { backend_url, ..Policy::default() });
        Api::new(services, self.sandbox, Arc::new(self.readiness), ports.ids, settings)
    }

    pub async fn get(self, path: &str) -> Answer {
        self.send(TestRequest::get().uri(path)).await
    }

    pub async fn send(self, request: TestRequest) -> Answer {
        send(&self.api(), request).await
    }
}

pub async fn send(api: &Api, request: TestRequest) -> Answer {
    send_all(api, [request]).await.pop().expect("an answer")
}

/// One after the other, to one application.
pub async fn send_all(api: &Api, requests: impl IntoIterator<Item = TestRequest>) -> Vec<Answer> {
    let app = init_service(vibeslop_http::app(api)).await;
    let mut answers = Vec::new();
    for request in requests {
        let response = call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.map_err(|_| "body").expect("a body");
        answers.push(Answer { status, headers, body });
    }
    answers
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The one shape of errors, with this status and code.
    #[track_caller]
    pub fn expect_problem(&self, status: u16, code: &str) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status.as_u16(), status, "{text}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{text}");
        let problem = self.json();
        assert_eq!(problem["status"], status, "{text}");
        assert_eq!(problem["error"], code, "{text}");
        assert_eq!(problem["type"], format!("/problems/{}", code.replace('_', "-")), "{text}");
        assert_eq!(problem["message"], problem["detail"], "{text}");
        assert!(problem["message"].as_str().is_some_and(|message| message.len() > 5), "{text}");
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()), "{text}");
        assert_eq!(problem["request_id"], self.header("x-request-id"), "{text}");
        assert!(!self.header("x-request-id").is_empty());
        problem
    }
}

/// A request of Ada's.
pub fn by_ada(request: TestRequest) -> TestRequest {
    request.insert_header((AUTHORIZATION, "Bearer ada"))
}

pub fn ada(suspended: bool) -> Viewer {
    Viewer {
        id: ADA,
        username: "ada".to_owned(),
        email: Email::new("ada@example.com").expect("an address"),
        email_verified: true,
        tokens_valid_after: None,
        suspended,
    }
}

fn tokens() -> MockAccessTokens {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_verify().returning(|token, now| {
        let user = if token == "ada" { Ok(ADA) } else { Err(InvalidToken) }?;
        let token_id = Some("token-of-ada".to_owned());
        Ok(Claims { user, token_id, issued_at: Some(now), expires_at: now + chrono::TimeDelta::hours(1) })
    });
    tokens.expect_issue().returning(|claims| Ok(format!("token-for-{}", claims.user).into()));
    tokens
}

fn cipher() -> MockCipher {
    let mut cipher = MockCipher::new();
    cipher.expect_seal().returning(|purpose, secret| Ok(Sealed([purpose.as_bytes(), b"|", secret].concat())));
    cipher.expect_open().returning(|purpose, sealed| {
        let rest = sealed.0.strip_prefix(purpose.as_bytes()).and_then(|rest| rest.strip_prefix(b"|"));
        rest.map(<[u8]>::to_vec).ok_or(Unreadable)
    });
    cipher
}

/// Nothing has a version where no test gives it one.
fn versions() -> MockVersionQueries {
    let mut versions = MockVersionQueries::new();
    versions.expect_version().returning(|_| Ok(None));
    versions
}

fn clock() -> MockClock {
    let mut clock = MockClock::new();
    clock.expect_now().returning(now);
    clock
}

fn ids() -> MockIds {
    let next = AtomicU64::new(1);
    let mut ids = MockIds::new();
    ids.expect_next().returning(move || Uuid::from_u128(next.fetch_add(1, Ordering::SeqCst).into()));
    ids
}

fn entropy() -> MockEntropy {
    let next = AtomicU64::new(1);
    let mut entropy = MockEntropy::new();
    entropy.expect_secret().returning(move || format!("secret-{}", next.fetch_add(1, Ordering::SeqCst)).into());
    entropy.expect_number().returning(|| 7);
    entropy
}
