use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU32, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use vibeslop_domain::github::RepositoryName;
use vibeslop_ports::{
    ServiceError,
    accounts::{AuthorizationRequest, IdentityError, IdentityProvider, SandboxDirectory},
    environment::{Clock, Entropy},
    github::{RepositoryPage, RepositoryReader, RepositorySort},
};

use super::SandboxGithub;

const BACK: &str = "http://localhost:4001/api/auth/github/callback";

/// A clock that a test moves, and chance without any.
#[derive(Default)]
struct Fixed {
    minutes: AtomicI64,
    drawn: AtomicU32,
}

impl Clock for Fixed {
    fn now(&self) -> DateTime<Utc> {
        let start = DateTime::from_timestamp(1_770_034_530, 0).unwrap();
        start + TimeDelta::minutes(self.minutes.load(Ordering::Relaxed))
    }
}

impl Entropy for Fixed {
    fn secret(&self) -> SecretString {
        format!("secret-{}", self.number()).into()
    }

    fn number(&self) -> u32 {
        self.drawn.fetch_add(1, Ordering::Relaxed)
    }
}

fn github() -> (SandboxGithub, Arc<Fixed>) {
    let fixed = Arc::new(Fixed::default());
    (SandboxGithub::new("http://localhost:4001/", fixed.clone(), fixed.clone()), fixed)
}

fn request() -> AuthorizationRequest {
    AuthorizationRequest {
        state: "state & more".into(),
        nonce: "nonce".into(),
        verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
        redirect_uri: BACK.to_owned(),
    }
}

/// Does what the authorisation page does when somebody picks a person on it.
async fn picks(github: &SandboxGithub, login: &str) -> Option<SecretString> {
    let page = url::Url::parse(&github.authorize(&request()).await.unwrap().url).unwrap();
    let param = |name: &str| page.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    assert_eq!(page.path(), "/dev/github/login/oauth/authorize");
    assert_eq!(param("client_id").as_deref(), Some("sandbox"));
    assert_eq!(param("state").as_deref(), Some("state & more"));
    github.grant(login, &param("redirect_uri").unwrap(), param("code_challenge").as_deref())
}

fn page(per_page: u8, number: u32, sort: RepositorySort, ascending: bool) -> RepositoryPage {
    RepositoryPage { page: number, per_page, sort, ascending }
}

async fn names(github: &SandboxGithub, page: RepositoryPage) -> (Vec<String>, bool) {
    let found = github.owned(&"sandbox-alice".into(), page).await.unwrap();
    (found.items.into_iter().map(|repository| repository.name).collect(), found.has_next)
}

#[tokio::test]
async fn whoever_is_picked_on_the_page_signs_in() {
    let (github, _) = github();
    let code = picks(&github, "alice").await.unwrap();
    let identity = github.identify(&code, &request()).await.unwrap();
    assert_eq!(identity.profile.login, "alice");
    assert_eq!(identity.profile.verified_email.as_deref(), Some("alice@example.com"));
    assert_eq!(identity.access_token.expose_secret(), "sandbox-alice");
    assert!(IdentityProvider::is_sandbox(&github) && RepositoryReader::is_sandbox(&github));
}

#[tokio::test]
async fn codes_work_once_and_for_ten_minutes() {
    let (github, fixed) = github();
    assert!(picks(&github, "mallory").await.is_none());

    let code = picks(&github, "bob").await.unwrap();
    github.identify(&code, &request()).await.unwrap();
    let again = github.identify(&code, &request()).await;
    assert!(matches!(again, Err(IdentityError::CodeRefused)), "{again:?}");

    let code = picks(&github, "bob").await.unwrap();
    fixed.minutes.store(11, Ordering::Relaxed);
    let late = github.identify(&code, &request()).await;
    assert!(matches!(late, Err(IdentityError::CodeRefused)), "{late:?}");
}

#[tokio::test]
async fn a_code_needs_its_verifier() {
    let (github, _) = github();
    let code = picks(&github, "carol").await.unwrap();
    let stolen = AuthorizationRequest { verifier: "another".into(), ..request() };
    let refused = github.identify(&code, &stolen).await;
    assert!(matches!(refused, Err(IdentityError::CodeRefused)), "{refused:?}");
}

#[tokio::test]
async fn the_page_shows_everybody() {
    let (github, _) = github();
    let people = github.people();
    assert_eq!(people.iter().map(|person| person.login.as_str()).collect::<Vec<_>>(), ["alice", "bob", "carol"]);
    assert!(people.iter().all(|person| !person.bio.is_empty()));
}

