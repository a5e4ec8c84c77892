use serde_json::json;
use vibeslop_ports::ServiceError;
use vibeslop_ports::github::{FileTree, MAX_FILE_BYTES, RepositoryReader};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{client, fixture, tidepool, token};

async fn tree(answer: ResponseTemplate) -> Result<FileTree, ServiceError> {
    let github = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/repos/mira-l/tidepool/git/trees/release%2F1.x"))
        .and(query_param("recursive", "1"))
        .respond_with(answer)
        .expect(1)
        .mount(&github)
        .await;
    client(&github.uri()).files(&token(), &tidepool(), "release/1.x").await
}

/// What the file `public/a b#c?.png` is if GitHub answers this.
async fn file(answer: ResponseTemplate) -> Result<Option<Vec<u8>>, ServiceError> {
    let github = MockServer::start().await;
    Mock::given(path("/repos/mira-l/tidepool/contents/public/a%20b%23c%3F.png"))
        .respond_with(answer)
        .expect(1)
        .mount(&github)
        .await;
    client(&github.uri()).file(&token(), &tidepool(), "public/a b#c?.png").await
}

fn content(kind: &str, encoding: &str, content: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"type": kind, "encoding": encoding, "content": content}))
}

#[tokio::test]
async fn only_files_are_files() {
    let found = tree(fixture(200, "tree.json")).await.unwrap();
    let files: Vec<_> = found.files.iter().map(|file| (file.path.as_str(), file.size)).collect();
    assert_eq!(files, [("README.md", 1_204), ("public/logo dark.png", 8_133), ("src/main.rs", 311)]);
    assert!(!found.is_truncated);
}

#[tokio::test]
async fn a_tree_that_is_cut_says_so() {
    let cut = json!({"sha": "9c1", "truncated": true, "tree": [{"path": "a.png", "mode": "100644", "type": "blob", "size": 1}]});
    let found = tree(ResponseTemplate::new(200).set_body_json(cut)).await.unwrap();
    assert_eq!((found.files.len(), found.is_truncated), (1, true));
}

#[tokio::test]
async fn an_empty_repository_has_no_files() {
    for status in [404, 409] {
        assert_eq!(tree(fixture(status, "empty_repository.json")).await.unwrap(), FileTree::default(), "{status}");
    }
}

#[tokio::test]
async fn ten_thousand_files_are_read() {
    let entry = |n: i32| {
        let url = format!("https://api.github.example/repos/mira-l/tidepool/git/blobs/{n:040}");
        json!({"path": format!("src/module_{n}/file.rs"), "mode": "100644", "type": "blob", "sha": format!("{n:040}"),
               "size": 100, "url": url})
    };
    let body = json!({"sha": "9c1", "truncated": false, "tree": (0..10_000).map(entry).collect::<Vec<_>>()});
    assert_eq!(tree(ResponseTemplate::new(200).set_body_json(body)).await.unwrap().files.len(), 10_000);
}

#[tokio::test]
async fn a_file_is_its_bytes() {
    // As GitHub breaks its lines.
    assert_eq!(file(content("file", "base64", "iVBO\nRw0K\nGgo=\n")).await.unwrap().unwrap(), b"\x89PNG\r\n\x1a\n");
}

#[tokio::test]
async fn what_is_no_file_or_too_large_is_none() {
    let folder = ResponseTemplate::new(200).set_body_json(json!([{"type": "file", "name": "a.png"}]));
    let submodule = ResponseTemplate::new(200).set_body_json(
        json!({"type": "submodule", "submodule_git_url": "git://github.example/mira-l/other.git", "size": 0}),
    );
    let link = ResponseTemplate::new(200).set_body_json(json!({"type": "symlink", "target": "/etc/passwd"}));
    for answer in [folder, submodule, link, content("file", "none", ""), fixture(404, "not_found.json")] {
        assert_eq!(file(answer).await.unwrap(), None);
    }
    let over = "AAAA".repeat(MAX_FILE_BYTES / 3 + 1);
    assert_eq!(file(content("file", "base64", &over)).await.unwrap(), None);
}

#[tokio::test]
async fn content_that_is_no_base64_is_no_answer() {
    let refused = file(content("file", "base64", "%%%")).await;
    assert!(matches!(refused, Err(ServiceError::Malformed(_))), "{refused:?}");
}
