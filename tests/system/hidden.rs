//! Blocks, mutes and suspensions: what nobody sees any more, in any list there is.

use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp};

/// How the author stands to the viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    BlockedByAuthor,
    BlockingAuthor,
    MutingAuthor,
    AuthorSuspended,
}

const STANDINGS: [Standing; 4] =
    [Standing::BlockedByAuthor, Standing::BlockingAuthor, Standing::MutingAuthor, Standing::AuthorSuspended];

struct Site {
    app: TestApp,
    /// A post of a third person under which the author commented.
    post: String,
}

/// The author has a post, a project, a repost, a like and a comment; a friend reposted and quoted the author; the
/// viewer follows both, liked, reposted and bookmarked the author's post.
async fn site() -> Site {
    let app = TestApp::start().await;
    let (author, friend, viewer) = (app.person("author").await, app.person("friend").await, app.person("viewer").await);
    for followed in ["author", "friend"] {
        viewer.post_nothing(&format!("/api/users/{followed}/follow")).await.expect(200);
    }
    author.post_nothing("/api/users/friend/follow").await.expect(200);
    friend.post_nothing("/api/users/author/follow").await.expect(200);
    author.post_nothing("/api/users/viewer/follow").await.expect(200);
    let post = author.post("/api/posts", json!({"post": {"content": "By the author"}})).await.expect(201).id();
    let fields = json!({"title": "Project of the author", "description": "x"});
    author.post("/api/projects", json!({"project": fields})).await.expect(201);
    let other = friend.post("/api/posts", json!({"post": {"content": "By a friend"}})).await.expect(201).id();
    let quote = json!({"post": {"content": "Quoting", "quoted_post_id": post}});
    friend.post("/api/posts", quote).await.expect(201);
    friend.post("/api/reposts", json!({"type": "post", "id": post})).await.expect(200);
    author.post("/api/reposts", json!({"type": "post", "id": other})).await.expect(200);
    author.post("/api/likes", json!({"type": "post", "id": other})).await.expect(200);
    for act in ["likes", "reposts", "bookmarks"] {
        viewer.post(&format!("/api/{act}"), json!({"type": "post", "id": post})).await.expect(200);
    }
    let comment = json!({"comment": {"commentable_type": "post", "commentable_id": other, "content": "By the author"}});
    author.post("/api/comments", comment).await.expect(201);
    author.writes_to(&viewer, "From the author").await;
    drop((author, friend, viewer));
    Site { app, post: other }
}

/// Every list there is, and how often the author is in it before.
fn lists(site: &Site) -> Vec<(String, bool)> {
    [
        ("/api/posts?feed=for-you&limit=50", true),
        ("/api/posts?feed=following&limit=50", true),
        ("/api/projects", true),
        ("/api/projects?sort_by=top", true),
        ("/api/users/friend/timeline", true),
        ("/api/users/friend/posts", true),
        ("/api/users/friend/reposts", true),
        ("/api/users/viewer/likes", true),
        ("/api/users/viewer/reposts", true),
        ("/api/users/viewer/timeline", true),
        ("/api/users/friend/followers", true),
        ("/api/users/friend/following", true),
        ("/api/users/search?q=auth", true),
        ("/api/bookmarks", true),
        ("/api/conversations", true),
        ("/api/notifications", true),
        ("/api/notifications?grouped=true", true),
        ("/api/posts?type=explore", true),
        ("/api/posts?type=explore&sort_by=top", true),
        ("/api/posts?type=explore&sort_by=trending", true),
        ("/api/projects?sort_by=trending", true),
        ("/api/search?q=author", true),
        ("/api/search?q=author&type=people", true),
        ("/api/search?q=author&type=projects", true),
        ("/api/search?q=author&type=posts", true),
        ("/api/search?q=from:author&type=posts", true),
        ("/api/search/suggestions?q=auth", true),
    ]
    .into_iter()
    .map(|(path, there)| (path.to_owned(), there))
    .chain([(format!("/api/comments?type=post&id={}", site.post), true)])
    .collect()
}

/// Whether the author is anywhere in an answer: as author, quoted, reposting, following.
fn shows_author(value: &Value) -> bool {
    match value {
        Value::String(text) => text == "author",
        Value::Array(items) => items.iter().any(shows_author),
        Value::Object(fields) => fields.values().any(shows_author),
        _ => false,
    }
}

async fn stand(app: &TestApp, standing: Standing) {
    match standing {
        Standing::BlockedByAuthor => {
            app.person("author").await.put("/api/users/viewer/block", json!({})).await.expect(200);
        }
        Standing::BlockingAuthor => {
            app.person("viewer").await.put("/api/users/author/block", json!({})).await.expect(200);
        }
        Standing::MutingAuthor => {
            app.person("viewer").await.put("/api/users/author/mute", json!({})).await.expect(200);
        }
        // The administrators' endpoint comes with administration; the rule is in every list already.
        Standing::AuthorSuspended => {
            app.execute("UPDATE users SET suspended_at = now() WHERE username = 'author'").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hidden_are_in_no_list() {
    for standing in STANDINGS {
        let site = site().await;
        let viewer: Person = site.app.person("viewer").await;
        for (path, there) in lists(&site) {
            let answer = viewer.get(&path).await.expect(200);
            assert_eq!(shows_author(&answer["data"]), there, "before: {path}: {}", answer.text());
        }
        stand(&site.app, standing).await;
        let mut wrong = Vec::new();
        for (path, _) in lists(&site) {
            let answer = viewer.get(&path).await;
            if answer.status != 200 || shows_author(&answer["data"]) {
                wrong.push(format!("{path}: {}", answer.text()));
            }
        }
        assert!(wrong.is_empty(), "{standing:?}\n{}", wrong.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_hides_from_one_person_alone_and_a_suspension_ends() {
    let site = site().await;
    stand(&site.app, Standing::MutingAuthor).await;
    let feed = "/api/posts?feed=for-you&limit=50";
    assert!(shows_author(&site.app.anonymous().get(feed).await.expect(200)["data"]));
    let author = site.app.person("author").await;
    let seen = author.get("/api/users/viewer/timeline").await.expect(200);
    assert!(!seen.list().is_empty(), "the muted one notices nothing");
    stand(&site.app, Standing::AuthorSuspended).await;
    assert!(!shows_author(&site.app.anonymous().get(feed).await.expect(200)["data"]));
    site.app.execute("UPDATE users SET suspended_until = now() - interval '1 second' WHERE username = 'author'").await;
    assert!(shows_author(&site.app.anonymous().get(feed).await.expect(200)["data"]));
}
