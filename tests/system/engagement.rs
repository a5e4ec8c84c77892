//! Likes, reposts, bookmarks.

use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp, wrapped};

const UNKNOWN: &str = "0190f000-0000-7000-8000-00000000ffff";

async fn post(person: &Person<'_>, text: &str) -> String {
    person.post("/api/posts", wrapped("post", json!({"content": text}))).await.expect(201).id()
}

async fn project(person: &Person<'_>, fields: Value) -> String {
    let mut project = json!({"title": "Tidepool", "description": "It holds water."});
    project.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    person.post("/api/projects", wrapped("project", project)).await.expect(201).id()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_turns_it_over_and_answers_the_total() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let (item, made) = (post(&ada, "Hello").await, project(&ada, json!({})).await);
    for (path, state, total) in [
        ("/api/likes", "liked", "likes"),
        ("/api/reposts", "reposted", "reposts"),
        ("/api/bookmarks", "bookmarked", "bookmarks"),
    ] {
        for (kind, id) in [("post", &item), ("Project", &made)] {
            let body = json!({"type": kind, "id": id});
            let answer = |is: bool, number: u8| json!({"success": true, state: is, total: number});
            assert_eq!(*bob.post(path, body.clone()).await.expect(200).json(), answer(true, 1));
            assert_eq!(*cleo.post(path, body.clone()).await.expect(200).json(), answer(true, 2));
            assert_eq!(*bob.post(path, body.clone()).await.expect(200).json(), answer(false, 1));
            assert_eq!(*ada.post(path, body).await.expect(200).json(), answer(true, 2), "one's own too");
        }
    }
    for (path, viewer, expected) in
        [(format!("/api/posts/{item}"), &cleo, true), (format!("/api/posts/{item}"), &bob, false)]
    {
        let read = viewer.get(&path).await.expect(200);
        let data = &read["data"];
        for flag in ["liked", "bookmarked", "reposted"] {
            assert_eq!(data[flag], expected, "{flag}");
        }
        assert_eq!((&data["likes"], &data["reposts"]), (&json!(2), &json!(2)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_is_set_whatever_was_before() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let item = post(&ada, "Hello").await;
    for (state, total) in [(true, 1), (true, 1), (false, 0), (false, 0), (true, 1)] {
        let body = json!({"type": "post", "id": item, "state": state});
        let answer = bob.post("/api/likes", body).await.expect(200);
        assert_eq!(*answer.json(), json!({"success": true, "liked": state, "likes": total}));
    }
    let toggled = bob.post("/api/likes", json!({"type": "post", "id": item, "state": null})).await.expect(200);
    assert_eq!(toggled["liked"], false, "null is as good as nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_and_how() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let item = post(&ada, "Hello").await;
    let draft = project(&ada, json!({"status": "draft"})).await;
    for (path, field) in
        [("/api/likes", "likeable_type"), ("/api/reposts", "repostable_type"), ("/api/bookmarks", "bookmarkable_type")]
    {
        app.anonymous().post(path, json!({"type": "post", "id": item})).await.expect(401);
        for body in [
            json!({}),
            json!({"type": "post"}),
            json!({"id": item}),
            json!({"type": null, "id": item}),
            json!({"type": "post", "id": "7"}),
            json!({"type": "post", "id": 7}),
        ] {
            assert_eq!(bob.post(path, body.clone()).await.expect(400)["error"], "bad_request", "{body}");
        }
        let mut bodies = vec![json!({"type": "user", "id": item}), json!({"type": 5, "id": item})];
        if field != "likeable_type" {
            bodies.push(json!({"type": "comment", "id": item}));
        }
        for body in bodies {
            let refused = bob.post(path, body.clone()).await.expect(422);
            assert_eq!(refused["errors"][field][0], "is invalid", "{body}");
        }
        let refused = bob.post(path, json!({"type": "post", "id": item, "state": "yes"})).await.expect(422);
        assert_eq!(refused["errors"]["state"][0], "is invalid");
        for (kind, id) in [("post", UNKNOWN), ("project", UNKNOWN), ("project", item.as_str()), ("project", &draft)] {
            bob.post(path, json!({"type": kind, "id": id})).await.expect(404);
        }
    }
    bob.post("/api/likes", json!({"type": "comment", "id": UNKNOWN})).await.expect(404);
    let own_draft = json!({"type": "project", "id": draft});
    ada.post("/api/bookmarks", own_draft.clone()).await.expect(200);
    assert_eq!(ada.post("/api/reposts", own_draft).await.expect(422)["error"], "not_published");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_hears_of_it_once_and_not_of_what_is_taken_back() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let item = post(&ada, "Hello").await;
    let unread = async |person: &Person<'_>| app.ports.notifications.unread(person.id()).await.unwrap();
    let body = json!({"type": "post", "id": item});
    for (path, person, expected) in [
        ("/api/likes", &bob, 1),
        ("/api/reposts", &bob, 2),
        ("/api/bookmarks", &bob, 2),
        ("/api/likes", &ada, 2),
        ("/api/likes", &bob, 1),
        ("/api/likes", &bob, 2),
        ("/api/reposts", &bob, 1),
        ("/api/likes", &bob, 0),
    ] {
        person.post(path, body.clone()).await.expect(200);
        assert_eq!(unread(&ada).await, expected, "{path}");
    }
    bob.post("/api/users/ada/follow", json!({})).await.expect(200);
    assert_eq!((unread(&ada).await, unread(&bob).await), (1, 0));
    bob.delete("/api/users/ada/follow").await.expect(200);
    assert_eq!(unread(&ada).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn quick_calls_take_turns() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let item = post(&ada, "Hello").await;
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let body = json!({"type": "post", "id": item}).to_string();
            tokio::spawn(bob.request(Method::POST, "/api/likes").body(body).send())
        })
        .collect();
    let mut likes = 0;
    for call in calls {
        let answer = call.await.unwrap().unwrap();
        assert_eq!(answer.status(), 200);
        let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        likes += i32::from(answer["liked"] == true);
    }
    assert_eq!(likes, 10, "every second one likes it");
    assert_eq!(bob.get(&format!("/api/posts/{item}")).await.expect(200)["data"]["likes"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repost_is_in_the_feed_of_followers() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let item = post(&ada, "Hello").await;
    cleo.post("/api/users/bob/follow", json!({})).await.expect(200);
    bob.post("/api/reposts", json!({"type": "post", "id": item})).await.expect(200);
    let feed = cleo.get("/api/posts?feed=following").await.expect(200);
    assert_eq!(feed.list().len(), 1);
    let entry = &feed["data"][0];
    assert_eq!((&entry["is_repost"], &entry["original_id"]), (&json!(true), &json!(item)));
    assert_eq!((&entry["reposted_by"]["username"], &entry["author"]["username"]), (&json!("bob"), &json!("ada")));
    bob.post("/api/reposts", json!({"type": "post", "id": item})).await.expect(200);
    assert!(cleo.get("/api/posts?feed=following").await.expect(200).list().is_empty());
}
