//! Posts, projects, pictures, feeds, repositories: what a route hands on, and what it makes of the answer.

use actix_web::{
    http::header::{CONTENT_TYPE, IF_NONE_MATCH},
    test::TestRequest,
};
use uuid::Uuid;
use vibeslop_domain::{
    content::{ImageFormat, ItemRef, MediaFile, ProjectStatus},
    feed::{Ahead, Place, Ranked, Snapshot},
    ids::{PostId, ProjectId},
};
use vibeslop_ports::{
    ServiceError,
    accounts::Connection,
    content::{AuthorView, Counts, KeptMedia, PostView, ProjectCardView, StoredPost, ViewerFlags},
    feed::{FeedContent, FeedItemView},
    github::{Repositories, RepositorySort},
    mocks::MockUnitOfWork,
    tokens::Sealed,
};

use crate::fixture::{ADA, BACKEND, Doubles, SOME_ID, by_ada, now};

fn author() -> AuthorView {
    AuthorView {
        id: ADA,
        username: "ada".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        avatar_url: None,
        is_verified: false,
    }
}

fn post(id: PostId, viewer: bool) -> PostView {
    PostView {
        id,
        content: "Hi".to_owned(),
        counts: Counts::default(),
        created_at: now(),
        edited_at: None,
        media: Vec::new(),
        author: author(),
        project: None,
        quote: None,
        viewer: viewer.then(ViewerFlags::default),
    }
}

fn card(id: ProjectId) -> ProjectCardView {
    ProjectCardView {
        id,
        title: "Tidepool".to_owned(),
        description: "x".repeat(400),
        status: ProjectStatus::Published,
        image: None,
        counts: Counts::default(),
        created_at: now(),
        tools: Vec::new(),
        stack: Vec::new(),
        author: author(),
        viewer: None,
    }
}

fn json(request: TestRequest, body: &str) -> TestRequest {
    by_ada(request).insert_header((CONTENT_TYPE, "application/json")).set_payload(body.to_owned())
}

