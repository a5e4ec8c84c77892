//! One's own account, people and what hangs on their profiles: what a route hands on, and what it makes of the answer.

use actix_web::{
    http::header::{CONTENT_TYPE, IF_NONE_MATCH},
    test::TestRequest,
};
use serde_json::json;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{Email, MessagePrivacy},
    catalog::Tool,
    content::ProjectStatus,
    ids::{ToolId, UserId},
    page::{Page, Start, TimeCursor},
};
use vibeslop_ports::{
    accounts::{Me, Preferences, ProfileStats, ProfileView, UpdateProfileError, UserSummaryView},
    mocks::MockUnitOfWork,
    notifications::Waiting,
};

use crate::fixture::{ADA, Doubles, by_ada, now};

fn me() -> Me {
    Me {
        id: ADA,
        email: Email::new("ada@example.com").unwrap(),
        email_verified: true,
        username: "ada".to_owned(),
        display_name: "Ada".to_owned(),
        bio: None,
        location: None,
        website_url: None,
        twitter_handle: None,
        github_username: None,
        avatar_url: None,
        banner_url: None,
        is_verified: false,
        has_onboarded: false,
        message_privacy: MessagePrivacy::Everyone,
    }
}

fn with_me(units: Vec<MockUnitOfWork>) -> Doubles {
    let mut doubles = Doubles { units, ..Doubles::with_ada() };
    doubles.accounts.expect_me().returning(|_| Ok(Some(me())));
    doubles
}

fn put(path: &str, body: &serde_json::Value) -> TestRequest {
    by_ada(TestRequest::put().uri(path)).insert_header((CONTENT_TYPE, "application/json")).set_payload(body.to_string())
}

fn profile(viewer: Option<UserId>) -> ProfileView {
    ProfileView {
        id: ADA,
        username: "ada".to_owned(),
        display_name: "Ada".to_owned(),
        bio: None,
        location: None,
        website_url: None,
        twitter_handle: None,
        github_username: None,
        avatar: None,
        banner: None,
        verified_email: Some(Email::new("ada@example.com").unwrap()),
        is_verified: false,
        joined_at: now(),
        stats: ProfileStats::default(),
        developer_score: 0,
        developer_score_updated_at: None,
        github_stats: None,
        preferences: Preferences::default(),
        is_following: viewer.map(|_| false),
    }
}

#[actix_web::test]
async fn an_account_takes_what_the_contract_names_and_nothing_else() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_update_profile()
        .withf(|user, change, _| {
            let texts = change.bio == Some(None) && change.display_name.is_none() && change.username.is_none();
            *user == ADA && texts && change.message_privacy == Some(MessagePrivacy::Followers) && !change.onboards
        })
        .times(1)
        .returning(|_, _, _| Ok(()));
    let body = json!({"user": {
        "bio": null, "message_privacy": "followers",
        "email": "root@example.com", "email_verified": true, "is_verified": true, "is_admin": true,
        "has_onboarded": true, "developer_score": 9000, "github_username": "torvalds", "github_access_token": "x",
        "github_stats": {}, "id": "0190b1c2-7d3e-7000-8000-0000000000ab",
    }});
    let answer = with_me(vec![unit]).send(put("/api/me", &body)).await;
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(
        (answer.json()["email"].clone(), answer.json()["is_verified"].clone()),
        (json!("ada@example.com"), json!(false))
    );
}

#[actix_web::test]
async fn wrong_fields_are_told_with_the_endpoints_own_code() {
    let body = json!({"user": {"display_name": null, "username": 5, "bio": "x".repeat(501)}});
    // A value of the wrong type is a fault of its field; what is wrong beyond is told once that is mended.
    let problem = with_me(vec![]).send(put("/api/me", &body)).await.expect_problem(422, "update_failed");
    assert_eq!(problem["errors"], json!({"username": ["is invalid"]}));
    let body = json!({"user": {"display_name": null, "username": "me", "bio": "x".repeat(501)}});
    let problem = with_me(vec![]).send(put("/api/me", &body)).await.expect_problem(422, "update_failed");
    assert_eq!(problem["message"], "Display name can't be blank");
    assert_eq!(problem["errors"].as_object().unwrap().len(), 3);
    let problem = with_me(vec![]).send(put("/api/me/onboard", &json!({"user": {}}))).await;
    let problem = problem.expect_problem(422, "onboarding_failed");
    assert_eq!(problem["errors"], json!({"display_name": ["can't be blank"], "username": ["can't be blank"]}));
    for path in ["/api/me", "/api/me/onboard"] {
        with_me(vec![]).send(put(path, &json!({"name": "Ada"}))).await.expect_problem(400, "bad_request");
    }
}

