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
    ("GET /api/me/counts", [401, 200, 200, 200], nothing),
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
    ("GET /api/ai/quota", [401, 200, 200, 200], nothing),
    ("GET /api/openapi.json", [200, 200, 200, 200], nothing),
    ("GET /health/live", [200, 200, 200, 200], nothing),
    ("GET /health/ready", [200, 200, 200, 200], nothing),
    // What takes something away comes last, and its owner after all others.
    ("DELETE /api/comments/{id}", [401, 403, 403, 204], nothing),
    ("DELETE /api/posts/{id}", [401, 403, 403, 204], nothing),
    ("DELETE /api/projects/{id}", [401, 403, 403, 204], nothing),
    ("PUT /api/users/{username}/block", [401, 200, 200, 422], nothing),
    ("DELETE /api/users/{username}/block", [401, 200, 200, 200], nothing),
];

/// The endpoint's address with the owner's things in it.
fn address(template: &str, things: &Things) -> String {
    let id = match template {
        path if path.starts_with("/api/posts") => &things.post,
        path if path.starts_with("/api/projects") => &things.project,
        path if path.starts_with("/api/conversations") => &things.conversation,
        path if path.starts_with("/api/notifications") => &things.notification,
        _ => &things.comment,
    };
    let path = template
        .replace("{id}", id)
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
    let things = Things { post, project, comment, conversation, notification };

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
