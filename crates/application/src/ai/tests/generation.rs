use std::{sync::Arc, time::Duration};

use vibeslop_ports::{
    ServiceError,
    accounts::Connection,
    ai::{ChatRequest, Completion, LanguageModel, Usage, Writing},
    github::FileTree,
    limits::Unlimited,
    mocks::{
        MockAccountQueries, MockImageChecker, MockLanguageModel, MockPainter, MockRepositoryReader, MockTransactions,
    },
    tokens::Cipher,
};

use super::{books, covers, good};
use crate::{
    Error, ServiceFailure,
    accounts::token_purpose,
    ai::{GeneratedProjectView, ProjectWriter},
    fixtures::{ADA, OpenCipher, SetClock, details, service_away, spawnable},
    github::{Connections, Repositories, RepositoryDetails},
    limits::{Limits, Quotas},
};

pub(super) fn completion(text: &str) -> Completion {
    Completion { text: text.to_owned(), model: "a model".to_owned(), usage: Usage::default() }
}

/// A model without answers.
fn model() -> MockLanguageModel {
    let mut model = MockLanguageModel::new();
    model.expect_name().returning(|| "a model".to_owned());
    model
}

/// Somebody who writes with this model, for whom no cover can be painted.
pub(super) fn writer(model: impl LanguageModel + 'static, repositories: Repositories) -> ProjectWriter {
    let limits = Limits {
        store: Arc::new(Unlimited),
        buckets: Arc::new(Unlimited),
        clock: SetClock::new(),
        quotas: Quotas { ai_image: 0, ..Quotas::default() },
    };
    let covers = covers(MockPainter::new(), repositories.clone());
    ProjectWriter { model: Arc::new(model), repositories, covers, limits, books: books() }
}

/// A model that gives these answers, in order, to exactly as many requests.
pub(super) fn answering(answers: Vec<Result<String, ServiceError>>) -> MockLanguageModel {
    let mut model = model();
    let mut answers = answers.into_iter();
    model
        .expect_complete()
        .times(answers.len())
        .returning(move |_| answers.next().unwrap().map(|text| completion(&text)));
    model
}

/// Repositories of Ada, among them this one.
pub(super) fn repositories(details: RepositoryDetails) -> Repositories {
    let RepositoryDetails { repository, languages, topics, readme } = details;
    let mut reader = MockRepositoryReader::new();
    reader.expect_repository().return_once(|_, _| Ok(repository));
    reader.expect_languages().return_once(|_, _| Ok(languages));
    reader.expect_topics().return_once(|_, _| Ok(topics));
    reader.expect_readme().return_once(|_, _| Ok(readme));
    reader.expect_files().returning(|_, _, _| Ok(FileTree::default()));
    repositories_of(reader, Some("Ada-L"))
}

pub(super) fn repositories_of(reader: MockRepositoryReader, login: Option<&'static str>) -> Repositories {
    let mut queries = MockAccountQueries::new();
    queries.expect_connection().returning(move |user, _| {
        Ok(login.map(|login| Connection {
            login: login.to_owned(),
            access_token: Some(OpenCipher.seal(&token_purpose(user), b"gho_token").unwrap()),
            broken_at: None,
        }))
    });
    let connections = Connections {
        queries: Arc::new(queries),
        transactions: Arc::new(MockTransactions::default()),
        cipher: Arc::new(OpenCipher),
        clock: SetClock::new(),
    };
    Repositories { reader: Arc::new(reader), checker: Arc::new(MockImageChecker::new()), connections }
}

async fn generated(model: MockLanguageModel, details: RepositoryDetails) -> Result<GeneratedProjectView, Error> {
    let writer = writer(model, repositories(details));
    writer.generate(ADA, "ada-l", "planner").await
}

async fn failed(answers: Vec<Result<String, ServiceError>>) -> Error {
    generated(answering(answers), details()).await.expect_err("nothing usable was answered")
}

fn kind(error: &Error) -> Option<ServiceFailure> {
    match error {
        Error::Service { code: "generation_failed", failure, .. } => Some(*failure),
        _ => None,
    }
}

#[tokio::test]
async fn a_good_answer_becomes_a_project_with_its_links() {
    let view = generated(answering(vec![Ok(good())]), details()).await.unwrap();
    assert_eq!(view.project.title, "Tidepool");
    assert_eq!(view.github_url, "https://github.com/ada-l/planner");
    assert_eq!(view.live_url.as_deref(), Some("https://planner.example"));
}

#[tokio::test]
async fn a_homepage_is_a_link_or_nothing() {
    for (homepage, link) in [
        (Some("planner.example/docs"), Some("https://planner.example/docs")),
        (Some(" http://planner.example/ "), Some("http://planner.example")),
        (Some("javascript:alert(1)"), None),
        (Some("soon"), None),
        (Some(""), None),
        (None, None),
    ] {
        let mut details = details();
        details.repository.homepage = homepage.map(str::to_owned);
        let view = generated(answering(vec![Ok(good())]), details).await.unwrap();
        assert_eq!(view.live_url.as_deref(), link, "{homepage:?}");
    }
}