#[actix_web::test]
async fn a_post_is_created_and_answered_with_its_address() {
    let mut unit = MockUnitOfWork::default();
    unit.posts.expect_insert().withf(|post| post.author == ADA && post.text.as_str() == "Hi").return_once(|_| Ok(()));
    let mut doubles = Doubles { units: vec![unit], ..Doubles::with_ada() };
    doubles.posts.expect_post().returning(|id, viewer| Ok(Some(post(id, viewer.is_some()))));
    let answer = doubles.send(json(TestRequest::post().uri("/api/posts"), r#"{"post": {"content": " Hi "}}"#)).await;
    assert_eq!(answer.status.as_u16(), 201);
    let made = &answer.json()["data"];
    assert_eq!((&made["content"], &made["liked"], &made["type"]), (&"Hi".into(), &false.into(), &"update".into()));
    assert_eq!(answer.header("location"), format!("{BACKEND}/api/posts/{}", made["id"].as_str().unwrap()));
}

#[actix_web::test]
async fn a_post_is_read_by_anybody_and_flagged_for_who_is_signed_in() {
    for signed_in in [false, true] {
        let mut doubles = Doubles::with_ada();
        doubles.posts.expect_post().returning(|id, viewer| Ok(Some(post(id, viewer == Some(ADA)))));
        let request = TestRequest::get().uri(&format!("/api/posts/{SOME_ID}"));
        let answer = doubles.send(if signed_in { by_ada(request) } else { request }).await;
        assert_eq!(answer.json()["data"].get("liked").is_some(), signed_in);
        assert_eq!(answer.json()["data"]["id"], SOME_ID);
    }
}

#[actix_web::test]
async fn only_ones_own_post_is_deleted() {
    let delete = async |owner| {
        let mut unit = MockUnitOfWork::default();
        unit.posts
            .expect_lock()
            .return_once(move |id| Ok(Some(StoredPost { id, author: owner, text: "Hi".to_owned(), shows: false })));
        unit.posts.expect_delete().returning(|_| Ok(()));
        let doubles = Doubles { units: vec![unit], ..Doubles::with_ada() };
        doubles.send(by_ada(TestRequest::delete().uri(&format!("/api/posts/{SOME_ID}")))).await
    };
    let answer = delete(ADA).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (204, 0));
    delete(vibeslop_domain::ids::UserId(Uuid::nil())).await.expect_problem(403, "forbidden");
}

#[actix_web::test]
async fn a_fixed_segment_stands_before_an_identifier() {
    let mut doubles = Doubles::with_ada();
    doubles.projects.expect_github_urls().return_once(|_| Ok(vec!["https://github.com/ada-l/planner".to_owned()]));
    let answer = doubles.send(by_ada(TestRequest::get().uri("/api/projects/github-urls"))).await;
    assert_eq!(answer.json(), serde_json::json!({"github_urls": ["https://github.com/ada-l/planner"]}));
}

#[actix_web::test]
async fn a_project_is_listed_cut_and_created_with_its_address() {
    let mut doubles = Doubles::default();
    doubles.projects.expect_list().return_once(|_, _, _| Ok(vec![card(ProjectId(Uuid::nil()))]));
    let answer = doubles.get("/api/projects").await;
    assert_eq!(answer.json()["data"][0]["content"].as_str().unwrap().len(), 303);

    let mut unit = MockUnitOfWork::default();
    unit.projects.expect_insert().return_once(|_| Ok(()));
    let mut doubles = Doubles { units: vec![unit], ..Doubles::with_ada() };
    doubles.projects.expect_card().returning(|id, _| Ok(Some(card(id))));
    let body = r#"{"project": {"title": "Tidepool", "description": "Plan dives.", "links": {"live": ""}}}"#;
    let answer = doubles.send(json(TestRequest::post().uri("/api/projects"), body)).await;
    assert_eq!(answer.status.as_u16(), 201);
    let id = answer.json()["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), format!("{BACKEND}/api/projects/{id}"));
}

#[actix_web::test]
async fn a_page_of_the_feed_leads_to_the_next_in_the_body_and_in_a_header() {
    let mut doubles = Doubles::default();
    doubles.feed.expect_newest_snapshot().returning(|at| Ok(Some(Snapshot { at })));
    doubles.feed.expect_ahead().returning(|walk, _, _| {
        let item = |n: u128| Ranked {
            item: ItemRef::Post(PostId(Uuid::from_u128(n))),
            author: vibeslop_domain::ids::UserId(Uuid::from_u128(n)),
            place: Place { recent: true, score: 1.0, at: walk.snapshot.at, id: Uuid::from_u128(n) },
        };
        let rest = (1..=5).rev().map(item).filter(|item| walk.behind.is_none_or(|behind| item.place < behind));
        Ok(Ahead { held: Vec::new(), next: rest.collect(), exhausted: true })
    });
    doubles.feed.expect_items().returning(|items, _| {
        let view = |item: &ItemRef| match item {
            ItemRef::Post(id) => FeedItemView { item: FeedContent::Post(Box::new(post(*id, false))), repost: None },
            ItemRef::Project(id) => FeedItemView { item: FeedContent::Project(Box::new(card(*id))), repost: None },
        };
        Ok(items.iter().map(view).collect())
    });
    let api = doubles.api();
    let answer = crate::fixture::send(&api, TestRequest::get().uri("/api/posts?limit=2")).await;
    let page = answer.json();
    assert_eq!((page["data"].as_array().unwrap().len(), &page["has_more"]), (2, &true.into()));
    let link = answer.header("link");
    let next = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")).unwrap();
    let path = next.strip_prefix(BACKEND).unwrap();
    assert!(path.contains(&format!("cursor={}", page["next_cursor"].as_str().unwrap())), "{path}");
    let second = crate::fixture::send(&api, TestRequest::get().uri(path)).await.json();
    assert_eq!(second["data"].as_array().unwrap().len(), 2);
    assert_ne!(second["data"][0]["id"], page["data"][0]["id"]);
}

#[actix_web::test]
async fn a_picture_is_served_for_ever_with_its_exact_type_and_can_do_nothing() {
    let file = MediaFile::new([7; 32], ImageFormat::Webp);
    let with_picture = || {
        let mut doubles = Doubles::default();
        doubles.media.expect_get().returning(|_| Ok(Some(KeptMedia { bytes: b"RIFF".to_vec() })));
        doubles
    };
    let path = format!("/api/media/{file}");
    let answer = with_picture().get(&path).await;
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, b"RIFF".as_slice()));
    assert_eq!(answer.header("content-type"), "image/webp");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    let tag = answer.header("etag").to_owned();
    let again = TestRequest::get().uri(&path).insert_header((IF_NONE_MATCH, tag));
    assert_eq!(with_picture().send(again).await.status.as_u16(), 304);

    let mut doubles = Doubles::default();
    doubles.media.expect_get().return_once(|_| Ok(None));
    doubles.get(&path).await.expect_problem(404, "not_found");
    for name in ["x", "..%2F..%2Fetc%2Fpasswd", &format!("{}.svg", "0".repeat(64))] {
        Doubles::default().get(&format!("/api/media/{name}")).await.expect_problem(404, "not_found");
    }
}

