mod logos;
mod side_by_side;

use std::{sync::Arc, time::Duration};

use secrecy::ExposeSecret;
use vibeslop_domain::accounts::ProviderName;
use vibeslop_ports::{
    ServiceError,
    accounts::Connection,
    github::{Repositories as RepositoryList, RepositoryPage, RepositorySort},
    mocks::{End, MockAccountQueries, MockImageChecker, MockRepositoryReader, MockTransactions, MockUnitOfWork},
    tokens::{Cipher, Sealed},
};

use super::{Connections, Repositories, RepositoryDetails};
use crate::{
    Error, ServiceFailure,
    accounts::token_purpose,
    fixtures::{ADA, BOB, OpenCipher, SetClock, details, now, service_away, spawnable, store_away},
};

fn connection() -> Connection {
    Connection {
        login: "Ada-L".to_owned(),
        access_token: Some(OpenCipher.seal(&token_purpose(ADA), b"gho_token").unwrap()),
        broken_at: None,
    }
}

/// Somebody with this connection.
fn connections(connection: Option<Connection>, unit: Option<MockUnitOfWork>) -> (Connections, Arc<MockTransactions>) {
    let mut queries = MockAccountQueries::new();
    queries
        .expect_connection()
        .withf(|_, provider| *provider == ProviderName::github())
        .returning(move |_, _| Ok(connection.clone()));
    let transactions = Arc::new(MockTransactions::of(unit));
    let connections = Connections {
        queries: Arc::new(queries),
        transactions: transactions.clone(),
        cipher: Arc::new(OpenCipher),
        clock: SetClock::new(),
    };
    (connections, transactions)
}

fn repositories(reader: MockRepositoryReader, unit: Option<MockUnitOfWork>) -> (Repositories, Arc<MockTransactions>) {
    let (connections, transactions) = connections(Some(connection()), unit);
    (Repositories { reader: Arc::new(reader), checker: Arc::new(MockImageChecker::new()), connections }, transactions)
}

/// A reader for whom everything of the example is there.
fn reader() -> MockRepositoryReader {
    let mut reader = MockRepositoryReader::new();
    let RepositoryDetails { repository, languages, topics, readme } = details();
    reader
        .expect_repository()
        .withf(|token, name| token.expose_secret() == "gho_token" && name.to_string() == "ada-l/planner")
        .returning(move |_, _| Ok(repository.clone()));
    reader.expect_languages().returning(move |_, _| Ok(languages.clone()));
    reader.expect_topics().returning(move |_, _| Ok(topics.clone()));
    reader.expect_readme().returning(move |_, _| Ok(readme.clone()));
    reader
}

const PAGE: RepositoryPage = RepositoryPage { page: 1, per_page: 30, sort: RepositorySort::Pushed, ascending: false };

/// What listing answers where GitHub fails like this.
async fn listed(error: ServiceError, unit: Option<MockUnitOfWork>) -> (Error, Vec<End>) {
    let mut reader = MockRepositoryReader::new();
    reader.expect_owned().return_once(|_, _| Err(error));
    let (repositories, transactions) = repositories(reader, unit);
    let error = repositories.owned(ADA, PAGE).await.expect_err("GitHub failed");
    (error, transactions.ends())
}

fn is_not_connected(error: &Error) -> bool {
    matches!(error, Error::Unauthenticated { code: "github_not_connected", .. })
}

#[tokio::test]
async fn access_is_the_token_that_was_kept_and_the_login_that_github_told() {
    let access = connections(Some(connection()), None).0.github(ADA).await.unwrap();
    assert_eq!((access.token.expose_secret(), access.login.as_str()), ("gho_token", "Ada-L"));
    assert!(!format!("{access:?}").contains("gho_token"), "the token shows in Debug");
}