#[tokio::test]
async fn a_bad_answer_is_repaired_once_and_the_fault_is_named() {
    let mut model = model();
    let is_repair = |request: &ChatRequest| request.user.contains("\"title\" can't be blank");
    model
        .expect_complete()
        .withf(move |request| !is_repair(request))
        .times(1)
        .returning(|_| Ok(completion(r#"{"description": "x", "long_description": "y"}"#)));
    model.expect_complete().withf(is_repair).times(1).returning(|_| Ok(completion(&good())));
    assert_eq!(generated(model, details()).await.unwrap().project.title, "Tidepool");
}

#[tokio::test]
async fn a_second_bad_answer_is_the_end() {
    for bad in ["Sorry, no.", r#"{"title": 7}"#] {
        let error = failed(vec![Ok(bad.to_owned()), Ok(bad.to_owned())]).await;
        assert_eq!(kind(&error), Some(ServiceFailure::Bad), "{error:?}");
        assert!(!error.to_string().contains("Sorry"), "the model's words are shown");
    }
}

#[tokio::test]
async fn a_first_answer_that_lacks_little_is_kept_where_the_second_is_worse() {
    let little = good().replace(r#"["Shared dive plans","Tide alerts"]"#, "\"Fast\"");
    assert_ne!(little, good());
    for second in [Ok("Sorry, no.".to_owned()), Err(service_away())] {
        let view = generated(answering(vec![Ok(little.clone()), second]), details()).await.unwrap();
        assert_eq!((view.project.title.as_str(), view.project.highlights.len()), ("Tidepool", 0));
    }
    let view = generated(answering(vec![Ok(little), Ok(good())]), details()).await.unwrap();
    assert_eq!(view.project.highlights.len(), 2);
}

#[tokio::test]
async fn each_failure_of_the_model_has_its_kind() {
    let soon = Some(Duration::from_secs(20));
    for (source, expected) in [
        (ServiceError::TimedOut, ServiceFailure::TimedOut),
        (service_away(), ServiceFailure::Bad),
        (ServiceError::Limited { retry_after: soon }, ServiceFailure::Unavailable { retry_after: soon }),
        (ServiceError::OutOfCredit, ServiceFailure::Unavailable { retry_after: None }),
        (ServiceError::Unauthorized, ServiceFailure::Unavailable { retry_after: None }),
        (ServiceError::Forbidden, ServiceFailure::Bad),
        (ServiceError::NotFound, ServiceFailure::Bad),
        (ServiceError::Malformed("HTML".into()), ServiceFailure::Bad),
    ] {
        let error = failed(vec![Err(source)]).await;
        assert_eq!(kind(&error), Some(expected), "{error:?}");
    }
    let error = failed(vec![Err(ServiceError::Moderated)]).await;
    assert!(matches!(error, Error::Refused { code: "content_policy_violation", .. }), "{error:?}");
}

#[tokio::test]
async fn a_private_repository_of_somebody_else_is_not_read_to_the_model() {
    let mut private = details();
    private.repository.summary.private = true;
    private.repository.summary.owner_login = "bob".to_owned();
    let mut model = model();
    model.expect_complete().never();
    let refused = generated(model, private.clone()).await;
    assert!(matches!(refused, Err(Error::Forbidden { code: "access_denied", .. })), "{refused:?}");
    // GitHub's logins ignore case: Ada signed in as `Ada-L`.
    private.repository.summary.owner_login = "ada-l".to_owned();
    assert!(generated(answering(vec![Ok(good())]), private).await.is_ok());
}

#[tokio::test]
async fn without_github_nothing_is_asked_of_anybody() {
    let mut model = model();
    model.expect_complete().never();
    let repositories = repositories_of(MockRepositoryReader::new(), None);
    let writer = writer(model, repositories);
    let refused = writer.generate(ADA, "ada-l", "planner").await;
    assert!(matches!(refused, Err(Error::Unauthenticated { code: "github_not_connected", .. })), "{refused:?}");
    assert!(matches!(writer.generate(ADA, "..", "planner").await, Err(Error::NotFound("repository"))));
}

/// A model that takes an hour.
struct Slow;

#[async_trait::async_trait]
impl LanguageModel for Slow {
    fn is_sandbox(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        "slow".to_owned()
    }

    async fn complete(&self, _: &ChatRequest) -> Result<Completion, ServiceError> {
        tokio::time::sleep(Duration::from_hours(1)).await;
        Ok(completion(&good()))
    }

    async fn write(&self, _: &ChatRequest) -> Result<Box<dyn Writing>, ServiceError> {
        Err(service_away())
    }
}

#[tokio::test]
async fn there_is_a_limit_to_the_whole() {
    let writer = writer(Slow, repositories(details()));
    assert!(writer.is_sandbox());
    let error = writer.generate_within(Duration::from_millis(20), ADA, "ada-l", "planner").await.unwrap_err();
    assert_eq!(kind(&error), Some(ServiceFailure::TimedOut), "{error:?}");
}

const _: fn(&ProjectWriter) = |writer| spawnable(&writer.generate(ADA, "", ""));
