use vibeslop_ports::ServiceError;
use vibeslop_ports::github::{Repositories, RepositoryPage, RepositoryReader, RepositorySort};
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{TOKEN, client, everything, fixture, tidepool, token};

fn page() -> RepositoryPage {
    RepositoryPage { page: 2, per_page: 50, sort: RepositorySort::Pushed, ascending: false }
}

async fn owned(answer: ResponseTemplate) -> Repositories {
    let github = MockServer::start().await;
    Mock::given(path("/user/repos")).respond_with(answer).expect(1).mount(&github).await;
    client(&github.uri()).owned(&token(), page()).await.unwrap()
}

#[tokio::test]
async fn the_list_is_asked_for_as_github_documents_it() {
    let github = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/user/repos"))
        .and(query_param("per_page", "50"))
        .and(query_param("page", "2"))
        .and(query_param("sort", "pushed"))
        .and(query_param("direction", "desc"))
        .and(query_param("visibility", "all"))
        .and(query_param("affiliation", "owner"))
        .and(header("authorization", format!("Bearer {TOKEN}").as_str()))
        .and(header("accept", "application/vnd.github+json"))
        .and(header("x-github-api-version", "2022-11-28"))
        .and(header("user-agent", "Vibeslop"))
        .respond_with(fixture(200, "repositories.json"))
        .expect(1)
        .mount(&github)
        .await;
    let client = client(&github.uri());
    assert!(!client.is_sandbox());
    let found = client.owned(&token(), page()).await.unwrap();
    assert_eq!(found.items.len(), 2);
    assert!(!found.has_next);
}

#[tokio::test]
async fn a_listed_repository_keeps_every_field() {
    let found = owned(fixture(200, "repositories.json")).await;
    let first = &found.items[0];
    assert_eq!((first.id, first.name.as_str(), first.full_name.as_str()), (812_345, "tidepool", "mira-l/tidepool"));
    assert_eq!(first.description.as_deref(), Some("Dive planner"));
    assert_eq!(first.owner_login, "mira-l");
    assert_eq!(first.owner_avatar_url.as_deref(), Some("https://avatars.github.example/u/4107311?v=4"));
    assert_eq!(first.html_url, "https://github.example/mira-l/tidepool");
    assert_eq!((first.private, first.stargazers_count, first.language.as_deref()), (false, 12, Some("Rust")));
    assert_eq!(first.pushed_at.as_deref(), Some("2026-01-30T08:00:00Z"));
    assert_eq!(
        (first.created_at.as_str(), first.updated_at.as_str()),
        ("2025-06-01T10:00:00Z", "2026-01-30T08:00:10Z")
    );
}

#[tokio::test]
async fn a_repository_without_a_push_has_the_time_of_its_making() {
    let found = owned(fixture(200, "repositories.json")).await;
    let empty = &found.items[1];
    assert!(empty.private && empty.description.is_none() && empty.language.is_none());
    assert_eq!(empty.pushed_at.as_deref(), Some("2026-02-03T09:00:00Z"));
}

#[tokio::test]
async fn the_link_header_tells_whether_there_is_more() {
    let next = r#"<https://api.github.example/user/repos?page=3>; rel="next", <https://api.github.example/user/repos?page=1>; rel="first""#;
    assert!(owned(fixture(200, "repositories.json").insert_header("link", next)).await.has_next);
    let last = r#"<https://api.github.example/user/repos?page=1>; rel="prev""#;
    assert!(!owned(fixture(200, "repositories.json").insert_header("link", last)).await.has_next);
}

#[tokio::test]
async fn numbers_beyond_what_github_takes_are_brought_into_its_range() {
    let github = MockServer::start().await;
    Mock::given(path("/user/repos"))
        .and(query_param("per_page", "100"))
        .and(query_param("page", "1"))
        .and(query_param("sort", "full_name"))
        .and(query_param("direction", "asc"))
        .respond_with(fixture(200, "repositories.json"))
        .expect(1)
        .mount(&github)
        .await;
    let page = RepositoryPage { page: 0, per_page: 255, sort: RepositorySort::FullName, ascending: true };
    client(&github.uri()).owned(&token(), page).await.unwrap();
}

#[tokio::test]
async fn a_repository_is_read_with_its_details() {
    let github = MockServer::start().await;
    Mock::given(path("/repos/mira-l/tidepool"))
        .respond_with(fixture(200, "repository.json"))
        .expect(1)
        .mount(&github)
        .await;
    let found = client(&github.uri()).repository(&token(), &tidepool()).await.unwrap();
    assert_eq!(found.summary.full_name, "mira-l/tidepool");
    assert_eq!(found.homepage.as_deref(), Some("https://tidepool.example"));
    assert_eq!((found.watchers_count, found.forks_count, found.size), (12, 1, 420));
    assert_eq!(found.default_branch, "main");
}

