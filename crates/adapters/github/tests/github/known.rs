//! What has been answered before is only asked about.

use vibeslop_ports::github::{RepositoryPage, RepositoryReader, RepositorySort};
use wiremock::matchers::{header, header_exists, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{client, fixture, tidepool, token};

const TAG: &str = "W/\"644b5b0155e6404a9cc4bd9d8b1ae730\"";

/// A server that has an answer of this tag, and says so to whoever knows it.
async fn tagged(answer: ResponseTemplate, at: &str, full: u64, same: u64) -> MockServer {
    let github = MockServer::start().await;
    Mock::given(path(at))
        .and(header("if-none-match", TAG))
        .respond_with(ResponseTemplate::new(304).insert_header("etag", TAG))
        .expect(same)
        .with_priority(1)
        .mount(&github)
        .await;
    Mock::given(path(at)).respond_with(answer.insert_header("etag", TAG)).expect(full).mount(&github).await;
    github
}

#[tokio::test]
async fn an_answer_that_still_holds_is_not_sent_again() {
    let github = tagged(fixture(200, "topics.json"), "/repos/mira-l/tidepool/topics", 1, 2).await;
    let client = client(&github.uri());
    let first = client.topics(&token(), &tidepool()).await.unwrap();
    for _ in 0..2 {
        assert_eq!(client.topics(&token(), &tidepool()).await.unwrap(), first);
    }
}

#[tokio::test]
async fn whether_there_is_a_next_page_is_remembered_too() {
    let next = r#"<https://api.github.example/user/repos?page=3>; rel="next""#;
    let answer = fixture(200, "repositories.json").insert_header("link", next);
    let github = tagged(answer, "/user/repos", 1, 1).await;
    let client = client(&github.uri());
    let page = RepositoryPage { page: 2, per_page: 2, sort: RepositorySort::Pushed, ascending: false };
    assert!(client.owned(&token(), page).await.unwrap().has_next);
    assert!(client.owned(&token(), page).await.unwrap().has_next);
}

#[tokio::test]
async fn nobody_is_answered_with_what_somebody_else_may_see() {
    let github = tagged(fixture(200, "topics.json"), "/repos/mira-l/tidepool/topics", 2, 0).await;
    let client = client(&github.uri());
    client.topics(&token(), &tidepool()).await.unwrap();
    client.topics(&"gho_of_somebody_else".into(), &tidepool()).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_changed_takes_the_place_of_the_old_one() {
    let github = MockServer::start().await;
    let at = "/repos/mira-l/tidepool/topics";
    let body = |topic: &str| ResponseTemplate::new(200).set_body_string(format!(r#"{{"names": ["{topic}"]}}"#));
    Mock::given(path(at))
        .respond_with(body("old").insert_header("etag", "\"1\""))
        .up_to_n_times(1)
        .mount(&github)
        .await;
    Mock::given(path(at))
        .and(header("if-none-match", "\"1\""))
        .respond_with(body("new").insert_header("etag", "\"2\""))
        .up_to_n_times(1)
        .mount(&github)
        .await;
    Mock::given(path(at))
        .and(header("if-none-match", "\"2\""))
        .respond_with(ResponseTemplate::new(304))
        .mount(&github)
        .await;
    let client = client(&github.uri());
    for expected in ["old", "new", "new"] {
        assert_eq!(client.topics(&token(), &tidepool()).await.unwrap(), [expected]);
    }
}

#[tokio::test]
async fn an_answer_without_a_tag_and_a_failure_are_not_remembered() {
    let github = MockServer::start().await;
    let at = "/repos/mira-l/tidepool/topics";
    Mock::given(path(at))
        .and(header_exists("if-none-match"))
        .respond_with(ResponseTemplate::new(500))
        .expect(0)
        .mount(&github)
        .await;
    Mock::given(path(at))
        .respond_with(fixture(404, "not_found.json").insert_header("etag", TAG))
        .up_to_n_times(1)
        .mount(&github)
        .await;
    Mock::given(path(at)).respond_with(fixture(200, "topics.json")).expect(2).mount(&github).await;
    let client = client(&github.uri());
    assert!(client.topics(&token(), &tidepool()).await.is_err());
    assert!(client.topics(&token(), &tidepool()).await.is_ok());
    assert!(client.topics(&token(), &tidepool()).await.is_ok());
}

#[tokio::test]
async fn that_something_nobody_knows_has_not_changed_is_no_answer() {
    let github = MockServer::start().await;
    Mock::given(path("/repos/mira-l/tidepool/topics")).respond_with(ResponseTemplate::new(304)).mount(&github).await;
    let refused = client(&github.uri()).topics(&token(), &tidepool()).await;
    assert!(matches!(refused, Err(vibeslop_ports::ServiceError::Malformed(_))), "{refused:?}");
}
