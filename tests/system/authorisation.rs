//! Who may do what: every endpoint, asked by nobody, by somebody else, by the owner and by an administrator.
//!
//! The table below is the law. An endpoint that the service describes and the table does not know fails the test, and
//! so does a row without an endpoint.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vibeslop_testkit::app::{Answer, Person, TestApp};

/// Who asks. Administrators have no power over other people's things outside of `/api/admin`.
const ASKERS: [&str; 4] = ["nobody", "other", "administrator", "owner"];

/// An endpoint, the status for each of [`ASKERS`], and a body that would do.
type Row = (&'static str, [u16; 4], fn(&Things) -> Value);

/// What the owner has.
#[derive(Default)]
struct Things {
    post: String,
    project: String,
    comment: String,
    /// With a fourth person.
    conversation: String,
    /// Of what that person did.
    notification: String,
    gig: String,
    /// Somebody else's, on the gig.
    bid: String,
}

fn nothing(_: &Things) -> Value {
    json!({})
}

fn a_post(_: &Things) -> Value {
    json!({"post": {"content": "Hello"}})
}

fn a_project(_: &Things) -> Value {
    json!({"project": {"title": "Planner", "description": "Plans."}})
}

fn a_comment(things: &Things) -> Value {
    json!({"comment": {"commentable_type": "Post", "commentable_id": things.post, "content": "Nice"}})
}

fn the_post(things: &Things) -> Value {
    json!({"type": "post", "id": things.post})
}

fn a_profile(_: &Things) -> Value {
    json!({"user": {"bio": "Hello"}})
}

fn an_arrival(_: &Things) -> Value {
    json!({"user": {"username": "", "display_name": ""}})
}

fn a_gig(_: &Things) -> Value {
    json!({"gig": {"title": "Port a parser", "description": "Move it."}})
}

fn a_bid(_: &Things) -> Value {
    json!({"bid": {"amount": 100, "delivery_days": 1, "proposal": "x".repeat(50)}})
}

fn a_review(_: &Things) -> Value {
    json!({"review": {"rating": 5}})
}

fn preferences(_: &Things) -> Value {
    json!({"preferences": {"ai_tool_ids": [], "tech_stack_ids": []}})
}

fn a_repository(_: &Things) -> Value {
    json!({"repo": {"owner": "alice", "name": "nothing-of-that-name"}})
}

fn seen(things: &Things) -> Value {
    json!({"impressions": [{"type": "post", "id": things.post}], "fingerprint": "abc"})
}

/// The owner is `alice`, whom the sandbox's GitHub knows; the others have no connection to it.
const TABLE: &[Row] = &[
    ("GET /api/auth/{provider}", [302, 302, 302, 302], nothing),
    ("GET /api/auth/{provider}/callback", [302, 302, 302, 302], nothing),
    ("POST /api/auth/logout", [200, 200, 200, 200], nothing),
    ("POST /api/auth/token", [400, 400, 400, 400], |_| json!({"code": "unknown"})),
    ("GET /api/me", [401, 200, 200, 200], nothing),
    ("PUT /api/me", [401, 200, 200, 200], a_profile),
    ("PUT /api/me/onboard", [401, 422, 422, 422], an_arrival),
    ("PUT /api/me/preferences", [401, 200, 200, 200], preferences),
    ("GET /api/me/email-preferences", [401, 200, 200, 200], nothing),
    ("PUT /api/me/email-preferences", [401, 200, 200, 200], nothing),
    ("GET /api/email/unsubscribe", [400, 400, 400, 400], nothing),
    ("POST /api/email/unsubscribe", [400, 400, 400, 400], nothing),
    ("GET /api/me/counts", [401, 200, 200, 200], nothing),
    ("GET /api/stream", [401, 200, 200, 200], nothing),
    ("POST /api/stream/ticket", [401, 200, 200, 200], nothing),
    ("GET /api/me/blocks", [401, 200, 200, 200], nothing),
    ("GET /api/me/mutes", [401, 200, 200, 200], nothing),
    ("GET /api/users/suggested", [200, 200, 200, 200], nothing),
    ("GET /api/users/search", [401, 200, 200, 200], nothing),
    ("GET /api/users/check-username/{username}", [401, 200, 200, 200], nothing),
    ("GET /api/users/{username}", [200, 200, 200, 200], nothing),
    ("GET /api/users/{username}/posts", [200, 200, 200, 200], nothing),
    ("GET /api/users/{username}/timeline", [200, 200, 200, 200], nothing),
    ("GET /api/users/{username}/projects", [200, 200, 200, 200], nothing),
    ("GET /api/users/{username}/likes", [200, 200, 200, 200], nothing),
    ("GET /api/users/{username}/reposts", [200, 200, 200, 200], nothing),
    ("GET /api/users/{username}/followers", [200, 200, 200, 200], nothing),
    ("GET /api/users/{username}/following", [200, 200, 200, 200], nothing),
    ("POST /api/users/{username}/follow", [401, 200, 200, 422], nothing),
    ("DELETE /api/users/{username}/follow", [401, 200, 200, 200], nothing),
    ("PUT /api/users/{username}/mute", [401, 200, 200, 422], nothing),
    ("DELETE /api/users/{username}/mute", [401, 200, 200, 200], nothing),
    ("GET /api/conversations", [401, 200, 200, 200], nothing),
    ("POST /api/conversations", [401, 200, 200, 400], |_| json!({"username": "alice"})),
    ("GET /api/conversations/{id}", [401, 404, 404, 200], nothing),
    ("POST /api/conversations/{id}/messages", [401, 404, 404, 200], |_| json!({"content": "Hello"})),
    ("POST /api/conversations/{id}/read", [401, 404, 404, 200], nothing),
    ("GET /api/notifications", [401, 200, 200, 200], nothing),
    ("POST /api/notifications/{id}/read", [401, 404, 404, 200], nothing),
    ("POST /api/notifications/read-all", [401, 200, 200, 200], nothing),
    ("GET /api/posts", [200, 200, 200, 200], nothing),
    ("POST /api/posts", [401, 201, 201, 201], a_post),
    ("GET /api/posts/{id}", [200, 200, 200, 200], nothing),
    ("PUT /api/posts/{id}", [401, 403, 403, 200], a_post),
    ("GET /api/posts/{id}/history", [200, 200, 200, 200], nothing),
    ("GET /api/projects", [200, 200, 200, 200], nothing),
    ("POST /api/projects", [401, 201, 201, 201], a_project),
    ("GET /api/projects/github-urls", [401, 200, 200, 200], nothing),
    ("GET /api/projects/{id}", [200, 200, 200, 200], nothing),
    ("PUT /api/projects/{id}", [401, 403, 403, 200], a_project),
    ("GET /api/comments", [200, 200, 200, 200], nothing),
    ("POST /api/comments", [401, 201, 201, 201], a_comment),
    ("PUT /api/comments/{id}", [401, 403, 403, 200], |_| json!({"comment": {"content": "Nicer"}})),
    ("POST /api/likes", [401, 200, 200, 200], the_post),
    ("POST /api/reposts", [401, 200, 200, 200], the_post),
    ("POST /api/bookmarks", [401, 200, 200, 200], the_post),
    ("GET /api/bookmarks", [401, 200, 200, 200], nothing),
    ("POST /api/impressions", [200, 200, 200, 200], seen),
    ("POST /api/reports", [401, 200, 200, 422], the_post),
    ("GET /api/search", [200, 200, 200, 200], nothing),
    ("GET /api/search/suggestions", [200, 200, 200, 200], nothing),
    ("GET /api/tools", [200, 200, 200, 200], nothing),
    ("GET /api/stacks", [200, 200, 200, 200], nothing),
    ("GET /api/media/{file}", [404, 404, 404, 404], nothing),
    ("GET /api/github/repos", [401, 401, 401, 200], nothing),
    ("GET /api/github/repos/{owner}/{repo}", [401, 401, 401, 404], nothing),
    ("POST /api/ai/generate-project", [401, 401, 401, 404], a_repository),
    ("POST /api/ai/generate-image", [401, 200, 200, 200], |_| json!({"project": {"title": "Planner"}})),
    ("POST /api/ai/improve-post", [401, 200, 200, 200], |_| json!({"content": "shipped it"})),
    ("POST /api/ai/improve-gig", [401, 200, 200, 200], |_| json!({"content": "need a site"})),
    ("GET /api/ai/quota", [401, 200, 200, 200], nothing),
    // An administrator is met with 404 where the path names nothing of its kind.
    ("GET /api/admin/users", [401, 403, 200, 403], nothing),
    ("POST /api/admin/users/{id}/toggle-verified", [401, 403, 404, 403], nothing),
    ("POST /api/admin/users/{id}/suspend", [401, 403, 404, 403], |_| json!({"reason": "Spam"})),
    ("POST /api/admin/users/{id}/restore", [401, 403, 404, 403], nothing),
    ("DELETE /api/admin/users/{id}", [401, 403, 404, 403], nothing),
    ("POST /api/admin/ai-tools", [401, 403, 201, 403], |_| json!({"name": "Zed AI"})),
    ("DELETE /api/admin/ai-tools/{id}", [401, 403, 404, 403], nothing),
    ("POST /api/admin/ai-tools/sync-openrouter", [401, 403, 200, 403], nothing),
    ("POST /api/admin/tech-stacks", [401, 403, 201, 403], |_| json!({"name": "Axum"})),
    ("DELETE /api/admin/tech-stacks/{id}", [401, 403, 404, 403], nothing),
    ("GET /api/admin/reports", [401, 403, 200, 403], nothing),
    ("PUT /api/admin/reports/{id}", [401, 403, 404, 403], |_| json!({"status": "resolved"})),
    ("DELETE /api/admin/reports/{id}/content", [401, 403, 404, 403], nothing),
    ("GET /api/admin/jobs", [401, 403, 200, 403], nothing),
    ("POST /api/admin/jobs/{id}/retry", [401, 403, 404, 403], nothing),
    ("POST /api/admin/jobs/{id}/cancel", [401, 403, 404, 403], nothing),
    ("GET /api/admin/audit", [401, 403, 200, 403], nothing),
    ("GET /api/gigs", [200, 200, 200, 200], nothing),
    ("POST /api/gigs", [401, 201, 201, 201], a_gig),
    ("GET /api/gigs/{id}", [200, 200, 200, 200], nothing),
    ("PUT /api/gigs/{id}", [401, 403, 403, 200], a_gig),
    ("GET /api/gigs/{id}/bids", [401, 200, 200, 200], nothing),
    ("POST /api/gigs/{id}/bids", [401, 201, 201, 422], a_bid),
    // The bid is of somebody who is not among the askers.
    ("PUT /api/gigs/{id}/bids/{bid_id}", [401, 403, 403, 403], a_bid),
    ("DELETE /api/gigs/{id}/bids/{bid_id}", [401, 403, 403, 403], nothing),
    ("GET /api/gigs/{id}/reviews", [200, 200, 200, 200], nothing),
    ("GET /api/my/gigs", [401, 200, 200, 200], nothing),
    ("GET /api/my/bids", [401, 200, 200, 200], nothing),
    ("GET /api/users/{username}/reviews", [200, 200, 200, 200], nothing),
    // In the order in which a gig goes its way.
    ("POST /api/gigs/{id}/hire", [401, 403, 403, 200], |things| json!({"bid_id": things.bid})),
    ("POST /api/gigs/{id}/cancel", [401, 403, 403, 422], nothing),
    ("POST /api/gigs/{id}/complete", [401, 403, 403, 200], nothing),
    ("POST /api/gigs/{id}/reviews", [401, 403, 403, 201], a_review),
    ("GET /api/openapi.json", [200, 200, 200, 200], nothing),
    ("GET /health/live", [200, 200, 200, 200], nothing),
    ("GET /health/ready", [200, 200, 200, 200], nothing),
    ("GET /api/me/export", [401, 202, 202, 202], nothing),
    ("GET /api/me/export/download", [404, 404, 404, 404], nothing),
    // What takes something away comes last, and its owner after all others.
    ("DELETE /api/comments/{id}", [401, 403, 403, 204], nothing),
    ("DELETE /api/posts/{id}", [401, 403, 403, 204], nothing),
    ("DELETE /api/projects/{id}", [401, 403, 403, 204], nothing),
    ("PUT /api/users/{username}/block", [401, 200, 200, 422], nothing),
    ("DELETE /api/users/{username}/block", [401, 200, 200, 200], nothing),
    // The body of a deletion is not sent here: nobody has confirmed it.
    ("DELETE /api/me", [401, 422, 422, 422], nothing),
];

/// The endpoint's address with the owner's things in it.
fn address(template: &str, things: &Things) -> String {
    let id = match template {
        path if path.starts_with("/api/posts") => &things.post,
        path if path.starts_with("/api/projects") => &things.project,
        path if path.starts_with("/api/conversations") => &things.conversation,
        path if path.starts_with("/api/notifications") => &things.notification,
        path if path.starts_with("/api/gigs") => &things.gig,
        _ => &things.comment,
    };
    let path = template
        .replace("{id}", id)
        .replace("{bid_id}", &things.bid)
        .replace("{username}", "alice")
        .replace("{provider}", "github")
        .replace("{owner}/{repo}", "alice/nothing-of-that-name")
        .replace("{file}", &format!("{}.png", "0".repeat(64)));
    match template {
        "/api/comments" => format!("{path}?type=post&id={}", things.post),
        "/api/users/search" | "/api/search/suggestions" => format!("{path}?q=al"),
        _ => path,
    }
}

async fn ask(person: &Person<'_>, method: &str, path: &str, body: Value) -> Answer {
    if path == "/api/stream" {
        // Its body has no end.
        return person.head(path).await;
    }
    match method {
        "GET" => person.get(path).await,
        "POST" => person.post(path, body).await,
        "PUT" => person.put(path, body).await,
        _ => person.delete(path).await,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let app = TestApp::start().await;
    let alice = app.person("alice").await;
    // The administrator is whoever has the configured, verified address.
    let grace = app.person("grace").await;
    assert_eq!(grace.get("/api/me").await.expect(200)["is_admin"], true);
    let post = alice.post("/api/posts", json!({"post": {"content": "First"}})).await.expect(201).id();
    let project = alice.post("/api/projects", a_project(&Things::default()));
    let project = project.await.expect(201).id();
    let comment = json!({"comment": {"commentable_type": "Post", "commentable_id": post, "content": "Mine"}});
    let comment = alice.post("/api/comments", comment).await.expect(201).id();
    let carol = app.person("carol").await;
    let conversation = carol.writes_to(&alice, "Hello").await;
    carol.post_nothing("/api/users/alice/follow").await.expect(200);
    let told = alice.get("/api/notifications").await.expect(200);
    let notification = told.list()[0]["id"].as_str().unwrap().to_owned();
    let gig = json!({"gig": {"title": "Port a parser", "description": "Move it."}});
    let gig = alice.post("/api/gigs", gig).await.expect(201).id();
    let bid = json!({"bid": {"amount": 100, "delivery_days": 1, "proposal": "x".repeat(50)}});
    let bid = app.person("heidi").await.post(&format!("/api/gigs/{gig}/bids"), bid).await.expect(201).id();
    let things = Things { post, project, comment, conversation, notification, gig, bid };

    let document = app.anonymous().get("/api/openapi.json").await.expect(200);
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods
                .filter(|method| ["get", "post", "put", "delete", "patch"].contains(&method.as_str()))
                .map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let listed: BTreeSet<String> = TABLE.iter().map(|(endpoint, _, _)| (*endpoint).to_owned()).collect();
    assert_eq!(described.difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new(), "missing from the table");
    assert_eq!(listed.difference(&described).collect::<Vec<_>>(), Vec::<&String>::new(), "no such endpoint");

    let mut wrong = Vec::new();
    for (endpoint, expected, body) in TABLE {
        let (method, template) = endpoint.split_once(' ').unwrap();
        let path = address(template, &things);
        for (asker, expected) in ASKERS.into_iter().zip(expected) {
            // A fresh token each time: logging out ends it.
            let person = match asker {
                "nobody" => app.anonymous(),
                "other" => app.person("mallory").await,
                "administrator" => app.person("grace").await,
                _ => app.person("alice").await,
            };
            let answer = ask(&person, method, &path, body(&things)).await;
            if answer.status != *expected {
                wrong.push(format!(
                    "{endpoint} by {asker}: {} instead of {expected}: {}",
                    answer.status,
                    answer.text()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