#[tokio::test]
async fn an_empty_homepage_is_none() {
    let github = MockServer::start().await;
    let answer = fixture(200, "repository_without_homepage.json");
    Mock::given(path("/repos/mira-l/tidepool")).respond_with(answer).mount(&github).await;
    let found = client(&github.uri()).repository(&token(), &tidepool()).await.unwrap();
    assert_eq!(found.homepage, None);
}

#[tokio::test]
async fn an_installation_of_ones_own_has_the_api_below_a_path() {
    let github = MockServer::start().await;
    for base in ["api/v3", "api/v3/"] {
        let answer = fixture(200, "repository.json");
        let mock = Mock::given(path("/api/v3/repos/mira-l/tidepool")).respond_with(answer).expect(1);
        let _guard = mock.mount_as_scoped(&github).await;
        client(&format!("{}/{base}", github.uri())).repository(&token(), &tidepool()).await.unwrap();
    }
}

#[tokio::test]
async fn languages_come_with_the_most_used_first() {
    let github = MockServer::start().await;
    let answer = fixture(200, "languages.json");
    Mock::given(path("/repos/mira-l/tidepool/languages")).respond_with(answer).mount(&github).await;
    let found = client(&github.uri()).languages(&token(), &tidepool()).await.unwrap();
    let named: Vec<_> = found.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_eq!(named, [("Rust", 90_210), ("HTML", 1_200), ("SQL", 1_200)]);
}

#[tokio::test]
async fn topics_are_read() {
    let github = MockServer::start().await;
    let answer = fixture(200, "topics.json");
    Mock::given(path("/repos/mira-l/tidepool/topics")).respond_with(answer).mount(&github).await;
    assert_eq!(client(&github.uri()).topics(&token(), &tidepool()).await.unwrap(), ["diving", "planner"]);
}

#[tokio::test]
async fn a_readme_is_asked_for_as_text() {
    let github = MockServer::start().await;
    Mock::given(path("/repos/mira-l/tidepool/readme"))
        .and(header("accept", "application/vnd.github.raw+json"))
        .respond_with(ResponseTemplate::new(200).set_body_bytes(b"# Tidepool\n\nPlans dives. \xff".as_slice()))
        .expect(1)
        .mount(&github)
        .await;
    let readme = client(&github.uri()).readme(&token(), &tidepool()).await.unwrap();
    assert_eq!(readme.as_deref(), Some("# Tidepool\n\nPlans dives. \u{fffd}"));
}

#[tokio::test]
async fn a_repository_may_have_no_readme() {
    let github = MockServer::start().await;
    let answer = fixture(404, "not_found.json");
    Mock::given(path("/repos/mira-l/tidepool/readme")).respond_with(answer).mount(&github).await;
    assert_eq!(client(&github.uri()).readme(&token(), &tidepool()).await.unwrap(), None);
}

#[tokio::test]
async fn a_renamed_repository_is_found_at_its_new_place() {
    let github = MockServer::start().await;
    let there = format!("{}/repositories/812345", github.uri());
    Mock::given(path("/repos/mira-l/tidepool"))
        .respond_with(fixture(301, "moved.json").insert_header("location", there.as_str()))
        .mount(&github)
        .await;
    Mock::given(path("/repositories/812345"))
        .and(header("authorization", format!("Bearer {TOKEN}").as_str()))
        .respond_with(fixture(200, "repository.json"))
        .expect(1)
        .mount(&github)
        .await;
    client(&github.uri()).repository(&token(), &tidepool()).await.unwrap();
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    let (github, stranger) = (MockServer::start().await, MockServer::start().await);
    Mock::given(path("/repos/mira-l/tidepool"))
        .respond_with(ResponseTemplate::new(302).insert_header("location", stranger.uri().as_str()))
        .mount(&github)
        .await;
    let refused = client(&github.uri()).repository(&token(), &tidepool()).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Malformed(_)), "{}", everything(&refused));
    assert!(stranger.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let github = MockServer::start().await;
    let here = format!("{}/repos/mira-l/tidepool", github.uri());
    Mock::given(path("/repos/mira-l/tidepool"))
        .respond_with(ResponseTemplate::new(301).insert_header("location", here.as_str()))
        .expect(5)
        .mount(&github)
        .await;
    let refused = client(&github.uri()).repository(&token(), &tidepool()).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Malformed(_)), "{refused:?}");
}
