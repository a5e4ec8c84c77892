//! Follows, blocks, mutes.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp, wrapped};

async fn stats(viewer: &Person<'_>, username: &str) -> (Value, Value, Value) {
    let profile = viewer.get(&format!("/api/users/{username}")).await.expect(200);
    let stats = &profile["data"]["stats"];
    (stats["followers_count"].clone(), stats["following_count"].clone(), profile["data"]["is_following"].clone())
}

fn names(list: &[Value]) -> Vec<&str> {
    list.iter().map(|person| person["username"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn to_follow_twice_is_to_follow() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    for name in ["bob", "BOB"] {
        let answer = ada.post_nothing(&format!("/api/users/{name}/follow")).await.expect(200);
        assert_eq!(*answer.json(), json!({"success": true, "following": true}));
    }
    assert_eq!(stats(&ada, "bob").await, (json!(1), json!(0), json!(true)));
    assert_eq!(stats(&bob, "ada").await, (json!(0), json!(1), json!(false)));
    for _ in 0..2 {
        let answer = ada.delete("/api/users/bob/follow").await.expect(200);
        assert_eq!(*answer.json(), json!({"success": true, "following": false}));
    }
    assert_eq!(stats(&ada, "bob").await, (json!(0), json!(0), json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_and_how() {
    let app = TestApp::start().await;
    let (ada, _bob) = (app.person("ada").await, app.person("bob").await);
    for tie in ["follow", "block", "mute"] {
        let send = async |person: &Person<'_>, name: &str| {
            let path = format!("/api/users/{name}/{tie}");
            if tie == "follow" { person.post_nothing(&path).await } else { person.put(&path, json!({})).await }
        };
        send(&app.anonymous(), "bob").await.expect(401);
        app.anonymous().delete(&format!("/api/users/bob/{tie}")).await.expect(401);
        let oneself = send(&ada, "Ada").await.expect(422);
        assert_eq!(oneself["error"], format!("cannot_{tie}_self"));
        assert_eq!(oneself["message"], format!("You cannot {tie} yourself"));
        ada.delete(&format!("/api/users/ada/{tie}")).await.expect(200);
        for nobody in ["nobody", "a", "no-body", "%00", "%ff"] {
            send(&ada, nobody).await.expect(404);
            ada.delete(&format!("/api/users/{nobody}/{tie}")).await.expect(404);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_cuts_follows_and_forbids_new_ones_on_both_sides() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    ada.post_nothing("/api/users/bob/follow").await.expect(200);
    bob.post_nothing("/api/users/ada/follow").await.expect(200);
    for _ in 0..2 {
        let answer = ada.put("/api/users/bob/block", json!({})).await.expect(200);
        assert_eq!(*answer.json(), json!({"success": true, "blocked": true}));
    }
    let mut refusals = Vec::new();
    for (person, other) in [(&ada, "bob"), (&bob, "ada")] {
        let refused = person.post_nothing(&format!("/api/users/{other}/follow")).await.expect(403);
        assert_eq!(refused["error"], "blocked");
        refusals.push(refused["message"].clone());
    }
    assert_eq!(refusals[0], refusals[1], "it is not told who");
    for person in [&ada, &bob] {
        assert_eq!(app.ports.notifications.unread(person.id()).await.unwrap(), 0);
    }
    assert_eq!(names(ada.get("/api/me/blocks").await.expect(200).list()), ["bob"]);
    assert!(bob.get("/api/me/blocks").await.expect(200).list().is_empty());
    let answer = ada.delete("/api/users/bob/block").await.expect(200);
    assert_eq!(*answer.json(), json!({"success": true, "blocked": false}));
    assert_eq!(stats(&ada, "bob").await, (json!(0), json!(0), json!(false)), "what was cut stays cut");
    assert_eq!(stats(&bob, "ada").await, (json!(0), json!(0), json!(false)));
    bob.post_nothing("/api/users/ada/follow").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_blocked_cannot_be_engaged_with() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let post = ada.post("/api/posts", wrapped("post", json!({"content": "Hello"}))).await.expect(201).id();
    let like = json!({"type": "post", "id": post});
    bob.post("/api/likes", like.clone()).await.expect(200);
    bob.put("/api/users/ada/block", json!({})).await.expect(200);
    bob.post("/api/likes", like.clone()).await.expect(404);
    bob.delete("/api/users/ada/block").await.expect(200);
    assert_eq!(bob.post("/api/likes", like).await.expect(200)["liked"], false, "it was still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_hides_from_the_one_who_mutes_alone() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    bob.post_nothing("/api/users/cleo/follow").await.expect(200);
    for _ in 0..2 {
        let answer = ada.put("/api/users/bob/mute", json!({})).await.expect(200);
        assert_eq!(*answer.json(), json!({"success": true, "muted": true}));
    }
    assert_eq!(names(ada.get("/api/me/mutes").await.expect(200).list()), ["bob"]);
    assert!(bob.get("/api/me/mutes").await.expect(200).list().is_empty());
    assert!(ada.get("/api/users/cleo/followers").await.expect(200).list().is_empty());
    for viewer in [&bob, &cleo, &app.anonymous()] {
        assert_eq!(names(viewer.get("/api/users/cleo/followers").await.expect(200).list()), ["bob"]);
    }
    bob.post_nothing("/api/users/ada/follow").await.expect(200);
    assert_eq!(app.ports.notifications.unread(ada.id()).await.unwrap(), 0, "and she does not hear of him");
    let answer = ada.delete("/api/users/bob/mute").await.expect(200);
    assert_eq!(*answer.json(), json!({"success": true, "muted": false}));
    assert!(ada.get("/api/me/mutes").await.expect(200).list().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_and_followed_come_newest_first_with_what_the_viewer_makes_of_them() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for name in ["bob", "cleo", "dan"] {
        app.clock.advance(TimeDelta::seconds(1));
        app.person(name).await.post_nothing("/api/users/ada/follow").await.expect(200);
    }
    ada.post_nothing("/api/users/cleo/follow").await.expect(200);
    let first = ada.get("/api/users/Ada/followers?limit=2").await.expect(200);
    assert_eq!(names(first.list()), ["dan", "cleo"]);
    let cleo = app.person("cleo").await;
    let expected = json!({
        "id": cleo.id().to_string(), "username": "cleo", "display_name": "cleo Example", "bio": null,
        "avatar_url": null, "is_verified": false, "is_admin": false, "is_following": true,
    });
    assert_eq!(first["data"][1], expected);
    let cursor = first["next_cursor"].as_str().unwrap();
    let path = format!("/api/users/ada/followers?limit=2&cursor={cursor}");
    let last = ada.get(&path).await.expect(200);
    assert_eq!((names(last.list()), &last["has_more"]), (vec!["bob"], &json!(false)));
    let link = format!("<{}/api/users/Ada/followers?limit=2&cursor={cursor}>; rel=\"next\"", app.url);
    assert_eq!(first.header("link"), link);
    let foreign = ada.get(&format!("/api/users/ada/following?cursor={cursor}")).await.expect(400);
    assert_eq!(foreign["error"], "invalid_cursor");
    let followed = app.anonymous().get("/api/users/ada/following").await.expect(200);
    assert_eq!((names(followed.list()), &followed["data"][0]["is_following"]), (vec!["cleo"], &json!(false)));
    for list in ["followers", "following"] {
        ada.get(&format!("/api/users/nobody/{list}")).await.expect(404);
    }
    app.anonymous().get("/api/me/blocks").await.expect(401);
    app.anonymous().get("/api/me/mutes").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_between_people_of_whom_one_blocks_the_other_are_empty() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    cleo.post_nothing("/api/users/ada/follow").await.expect(200);
    ada.post_nothing("/api/users/cleo/follow").await.expect(200);
    ada.put("/api/users/bob/block", json!({})).await.expect(200);
    for list in ["followers", "following"] {
        assert!(bob.get(&format!("/api/users/ada/{list}")).await.expect(200).list().is_empty());
        assert!(bob.get(&format!("/api/users/cleo/{list}")).await.expect(200).list().is_empty());
        assert_eq!(names(cleo.get(&format!("/api/users/ada/{list}")).await.expect(200).list()), ["cleo"]);
    }
}