#[tokio::test]
async fn without_a_token_that_works_nobody_is_connected() {
    let broken = Connection { broken_at: Some(now()), ..connection() };
    let tokenless = Connection { access_token: None, ..connection() };
    let unreadable = Connection { access_token: Some(Sealed(vec![1; 40])), ..connection() };
    let no_text = OpenCipher.seal(&token_purpose(ADA), &[0xFF, 0xFE]).unwrap();
    let no_text = Connection { access_token: Some(no_text), ..connection() };
    for kept in [None, Some(broken), Some(tokenless), Some(unreadable), Some(no_text)] {
        let error = connections(kept.clone(), None).0.github(ADA).await.unwrap_err();
        assert!(is_not_connected(&error), "{kept:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_token_of_another_account_opens_nothing() {
    let error = connections(Some(connection()), None).0.github(BOB).await.unwrap_err();
    assert!(is_not_connected(&error), "{error:?}");
}

#[tokio::test]
async fn ones_repositories_are_listed_as_github_answers() {
    let mut reader = MockRepositoryReader::new();
    let list = RepositoryList { items: vec![details().repository.summary], has_next: true };
    let answer = list.clone();
    reader
        .expect_owned()
        .withf(|token, page| token.expose_secret() == "gho_token" && *page == PAGE)
        .times(1)
        .returning(move |_, _| Ok(answer.clone()));
    reader.expect_is_sandbox().return_const(true);
    let (repositories, _) = repositories(reader, None);
    assert_eq!(repositories.owned(ADA, PAGE).await.unwrap(), list);
    assert!(repositories.is_sandbox());
}

#[tokio::test]
async fn details_are_put_together() {
    let (repositories, _) = repositories(reader(), None);
    assert_eq!(repositories.details(ADA, "ada-l", "planner").await.unwrap(), details());
}

#[tokio::test]
async fn a_readme_that_cannot_be_read_is_only_missing() {
    let mut reader = reader();
    reader.checkpoint();
    let RepositoryDetails { repository, .. } = details();
    reader.expect_repository().returning(move |_, _| Ok(repository.clone()));
    reader.expect_languages().returning(|_, _| Ok(Vec::new()));
    reader.expect_topics().returning(|_, _| Ok(Vec::new()));
    reader.expect_readme().returning(|_, _| Err(service_away()));
    let (repositories, _) = repositories(reader, None);
    assert_eq!(repositories.details(ADA, "ada-l", "planner").await.unwrap().readme, None);
}

#[tokio::test]
async fn a_name_that_cannot_be_one_is_not_asked_for() {
    let (repositories, _) = repositories(MockRepositoryReader::new(), None);
    for (owner, name) in [("..", "x"), ("ada", ".."), ("ada/x", "y"), ("", ""), ("ada", "x?y")] {
        let error = repositories.details(ADA, owner, name).await.unwrap_err();
        assert!(matches!(error, Error::NotFound("repository")), "{owner}/{name}: {error:?}");
    }
}

#[tokio::test]
async fn a_refused_token_is_marked_broken() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_mark_broken()
        .withf(|user, provider, _, at| *user == ADA && *provider == ProviderName::github() && *at == now())
        .times(1)
        .returning(|_, _, _, _| Ok(()));
    let (error, ends) = listed(ServiceError::Unauthorized, Some(unit)).await;
    assert!(is_not_connected(&error), "{error:?}");
    assert_eq!(ends, [End::Committed]);
}

#[tokio::test]
async fn the_person_hears_of_a_refused_token_even_where_it_cannot_be_noted() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_mark_broken().returning(|_, _, _, _| Err(store_away()));
    assert!(is_not_connected(&listed(ServiceError::Unauthorized, Some(unit)).await.0));
    assert!(is_not_connected(&listed(ServiceError::Unauthorized, None).await.0));
}

#[tokio::test]
async fn each_other_failure_has_its_kind_and_marks_nothing() {
    let hour = Some(Duration::from_hours(1));
    for (source, kind) in [
        (ServiceError::Limited { retry_after: hour }, ServiceFailure::Unavailable { retry_after: hour }),
        (service_away(), ServiceFailure::Bad),
        (ServiceError::TimedOut, ServiceFailure::TimedOut),
        (ServiceError::Forbidden, ServiceFailure::Bad),
        (ServiceError::NotFound, ServiceFailure::Bad),
        (ServiceError::Malformed("HTML".into()), ServiceFailure::Bad),
    ] {
        match listed(source, None).await {
            (Error::Service { code: "github_api_error", failure, .. }, ends) => {
                assert_eq!((failure, ends), (kind, vec![]));
            }
            (other, _) => panic!("{other:?}"),
        }
    }
    let mut reader = reader();
    reader.checkpoint();
    reader.expect_repository().returning(|_, _| Err(ServiceError::NotFound));
    reader.expect_languages().returning(|_, _| Ok(Vec::new()));
    reader.expect_topics().returning(|_, _| Ok(Vec::new()));
    reader.expect_readme().returning(|_, _| Ok(None));
    let unknown = repositories(reader, None).0.details(ADA, "ada-l", "planner").await.unwrap_err();
    assert!(matches!(unknown, Error::NotFound("repository")), "{unknown:?}");
}

const _: fn(&Repositories) = |repositories| {
    spawnable(&repositories.owned(ADA, PAGE));
    spawnable(&repositories.details(ADA, "", ""));
};
