//! Blocks, mutes, suspensions and people who leave: what nobody sees any more, in any list there is.

use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp};

/// How the author stands to the viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    BlockedByAuthor,
    BlockingAuthor,
    MutingAuthor,
    AuthorSuspended,
    AuthorLeaving,
}

const STANDINGS: [Standing; 5] = [
    Standing::BlockedByAuthor,
    Standing::BlockingAuthor,
    Standing::MutingAuthor,
    Standing::AuthorSuspended,
    Standing::AuthorLeaving,
];

struct Site {
    app: TestApp,
    /// A post of a third person under which the author commented.
    post: String,
    /// A completed gig of the friend's, for which the author was hired and which both reviewed.
    done: String,
    /// A gig of the viewer's on which the author bid.
    bid_on: String,
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
    let (done, bid_on) = gigs(&author, &friend, &viewer).await;
    drop((author, friend, viewer));
    Site { app, post: other, done, bid_on }
}

/// The author offers a gig on which the viewer bid, has bid on one of the viewer's, and was hired by the friend, whom
/// they reviewed and by whom they were reviewed.
async fn gigs(author: &Person<'_>, friend: &Person<'_>, viewer: &Person<'_>) -> (String, String) {
    let offer = async |person: &Person<'_>| {
        let gig = json!({"gig": {"title": "Gig", "description": "x"}});
        person.post("/api/gigs", gig).await.expect(201).id()
    };
    let bid = async |person: &Person<'_>, gig: &str| {
        let bid = json!({"bid": {"amount": 100, "delivery_days": 1, "proposal": "x".repeat(50)}});
        person.post(&format!("/api/gigs/{gig}/bids"), bid).await.expect(201).id()
    };
    bid(viewer, &offer(author).await).await;
    let bid_on = offer(viewer).await;
    bid(author, &bid_on).await;
    let done = offer(friend).await;
    let hired = json!({"bid_id": bid(author, &done).await});
    friend.post(&format!("/api/gigs/{done}/hire"), hired).await.expect(200);
    friend.post_nothing(&format!("/api/gigs/{done}/complete")).await.expect(200);
    for person in [author, friend] {
        let review = json!({"review": {"rating": 5}});
        person.post(&format!("/api/gigs/{done}/reviews"), review).await.expect(201);
    }
    (done, bid_on)
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
        ("/api/gigs", true),
        ("/api/gigs?sort_by=bids&status=all", true),
        ("/api/my/bids", true),
        ("/api/users/friend/reviews", true),
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
    .chain([
        (format!("/api/comments?type=post&id={}", site.post), true),
        // Not a list, but it shows who was hired.
        (format!("/api/gigs/{}", site.done), true),
        (format!("/api/gigs/{}/reviews", site.done), true),
        (format!("/api/gigs/{}/bids", site.bid_on), true),
    ])
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
        Standing::AuthorLeaving => {
            let author = app.person("author").await;
            let confirm = json!({"confirm": "author"}).to_string();
            author.send(author.request(Method::DELETE, "/api/me").body(confirm)).await.expect(202);
        }
        Standing::AuthorSuspended => {
            let author = app.person("author").await.id();
            let suspend = format!("/api/admin/users/{author}/suspend");
            app.person("grace").await.post(&suspend, json!({"reason": "Spam"})).await.expect(200);
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
    vibeslop_testkit::postgres_only!();
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
    // Time has no commit: a first page that is kept may be seconds late, and one of another length is not kept yet.
    let another = "/api/posts?feed=for-you&limit=49";
    assert!(shows_author(&site.app.anonymous().get(another).await.expect(200)["data"]));
}
