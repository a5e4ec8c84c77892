//! Searching, with every operator, and suggestions.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Answer, Person, TestApp};

/// A picture of one pixel.
const GIF: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

async fn post(person: &Person<'_>, text: &str) -> String {
    person.post("/api/posts", json!({"post": {"content": text}})).await.expect(201).id()
}

async fn project(person: &Person<'_>, title: &str, text: &str, tools: &[&str], stack: &[&str]) -> String {
    let fields = json!({"title": title, "description": text, "tools": tools, "stack": stack});
    person.post("/api/projects", json!({"project": fields})).await.expect(201).id()
}

/// What a search answers.
async fn search(app: &TestApp, kind: &str, text: &str) -> Answer {
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("q", text).append_pair("type", kind).finish();
    app.anonymous().get(&format!("/api/search?{query}")).await.expect(200)
}

/// The texts that a search finds, in order.
async fn found(app: &TestApp, kind: &str, text: &str) -> Vec<String> {
    let field = match kind {
        "people" => "username",
        "posts" => "content",
        _ => "title",
    };
    search(app, kind, text).await.list().iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_phrases_and_exclusions_find_posts() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for text in [
        "A fast query planner",
        "planner of a query, fast",
        "A slow query planner",
        "real-time charts",
        "50% off_by_one",
    ] {
        app.clock.advance(TimeDelta::seconds(1));
        post(&ada, text).await;
    }
    assert_eq!(found(&app, "posts", "query planners").await.len(), 3, "all words, in any form and order");
    assert_eq!(found(&app, "posts", r#""query planner""#).await.len(), 2, "a phrase");
    assert_eq!(found(&app, "posts", r#""query planner" -slow"#).await, ["A fast query planner"]);
    assert_eq!(found(&app, "posts", r#"planner -"query planner""#).await, ["planner of a query, fast"]);
    assert_eq!(
        found(&app, "posts", "real-time").await,
        ["real-time charts"],
        "a dash inside of a word is none in front"
    );
    assert_eq!(found(&app, "posts", "plan").await.len(), 3, "the beginning of a word");
    assert_eq!(found(&app, "posts", "-query from:ada").await, ["50% off_by_one", "real-time charts"], "newest first");
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_narrow_what_is_found() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let planner = project(&ada, "Query planner", "Plans.", &["GPT-4"], &["Next.js", "Rust"]).await;
    project(&bob, "Query garden", "Grows.", &["Claude"], &["Vue"]).await;
    post(&bob, "query alone").await;
    app.clock.advance(TimeDelta::days(1));
    let linked = json!({"post": {"content": "query linked", "linked_project_id": planner}});
    ada.post("/api/posts", linked).await.expect(201);
    let slugs: Vec<Value> = app.anonymous().get("/api/tools").await.expect(200).list().clone();
    let gpt = slugs.iter().find(|tool| tool["name"] == "GPT-4").unwrap()["slug"].as_str().unwrap().to_owned();
    assert!(gpt.contains('-'), "{gpt}");

    assert_eq!(found(&app, "projects", "query from:bob").await, ["Query garden"]);
    assert_eq!(found(&app, "projects", &format!("tool:{gpt}")).await, ["Query planner"], "a slug with a dash");
    assert_eq!(found(&app, "projects", "stack:nextjs stack:vue").await.len(), 2, "any of them");
    assert_eq!(found(&app, "projects", "stack:nextjs query").await, ["Query planner"]);
    assert_eq!(found(&app, "projects", "rust").await, ["Query planner"], "what it is made with");
    assert_eq!(found(&app, "posts", "stack:rust").await, ["query linked"], "by the linked project");
    assert_eq!(found(&app, "posts", "query has:project").await, ["query linked"]);
    assert!(found(&app, "posts", "query has:media").await.is_empty());
    assert!(found(&app, "projects", "query has:media").await.is_empty(), "projects cannot have what is asked for");
    assert!(found(&app, "people", "ada stack:rust").await.is_empty());
    // The clock of the tests begins on 2026-02-02.
    assert_eq!(found(&app, "posts", "query until:2026-02-02").await, ["query alone"], "until includes its day");
    assert_eq!(found(&app, "posts", "query since:2026-02-03").await, ["query linked"], "and so does since");
    assert_eq!(found(&app, "posts", "since:2026-02-02 until:2026-02-03").await.len(), 2);
    assert_eq!(found(&app, "people", "ada from:ada").await, ["ada"]);
    assert!(found(&app, "people", "ada from:bob").await.is_empty());
    // Operators without a value ask for nothing.
    for nothing in ["from:", "tool: stack:", "has:", "since: until:", "", "   "] {
        assert!(found(&app, "posts", nothing).await.is_empty(), "{nothing:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_with_pictures_are_found_as_such() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let picture = format!("data:image/gif;base64,{GIF}");
    let fields = json!({"content": "sunset with a picture", "media": [picture]});
    ada.post("/api/posts", json!({"post": fields})).await.expect(201);
    post(&ada, "sunset without").await;
    assert_eq!(found(&app, "posts", "sunset has:media").await, ["sunset with a picture"]);
    assert_eq!(found(&app, "posts", "has:media").await, ["sunset with a picture"]);
    assert_eq!(search(&app, "top", "has:media").await["data"]["posts"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn mistyped_words_find_what_was_meant() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    post(&ada, "My greenhouse waters itself").await;
    project(&ada, "Tidepool", "Plan dives.", &[], &[]).await;
    app.services.feed.refresh().await.unwrap();
    assert_eq!(found(&app, "posts", "grenhouse").await, ["My greenhouse waters itself"]);
    assert_eq!(found(&app, "projects", "tidepol").await, ["Tidepool"]);
    assert_eq!(search(&app, "top", "greenhose").await["meta"]["total_results"], 1);
    assert!(found(&app, "posts", "xylophone").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_overview_has_whole_items_of_every_kind() {
    let app = TestApp::start().await;
    let ada = app.person("planner_fan").await;
    project(&ada, "Planner", "A planner.", &[], &["Rust"]).await;
    post(&ada, "The planner is out").await;
    let fields = json!({"title": "Port a planner", "description": "x".repeat(300), "budget_min": 50_000});
    let offered = ada.post("/api/gigs", json!({"gig": fields})).await.expect(201).id();
    let answer = search(&app, "top", "planner").await;
    assert_eq!(answer["meta"], json!({"query": "planner", "total_results": 4}));
    let data = &answer["data"];
    assert_eq!(data["users"][0]["username"], "planner_fan");
    let project = &data["projects"][0];
    assert_eq!((&project["content"], &project["description"]), (&json!("A planner."), &json!("A planner.")));
    assert_eq!((&project["type"], &project["stack"]), (&json!("project"), &json!(["Rust"])));
    let post = &data["posts"][0];
    assert_eq!((&post["author"]["initials"], &post["reposts"]), (&json!("PE"), &json!(0)));
    let gig = &data["gigs"][0];
    assert_eq!(
        (gig["budget_min"].as_i64(), gig["budget_max"].is_null(), &gig["currency"]),
        (Some(50_000), true, &json!("USD"))
    );
    assert_eq!(gig["description"].as_str().unwrap().len(), 203);
    assert_eq!(gig["author"]["username"], "planner_fan");
    assert_eq!(found(&app, "gigs", "planner").await, ["Port a planner"]);
    ada.post_nothing(&format!("/api/gigs/{offered}/cancel")).await.expect(200);
    assert!(found(&app, "gigs", "planner").await.is_empty(), "open ones only");
    // Flags only for somebody.
    assert_eq!(post.get("liked"), None);
    let seen = ada.get("/api/search?q=planner").await.expect(200);
    assert_eq!(seen["data"]["posts"][0]["liked"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_search_has_the_shape_of_its_type() {
    let app = TestApp::start().await;
    for blank in ["", "?q=", "?q=%20", "?q=%00"] {
        let answer = app.anonymous().get(&format!("/api/search{blank}")).await.expect(200);
        assert_eq!(answer["data"], json!({"users": [], "projects": [], "posts": [], "gigs": []}), "{blank}");
        assert_eq!(answer["meta"]["total_results"], 0);
    }
    for kind in ["people", "projects", "posts", "gigs"] {
        let answer = app.anonymous().get(&format!("/api/search?type={kind}&q=%20")).await.expect(200);
        assert_eq!(answer["data"], json!([]), "{kind}");
        assert_eq!((&answer["has_more"], &answer["next_cursor"]), (&json!(false), &Value::Null));
    }
    let unknown = app.anonymous().get("/api/search?q=x&type=everything").await.expect(400);
    assert_eq!(unknown["error"], "bad_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_can_be_typed_fails() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for text in ["100% sure_thing", r"C:\temp\new", "it's", "say \"hi\"", "nothing at all"] {
        post(&ada, text).await;
    }
    project(&ada, "100% done", "under_score", &[], &[]).await;
    let wicked = [
        "%",
        "_",
        "\\",
        "'",
        "\"",
        "\"\"\"",
        "''; DROP TABLE posts",
        "a & b | !c",
        "x:*",
        "<->",
        "(((",
        ":",
        "-",
        "--",
        "!",
        "a\0b",
        "\u{0}",
        "or",
        "or or",
        "-or",
        "from:%",
        "tool:'",
        "until:9999-12-31",
        "since:0001-01-01",
        "🙂",
        "\u{202e}x",
    ];
    for text in wicked.iter().map(|text| (*text).to_owned()).chain([
        "x".repeat(10_000),
        "ab ".repeat(3_333),
        "\"a ".repeat(200),
    ]) {
        for kind in ["top", "people", "projects", "posts", "gigs"] {
            search(&app, kind, &text).await;
        }
        let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", &text).finish();
        app.anonymous().get(&format!("/api/search/suggestions?{query}")).await.expect(200);
    }
    assert!(found(&app, "posts", "%").await.is_empty(), "a percent sign is no pattern");
    assert!(found(&app, "people", "a_a").await.is_empty(), "nor is an underscore");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_is_read_in_parts() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for number in 0..7 {
        app.clock.advance(TimeDelta::seconds(1));
        post(&ada, &format!("lighthouse {number}")).await;
    }
    let (mut path, mut seen) = ("/api/search?q=lighthouse&type=posts&limit=3".to_owned(), Vec::new());
    loop {
        let page = app.anonymous().get(&path).await.expect(200);
        seen.extend(page.list().iter().map(|post| post["content"].as_str().unwrap().to_owned()));
        assert_eq!(page["has_more"].as_bool().unwrap(), page["next_cursor"].is_string());
        let Some(next) = page.header("link").strip_prefix('<').and_then(|link| link.split_once('>')) else { break };
        path = next.0.to_owned();
    }
    let newest_first: Vec<String> = (0..7).rev().map(|number| format!("lighthouse {number}")).collect();
    assert_eq!(seen, newest_first);
    app.anonymous().get("/api/search?q=x&type=posts&cursor=nonsense").await.expect(400);
    app.anonymous().get("/api/search?q=x&type=posts&offset=10001").await.expect(422);
    app.anonymous().get("/api/search?q=x&type=posts&offset=abc&limit=-4").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_begin_with_what_begins_so() {
    let app = TestApp::start().await;
    let (ada, _) = (app.person("tide_watcher").await, app.person("high_tide").await);
    project(&ada, "Tidepool", "Plan dives.", &[], &[]).await;
    project(&ada, "Low tide", "Plan walks.", &[], &[]).await;
    post(&ada, &format!("Tides {}", "y".repeat(200))).await;
    let answer = app.anonymous().get("/api/search/suggestions?q=tid").await.expect(200);
    let data = &answer["data"];
    assert_eq!(data["users"][0]["username"], "tide_watcher");
    let titles: Vec<_> = data["projects"].as_array().unwrap().iter().map(|project| project["title"].clone()).collect();
    assert_eq!(titles, ["Tidepool", "Low tide"]);
    assert_eq!(
        data["projects"][0]["user"],
        json!({"username": "tide_watcher", "display_name": "tide_watcher Example"})
    );
    assert_eq!(data["projects"][0]["image_url"], Value::Null);
    assert_eq!(data["posts"][0]["content"].as_str().unwrap().chars().count(), 100);
    assert_eq!(data["gigs"], json!([]));
    let one = app.anonymous().get("/api/search/suggestions?q=tid&limit=1").await.expect(200);
    assert_eq!(one["data"]["projects"].as_array().unwrap().len(), 1);
    let blank = app.anonymous().get("/api/search/suggestions?q=%20").await.expect(200);
    assert_eq!(blank["data"], json!({"users": [], "projects": [], "posts": [], "gigs": []}));
    app.anonymous().get("/api/search/suggestions").await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_costs_a_fixed_number_of_statements() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for number in 0..30 {
        post(&ada, &format!("harbour {number}")).await;
    }
    let (few, for_few) = app.counting(ada.get("/api/search?q=harbour&type=posts&limit=2")).await;
    let (many, for_many) = app.counting(ada.get("/api/search?q=harbour&type=posts&limit=25")).await;
    assert_eq!((few.expect(200).list().len(), many.expect(200).list().len()), (2, 25));
    assert_eq!((for_few, for_many), (3, 3));
    let (_, while_typing) = app.counting(ada.get("/api/search/suggestions?q=harb")).await;
    assert!(while_typing <= 7, "{while_typing} statements");
}