#[actix_web::test]
async fn a_username_that_is_taken_is_a_fault_of_the_field() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_update_profile().returning(|_, _, _| Err(UpdateProfileError::UsernameTaken));
    let body = json!({"user": {"username": "bob", "display_name": "Ada"}});
    let answer = with_me(vec![unit]).send(put("/api/me/onboard", &body)).await;
    let problem = answer.expect_problem(422, "onboarding_failed");
    assert_eq!(problem["message"], "Username has already been taken");
    assert_eq!(problem["errors"], json!({"username": ["has already been taken"]}));
}

#[actix_web::test]
async fn preferences_are_answered_without_an_envelope() {
    let id = Uuid::from_u128(7);
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_replace_preferences()
        .withf(move |_, change| change.tools == Some(vec![ToolId(id)]) && change.stacks.is_none())
        .times(1)
        .returning(|_, _| Ok(true));
    let mut doubles = with_me(vec![unit]);
    doubles.profiles.expect_preferences().returning(move |_| {
        let tool = Tool { id: ToolId(id), name: "Claude".to_owned(), slug: "claude".to_owned(), icon_url: None };
        Ok(Preferences { tools: vec![tool], stacks: Vec::new() })
    });
    let body = json!({"preferences": {"ai_tool_ids": [id, id], "tech_stack_ids": null}});
    let answer = doubles.send(put("/api/me/preferences", &body)).await;
    let tools = json!([{"id": id, "name": "Claude", "slug": "claude"}]);
    assert_eq!(answer.json(), json!({"favorite_ai_tools": tools, "preferred_tech_stacks": []}));
}

#[actix_web::test]
async fn preferences_that_name_nothing_or_too_much_are_refused() {
    let refused = async |body| with_me(vec![]).send(put("/api/me/preferences", &body)).await;
    refused(json!({})).await.expect_problem(400, "bad_request");
    refused(json!({"preferences": {"ai_tool_ids": ["claude"]}})).await.expect_problem(400, "bad_request");
    refused(json!({"preferences": {"ai_tool_ids": "claude"}})).await.expect_problem(422, "update_failed");
    let many: Vec<Uuid> = (0..51).map(Uuid::from_u128).collect();
    let problem = refused(json!({"preferences": {"tech_stack_ids": many}})).await.expect_problem(422, "update_failed");
    assert_eq!(problem["errors"], json!({"tech_stack_ids": ["should have at most 50 item(s)"]}));
}

#[actix_web::test]
async fn counts_are_sent_again_only_when_they_changed() {
    let counting = |unread| {
        let mut doubles = Doubles::with_ada();
        let waiting = Waiting { notifications: unread, messages: 1 };
        doubles.notifications.expect_waiting().withf(|user| *user == ADA).returning(move |_| Ok(waiting));
        doubles
    };
    let first = counting(2).send(by_ada(TestRequest::get().uri("/api/me/counts"))).await;
    assert_eq!(first.json(), json!({"notifications": 2, "messages": 1}));
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let tag = first.header("etag").to_owned();
    let again =
        |tag: &str| by_ada(TestRequest::get().uri("/api/me/counts")).insert_header((IF_NONE_MATCH, tag.to_owned()));
    let same = counting(2).send(again(&tag)).await;
    assert_eq!((same.status.as_u16(), same.body.len()), (304, 0));
    assert_eq!(counting(3).send(again(&tag)).await.status.as_u16(), 200);
}

#[actix_web::test]
async fn a_username_is_checked_for_the_one_who_asks() {
    for (name, available) in
        [("ada", true), ("ADA", true), ("carol", true), ("search", false), ("a%00b", false), ("x", false)]
    {
        let mut doubles = Doubles::with_ada();
        doubles.accounts.expect_id_of().returning(|_| Ok(None));
        let answer = doubles.send(by_ada(TestRequest::get().uri(&format!("/api/users/check-username/{name}")))).await;
        assert_eq!(answer.json(), json!({"available": available}), "{name}");
    }
    Doubles::with_ada().get("/api/users/check-username/ada").await.expect_problem(401, "unauthorized");
}

#[actix_web::test]
async fn people_are_searched_by_what_was_typed() {
    let asked = |uri: &str| by_ada(TestRequest::get().uri(uri));
    Doubles::with_ada().send(asked("/api/users/search")).await.expect_problem(400, "bad_request");
    for nothing in ["/api/users/search?q=", "/api/users/search?q=%20&limit=x", "/api/users/search?q=@"] {
        assert_eq!(Doubles::with_ada().send(asked(nothing)).await.json(), json!({"data": []}));
    }
    let mut doubles = Doubles::with_ada();
    doubles
        .profiles
        .expect_search()
        .withf(|text, viewer, limit| text == "50%_" && *viewer == ADA && limit.get() == 100)
        .times(1)
        .returning(|_, _, _| {
            let id = UserId(Uuid::from_u128(1));
            let (username, display_name) = ("bob".to_owned(), "Bob Ray".to_owned());
            let avatar_url = Some("/api/media/bob.png".to_owned());
            Ok(vec![UserSummaryView {
                id,
                username,
                display_name,
                bio: None,
                avatar_url,
                is_verified: false,
                verified_email: None,
            }])
        });
    let answer = doubles.send(asked("/api/users/search?q=%4050%25_&limit=1000")).await;
    let bob = json!({
        "id": "00000000-0000-0000-0000-000000000001", "username": "bob", "display_name": "Bob Ray", "bio": null,
        "avatar_url": "http://localhost:4001/api/media/bob.png", "is_verified": false, "is_admin": false,
    });
    assert_eq!(answer.json(), json!({"data": [bob]}));
}