fn connected(is_sandbox: bool) -> Doubles {
    let mut doubles = Doubles::with_ada();
    doubles.accounts.expect_connection().returning(|user, _| {
        let access_token = Some(Sealed(format!("oauth_token:{user}|gho_token").into_bytes()));
        Ok(Some(Connection { login: "ada-l".to_owned(), access_token, broken_at: None }))
    });
    doubles.repositories.expect_is_sandbox().return_const(is_sandbox);
    doubles.model.expect_is_sandbox().return_const(is_sandbox);
    doubles
}

#[actix_web::test]
async fn repositories_are_paged_by_links_and_a_sandbox_says_that_it_is_one() {
    let mut doubles = connected(true);
    doubles
        .repositories
        .expect_owned()
        .withf(|_, page| (page.page, page.per_page, page.sort) == (2, 100, RepositorySort::Pushed))
        .return_once(|_, _| Ok(Repositories { items: Vec::new(), has_next: true }));
    let answer = doubles.send(by_ada(TestRequest::get().uri("/api/github/repos?per_page=500&page=2&sort=x"))).await;
    assert_eq!(answer.json(), serde_json::json!({"data": []}));
    assert_eq!(answer.header("x-vibeslop-sandbox"), "github");
    let link = answer.header("link");
    assert!(link.contains("page=1&per_page=100&sort=pushed&direction=desc>; rel=\"prev\""), "{link}");
    assert!(link.contains("page=3&per_page=100&sort=pushed&direction=desc>; rel=\"next\""), "{link}");
}

#[actix_web::test]
async fn failures_of_github_are_told_apart() {
    type Failure = fn() -> ServiceError;
    let cases: [(Failure, u16, &str); 4] = [
        // Everybody has a list of repositories, be it empty.
        (|| ServiceError::NotFound, 502, "github_api_error"),
        (|| ServiceError::Malformed("<html>secret</html>".into()), 502, "github_api_error"),
        (
            || ServiceError::Limited { retry_after: Some(std::time::Duration::from_millis(90_500)) },
            503,
            "github_api_error",
        ),
        (|| ServiceError::TimedOut, 504, "github_api_error"),
    ];
    for (failure, status, code) in cases {
        let mut doubles = connected(true);
        doubles.repositories.expect_owned().return_once(move |_, _| Err(failure()));
        let answer = doubles.send(by_ada(TestRequest::get().uri("/api/github/repos"))).await;
        let problem = answer.expect_problem(status, code).to_string();
        assert!(!problem.contains("secret"), "{problem}");
        assert_eq!(answer.header("retry-after"), if status == 503 { "91" } else { "" });
        assert_eq!(answer.header("x-vibeslop-sandbox"), "github", "an error comes from the sandbox too");
    }
    let mut doubles = Doubles::with_ada();
    doubles.accounts.expect_connection().return_once(|_, _| Ok(None));
    doubles.repositories.expect_is_sandbox().return_const(false);
    let answer = doubles.send(by_ada(TestRequest::get().uri("/api/github/repos"))).await;
    answer.expect_problem(401, "github_not_connected");
}

#[actix_web::test]
async fn a_generation_names_the_sandboxes_that_it_comes_from() {
    let doubles = connected(true);
    let body = r#"{"repo": {"owner": "no such owner!", "name": "x"}}"#;
    let answer = doubles.send(json(TestRequest::post().uri("/api/ai/generate-project"), body)).await;
    answer.expect_problem(404, "not_found");
    let said: Vec<&str> = answer.headers.get_all("x-vibeslop-sandbox").map(|value| value.to_str().unwrap()).collect();
    assert_eq!(said, ["ai", "github"]);
}