#[tokio::test]
async fn lists_are_sorted_and_come_in_pages() {
    let (github, _) = github();
    let (all, more) = names(&github, page(100, 1, RepositorySort::Pushed, false)).await;
    assert_eq!(all, ["harbor-lights", "sourdough-log", "dotfiles", "pixel-quilt", "advent-of-code"]);
    assert!(!more);
    let (second, more) = names(&github, page(2, 2, RepositorySort::FullName, true)).await;
    assert_eq!((second, more), (vec!["harbor-lights".to_owned(), "pixel-quilt".to_owned()], true));
    let (oldest, _) = names(&github, page(1, 1, RepositorySort::Created, true)).await;
    assert_eq!(oldest, ["dotfiles"]);
    let (updated, _) = names(&github, page(1, 1, RepositorySort::Updated, true)).await;
    assert_eq!(updated, ["advent-of-code"]);
    assert_eq!(names(&github, page(100, u32::MAX, RepositorySort::Pushed, false)).await, (vec![], false));
}

#[tokio::test]
async fn a_repository_is_told_in_four_calls() {
    let (github, _) = github();
    let name = RepositoryName::new("Alice", "Harbor-Lights").unwrap();
    let token = "sandbox-bob".into();
    let repository = github.repository(&token, &name).await.unwrap();
    assert_eq!(repository.summary.full_name, "alice/harbor-lights");
    assert_eq!(repository.summary.pushed_at.as_deref(), Some("2026-02-01T00:41:00Z"));
    assert_eq!(repository.homepage.as_deref(), Some("https://harbor-lights.example"));
    assert_eq!(github.languages(&token, &name).await.unwrap()[0], ("Rust".to_owned(), 182_400));
    assert!(github.topics(&token, &name).await.unwrap().contains(&"ferries".to_owned()));
    assert!(github.readme(&token, &name).await.unwrap().unwrap().starts_with("# Harbor Lights\n"));
}

#[tokio::test]
async fn a_private_repository_is_there_for_its_owner_alone() {
    let (github, _) = github();
    let name = RepositoryName::new("carol", "moonbase-ledger").unwrap();
    assert!(github.repository(&"sandbox-carol".into(), &name).await.unwrap().summary.private);
    let others = github.readme(&"sandbox-alice".into(), &name).await;
    assert!(matches!(others, Err(ServiceError::NotFound)), "{others:?}");
}

#[tokio::test]
async fn strangers_and_unknown_names_are_refused() {
    let (github, _) = github();
    for token in ["", "alice", "sandbox-", "sandbox-mallory"] {
        let refused = github.owned(&token.into(), page(30, 1, RepositorySort::Pushed, false)).await;
        assert!(matches!(refused, Err(ServiceError::Unauthorized)), "{token}: {refused:?}");
    }
    for (owner, name) in [("alice", "nothing"), ("nobody", "harbor-lights"), ("bob", "harbor-lights")] {
        let missing = github.topics(&"sandbox-bob".into(), &RepositoryName::new(owner, name).unwrap()).await;
        assert!(matches!(missing, Err(ServiceError::NotFound)), "{owner}/{name}: {missing:?}");
    }
}

#[tokio::test]
async fn an_empty_repository_has_nothing_to_tell() {
    let (github, _) = github();
    let name = RepositoryName::new("bob", "blank-slate").unwrap();
    let token = "sandbox-bob".into();
    let repository = github.repository(&token, &name).await.unwrap();
    assert_eq!((repository.summary.pushed_at, repository.summary.language), (None, None));
    assert_eq!(repository.summary.updated_at, "2026-01-04T09:30:00Z");
    assert_eq!(github.readme(&token, &name).await.unwrap(), None);
    assert!(github.languages(&token, &name).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_has_a_homepage_has_a_logo_among_its_files() {
    let (github, _) = github();
    let token = SecretString::from("sandbox-alice");
    let name = RepositoryName::new("alice", "harbor-lights").unwrap();
    let tree = github.files(&token, &name, "main").await.unwrap();
    let paths: Vec<&str> = tree.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["README.md", "public/logo.png"]);
    let logo = github.file(&token, &name, "public/logo.png").await.unwrap().unwrap();
    assert_eq!(u64::try_from(logo.len()).unwrap(), tree.files[1].size);
    assert!(logo.starts_with(b"\x89PNG"));
    assert!(github.file(&token, &name, "nothing").await.unwrap().is_none());
}