#[actix_web::test]
async fn a_profile_is_found_in_any_case_and_sent_again_only_when_it_changed() {
    let found = || {
        let mut doubles = Doubles::with_ada();
        doubles
            .profiles
            .expect_profile()
            .withf(|name, _| name.as_str() == "ada")
            .returning(|_, viewer| Ok(Some(profile(viewer))));
        doubles
    };
    let answer = found().get("/api/users/ADA").await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "private, no-cache"));
    assert_eq!(answer.json()["data"].get("is_following"), None);
    assert!(!String::from_utf8_lossy(&answer.body).contains('@'), "an address is told");
    let tag = answer.header("etag").to_owned();
    let same = found().send(TestRequest::get().uri("/api/users/ada").insert_header((IF_NONE_MATCH, tag.clone()))).await;
    assert_eq!(same.status.as_u16(), 304);
    // Signed in, the answer is another one.
    let mine = by_ada(TestRequest::get().uri("/api/users/ada")).insert_header((IF_NONE_MATCH, tag));
    assert_eq!(found().send(mine).await.json()["data"]["is_following"], false);
    let mut nobody = Doubles::with_ada();
    nobody.profiles.expect_profile().returning(|_, _| Ok(None));
    nobody.get("/api/users/nobody").await.expect_problem(404, "not_found");
    Doubles::with_ada().get("/api/users/a%00b").await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn a_list_goes_on_where_its_cursor_points() {
    let end = TimeCursor { at: now(), id: Uuid::from_u128(7) };
    let with = || {
        let mut doubles = Doubles::with_ada();
        doubles.personal_lists.expect_projects().returning(move |owner, status, start, limit, viewer| {
            assert_eq!((owner.as_str(), status, limit.get(), viewer), ("ada", ProjectStatus::Draft, 2, Some(ADA)));
            let next = if matches!(start, Start::Skip(_)) { Some(end) } else { None };
            Ok(Some(Page { items: Vec::new(), next }))
        });
        doubles
    };
    let uri = "/api/users/Ada/projects?status=draft&limit=2&offset=4";
    let first = with().send(by_ada(TestRequest::get().uri(uri))).await;
    assert_eq!((&first.json()["data"], &first.json()["has_more"]), (&json!([]), &json!(true)));
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    let link = first.header("link").to_owned();
    assert!(link.ends_with("rel=\"next\"") && link.contains(&cursor) && !link.contains("offset"), "{link}");
    let next = link.trim_start_matches("<http://localhost:4001").split('>').next().unwrap().to_owned();
    let last = with().send(by_ada(TestRequest::get().uri(&next))).await;
    assert_eq!(last.json(), json!({"data": [], "next_cursor": null, "has_more": false}));
    assert_eq!(last.header("link"), "");

    // The cursor of one list is none of another, and no page is ever taken for the first.
    for uri in [format!("/api/users/ada/timeline?cursor={cursor}"), "/api/users/ada/likes?cursor=x".to_owned()] {
        Doubles::with_ada().get(&uri).await.expect_problem(400, "invalid_cursor");
    }
    Doubles::with_ada().get("/api/users/ada/reposts?offset=10001").await.expect_problem(422, "offset_too_large");
}

#[actix_web::test]
async fn every_list_of_somebody_who_is_not_there_is_not_found() {
    for list in ["timeline", "posts", "projects", "likes", "reposts"] {
        let mut doubles = Doubles::default();
        doubles.personal_lists.expect_timeline().returning(|_, _, _, _| Ok(None));
        doubles.personal_lists.expect_projects().returning(|_, status, _, _, _| {
            assert_eq!(status, ProjectStatus::Published, "a word that means nothing counts as absent");
            Ok(None)
        });
        doubles.personal_lists.expect_likes().returning(|_, _, _, _| Ok(None));
        doubles.personal_lists.expect_reposts().returning(|_, _, _, _| Ok(None));
        doubles.get(&format!("/api/users/nobody/{list}?status=x")).await.expect_problem(404, "not_found");
    }
}
