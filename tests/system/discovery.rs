//! Posts to look through, projects that trend, whom to follow.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp, TestStores};

async fn project(person: &Person<'_>, title: &str, stack: &[&str]) -> String {
    let fields = json!({"title": title, "description": "x", "stack": stack});
    person.post("/api/projects", json!({"project": fields})).await.expect(201).id()
}

async fn like(person: &Person<'_>, kind: &str, id: &str) {
    person.post("/api/likes", json!({"type": kind, "id": id})).await.expect(200);
}

async fn titles(app: &TestApp, query: &str) -> Vec<String> {
    let answer = app.anonymous().get(&format!("/api/projects?{query}")).await.expect(200);
    answer.list().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_engage_with_trends_and_the_rest_stands_behind_by_time() {
    let app = TestApp::start().await;
    let ancient = project(&app.person("ada").await, "Ancient", &["Rust"]).await;
    app.clock.advance(TimeDelta::days(20));
    let old = project(&app.person("ada").await, "Old", &["Rust"]).await;
    app.clock.advance(TimeDelta::days(10));
    // Nobody is signed in for as long as that.
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let loved = project(&ada, "Loved", &[]).await;
    project(&ada, "Quiet", &["Rust"]).await;
    for id in [&ancient, &old, &loved] {
        like(&bob, "project", id).await;
    }
    app.clock.advance(TimeDelta::minutes(2));
    project(&ada, "New", &["Go"]).await;
    assert_eq!(titles(&app, "sort_by=trending").await, ["Loved", "Old", "New", "Quiet", "Ancient"]);
    assert_eq!(titles(&app, "sort_by=trending&stacks[]=rust").await, ["Old", "Quiet", "Ancient"]);
    assert_eq!(titles(&app, "sort_by=trending&search=o&limit=1&offset=1").await, ["Old"]);
    assert_eq!(titles(&app, "sort_by=top&limit=3").await, ["Loved", "Old", "Ancient"]);
    // Another order a minute later, and not before.
    app.person("carol").await.post("/api/likes", json!({"type": "project", "id": old})).await.expect(200);
    app.clock.advance(TimeDelta::seconds(91));
    assert_eq!(titles(&app, "sort_by=top&limit=1").await, ["Old"]);
    let first = app.anonymous().get("/api/projects?sort_by=trending&limit=2").await.expect(200);
    assert_eq!((first.list().len(), &first["has_more"]), (2, &json!(true)));
    let rest = format!("/api/projects?sort_by=trending&cursor={}", first["next_cursor"].as_str().unwrap());
    assert_eq!(app.anonymous().get(&rest).await.expect(200).list().len(), 3);
    app.anonymous().get("/api/projects?cursor=nonsense").await.expect(400);
    if TestStores::chosen() == TestStores::Postgres {
        let (_, statements) = app.counting(bob.get("/api/projects?sort_by=trending&limit=3")).await;
        assert_eq!(statements, 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_are_looked_through_in_three_orders() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let made_with = project(&ada, "Planner", &["Rust"]).await;
    let mut ids = Vec::new();
    for (text, linked) in [("first 100%", Some(&made_with)), ("second", None), ("third", None)] {
        let fields = json!({"post": {"content": text, "linked_project_id": linked}});
        ids.push(ada.post("/api/posts", fields).await.expect(201).id());
        app.clock.advance(TimeDelta::hours(1));
    }
    like(&bob, "post", &ids[0]).await;
    let contents = async |query: &str| {
        let answer = bob.get(&format!("/api/posts?type=explore{query}")).await.expect(200);
        answer.list().iter().map(|post| post["content"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(contents("").await, ["third", "second", "first 100%"]);
    assert_eq!(contents("&sort_by=top").await, ["first 100%", "third", "second"]);
    assert_eq!(contents("&sort_by=trending").await, ["first 100%", "third", "second"]);
    assert_eq!(contents("&search=0%25").await, ["first 100%"]);
    assert_eq!(contents("&search=_").await, Vec::<String>::new());
    assert_eq!(contents("&stacks=rust").await, ["first 100%"]);
    assert_eq!(contents("&tools[]=claude").await, Vec::<String>::new());
    assert_eq!(contents("&limit=1&offset=1").await, ["second"]);
    let page = bob.get("/api/posts?type=explore&sort_by=top&limit=1").await.expect(200);
    let post = &page.list()[0];
    assert_eq!(
        (&post["liked"], &post["likes"], &post["project"]["title"]),
        (&json!(true), &json!(1), &json!("Planner"))
    );
    assert!(page["next_cursor"].is_string() && page.header("link").contains("type=explore"));
    bob.get("/api/posts?type=explore&offset=10001").await.expect(422);
}

async fn onboard(person: &Person<'_>) {
    let names = json!({"username": person.username(), "display_name": person.username()});
    person.put("/api/me/onboard", json!({"user": names})).await.expect(200);
}

async fn suggested(person: &Person<'_>, limit: usize) -> Vec<String> {
    let answer = person.get(&format!("/api/users/suggested?limit={limit}&context=sidebar")).await.expect(200);
    answer.list().iter().map(|person| person["username"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_suggested_whom_ones_friends_follow() {
    let app = TestApp::start().await;
    app.person("arriving").await;
    for name in ["viewer", "friend", "near", "famous", "fan1", "fan2", "fan3"] {
        onboard(&app.person(name).await).await;
    }
    for fan in ["fan1", "fan2", "fan3"] {
        app.person(fan).await.post_nothing("/api/users/famous/follow").await.expect(200);
    }
    app.person("fan1").await.post_nothing("/api/users/arriving/follow").await.expect(200);
    let viewer = app.person("viewer").await;
    assert_eq!(suggested(&app.anonymous(), 1).await, ["famous"], "signed out: the most followed");
    let unknown = suggested(&viewer, 10).await;
    assert_eq!(unknown.first().map(String::as_str), Some("famous"));
    assert!(!unknown.contains(&"viewer".to_owned()) && !unknown.contains(&"arriving".to_owned()));
    assert_eq!(unknown.len(), 6, "filled up with everybody else: {unknown:?}");

    viewer.post_nothing("/api/users/friend/follow").await.expect(200);
    app.person("friend").await.post_nothing("/api/users/near/follow").await.expect(200);
    let near = suggested(&viewer, 10).await;
    assert_eq!(near[0], "near");
    assert!(!near.contains(&"friend".to_owned()), "followed already");
    viewer.post_nothing("/api/users/near/follow").await.expect(200);
    assert!(!suggested(&viewer, 10).await.contains(&"near".to_owned()), "gone at once");
    viewer.delete("/api/users/near/follow").await.expect(200);
    assert!(suggested(&viewer, 10).await.contains(&"near".to_owned()), "and back at once");
    viewer.post_nothing("/api/users/near/follow").await.expect(200);

    let shape = viewer.get("/api/users/suggested").await.expect(200);
    assert_eq!(shape.list().len(), 3);
    let keys: Vec<&String> = shape.list()[0].as_object().unwrap().keys().collect();
    for key in ["id", "username", "display_name", "bio", "avatar_url", "is_verified", "is_admin"] {
        assert!(keys.iter().any(|there| *there == key), "{key}");
    }
    if TestStores::chosen() == TestStores::Postgres {
        let counted = async || app.counting(viewer.get("/api/users/suggested")).await.1;
        assert_eq!(counted().await, 2, "what was looked for a moment ago is kept, and looked at");
        viewer.post_nothing("/api/users/fan3/follow").await.expect(200);
        assert_eq!(counted().await, 3, "forgotten with a follow");
        app.clock.advance(TimeDelta::minutes(2));
        assert_eq!(counted().await, 2);
        app.clock.advance(TimeDelta::minutes(1));
        assert_eq!(counted().await, 3, "looked for anew after some minutes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn makers_of_what_one_likes_are_suggested_and_the_hidden_are_not() {
    let app = TestApp::start().await;
    for name in ["viewer", "rustic", "webby", "liked"] {
        onboard(&app.person(name).await).await;
    }
    let liked = project(&app.person("liked").await, "Liked", &["Rust"]).await;
    project(&app.person("rustic").await, "Alike", &["Rust"]).await;
    project(&app.person("webby").await, "Unlike", &["Vue"]).await;
    let viewer = app.person("viewer").await;
    viewer.post("/api/bookmarks", json!({"type": "project", "id": liked})).await.expect(200);
    viewer.post_nothing("/api/users/webby/follow").await.expect(200);
    assert_eq!(suggested(&viewer, 3).await, ["liked", "rustic"]);
    viewer.put("/api/users/liked/block", json!({})).await.expect(200);
    assert_eq!(suggested(&viewer, 3).await, ["rustic"]);
    let suspend = format!("/api/admin/users/{}/suspend", app.person("rustic").await.id());
    app.person("grace").await.post(&suspend, json!({"reason": "Spam"})).await.expect(200);
    assert!(suggested(&viewer, 3).await.is_empty());
    let nobody: Value = app.anonymous().get("/api/users/suggested?limit=0").await.expect(200)["data"].clone();
    assert_eq!(nobody.as_array().unwrap().len(), 1, "a limit is raised to 1");
}
