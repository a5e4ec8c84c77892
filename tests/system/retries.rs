//! Writes that are sent again, and changes that are meant for one state.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use vibeslop_testkit::app::{Answer, Person, TestApp, wrapped};

const KEY: &str = "Idempotency-Key";

fn post(content: &str) -> Value {
    wrapped("post", json!({"content": content}))
}

async fn with_key(person: &Person<'_>, method: Method, path: &str, key: &str, body: &Value) -> Answer {
    person.send(person.request(method, path).header(KEY, key).body(body.to_string())).await
}

async fn posts_with(person: &Person<'_>, key: &str, content: &str) -> Answer {
    with_key(person, Method::POST, "/api/posts", key, &post(content)).await
}

async fn if_match(person: &Person<'_>, method: Method, path: &str, tag: &str, body: &Value) -> Answer {
    person.send(person.request(method, path).header("If-Match", tag).body(body.to_string())).await
}

async fn number_of_posts(app: &TestApp) -> usize {
    app.anonymous().get("/api/posts?limit=100").await.expect(200).list().len()
}

fn project(title: &str) -> Value {
    json!({"project": {"title": title, "description": "A text", "stack": ["Rust"]}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_is_sent_again_is_done_once_and_answered_alike() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let first = posts_with(&ada, "one", "Once").await.expect(201);
    assert_eq!(first.header("idempotent-replayed"), "");
    let again = posts_with(&ada, "\"one\"", "Once").await.expect(201);
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.bytes, first.bytes);
    for name in ["location", "content-type", "cache-control"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    assert_eq!(number_of_posts(&app).await, 1);

    // An answer that refuses is an answer, with the identifier of the request that it was given to.
    let refused = posts_with(&ada, "two", " ").await.expect(422);
    let again = posts_with(&ada, "two", " ").await.expect(422);
    assert_eq!((again.header("idempotent-replayed"), &again.bytes), ("true", &refused.bytes));

    let path = format!("/api/posts/{}", first.id());
    let nothing = json!({});
    with_key(&ada, Method::DELETE, &path, "three", &nothing).await.expect(204);
    ada.get(&path).await.expect(404);
    let again = with_key(&ada, Method::DELETE, &path, "three", &nothing).await.expect(204);
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert!(again.bytes.is_empty());
    with_key(&ada, Method::DELETE, &path, "four", &nothing).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_in_several_units_of_work_is_kept_whole() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = with_key(&ada, Method::POST, "/api/projects", "make", &project("Planner")).await.expect(201);
    let path = format!("/api/projects/{}", made.id());
    let change = json!({"project": {"title": "Planner 2", "stack": ["Rust", "Svelte"]}});
    let changed = with_key(&ada, Method::PUT, &path, "change", &change).await.expect(200);
    assert_eq!(changed["data"]["title"], "Planner 2");
    assert_eq!(ada.get(&path).await.expect(200)["data"]["title"], "Planner 2");
    ada.put(&path, json!({"project": {"title": "Planner 3"}})).await.expect(200);
    let again = with_key(&ada, Method::PUT, &path, "change", &change).await.expect(200);
    assert_eq!(again.bytes, changed.bytes);
    assert_eq!(ada.get(&path).await.expect(200)["data"]["title"], "Planner 3", "nothing is done again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_stands_for_one_request_of_one_caller_for_a_day() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let first = posts_with(&ada, "key", "Adas").await.expect(201);
    for other in [
        posts_with(&ada, "key", "Something else").await,
        with_key(&ada, Method::POST, "/api/posts?x=1", "key", &post("Adas")).await,
        with_key(&ada, Method::POST, "/api/projects", "key", &post("Adas")).await,
        with_key(&ada, Method::DELETE, &format!("/api/posts/{}", first.id()), "key", &post("Adas")).await,
    ] {
        assert_eq!(other.expect(422)["error"], "idempotency_key_reused");
    }
    let bobs = posts_with(&bob, "key", "Adas").await.expect(201);
    assert_ne!(bobs.id(), first.id());

    app.clock.advance(TimeDelta::hours(23) + TimeDelta::minutes(59));
    assert_eq!(posts_with(&ada, "key", "Adas").await.expect(201).bytes, first.bytes);
    app.clock.advance(TimeDelta::minutes(1));
    let anew = posts_with(&ada, "key", "Something else").await.expect(201);
    assert_eq!(anew.header("idempotent-replayed"), "");
    assert_eq!(anew["data"]["content"], "Something else");
    assert_eq!(number_of_posts(&app).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_key_is_refused_and_never_ignored() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let long = "x".repeat(256);
    for key in ["", "\"\"", "two words", "\"open", "\"a\"b", "\"a\";b=1", long.as_str()] {
        let refused = posts_with(&ada, key, "Text").await.expect(400);
        assert_eq!(refused["error"], "invalid_idempotency_key", "{key}");
    }
    let twice = ada.request(Method::POST, "/api/posts").header(KEY, "a").header(KEY, "b");
    ada.send(twice.body(post("Text").to_string())).await.expect(400);
    assert_eq!(number_of_posts(&app).await, 0);
    posts_with(&ada, &"x".repeat(255), "Text").await.expect(201);
    // Reading takes any.
    let read = ada.request(Method::GET, "/api/posts").header(KEY, "two words");
    ada.send(read).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_began_is_not_kept() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let unknown = app.bearer("nonsense");
    posts_with(&unknown, "key", "Text").await.expect(401);
    posts_with(&app.anonymous(), "key", "Text").await.expect(401);
    let broken = ada.request(Method::POST, "/api/posts").header(KEY, "key").body("{");
    ada.send(broken).await.expect(400);
    let picky = ada.request(Method::POST, "/api/posts").header(KEY, "key").header("accept", "text/html");
    ada.send(picky.body(post("Text").to_string())).await.expect(406);
    let made = posts_with(&ada, "key", "Text").await.expect(201);
    assert_eq!(made.header("idempotent-replayed"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_of_ours_undoes_everything_and_frees_the_key() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    // The post is stored, and then it cannot be read: without the view, answering fails after the effect.
    app.execute("ALTER VIEW active_users RENAME TO away").await;
    let failed = posts_with(&ada, "key", "Text").await;
    app.execute("ALTER VIEW away RENAME TO active_users").await;
    assert!(failed.status >= 500, "{}", failed.text());
    assert_eq!(number_of_posts(&app).await, 0, "the effect went with the answer");
    let made = posts_with(&ada, "key", "Text").await.expect(201);
    assert_eq!(made.header("idempotent-replayed"), "");
    assert_eq!(number_of_posts(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_still_runs_is_not_begun_again() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = ada.post("/api/posts", post("Text")).await.expect(201);
    let path = format!("/api/posts/{}", made.id());
    // Somebody holds the post, so that its deletion has to wait.
    let mut holder = app.database().connection().await.unwrap();
    holder.batch_execute(&format!("BEGIN; SELECT FROM posts WHERE id = '{}' FOR UPDATE", made.id())).await.unwrap();
    let nothing = json!({});
    let slow = with_key(&ada, Method::DELETE, &path, "key", &nothing);
    let impatient = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let refused = with_key(&ada, Method::DELETE, &path, "key", &nothing).await.expect(409);
        assert_eq!(refused["error"], "idempotency_key_in_use");
        assert_eq!(refused.header("retry-after"), "1");
        let other = with_key(&ada, Method::DELETE, &path, "key", &json!({"other": 1})).await;
        assert_eq!(other.expect(422)["error"], "idempotency_key_reused");
        holder.batch_execute("ROLLBACK").await.unwrap();
    };
    let (slow, ()) = tokio::join!(slow, impatient);
    slow.expect(204);
    let again = with_key(&ada, Method::DELETE, &path, "key", &nothing).await.expect(204);
    assert_eq!(again.header("idempotent-replayed"), "true");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_a_dead_process_is_free_when_its_lease_ends() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    posts_with(&ada, "key", "Text").await.expect(201);
    // As a process leaves it that dies before it answers.
    let orphan = |lease: &str| {
        format!(
            "UPDATE retries SET status = NULL, headers = NULL, body = NULL, owner = gen_random_uuid(),
                leased_until = clock_timestamp() + interval '{lease}'"
        )
    };
    app.execute(&orphan("1 minute")).await;
    posts_with(&ada, "key", "Text").await.expect(409);
    app.execute(&orphan("-1 second")).await;
    let anew = posts_with(&ada, "key", "Text").await.expect(201);
    assert_eq!(anew.header("idempotent-replayed"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_has_lost_its_key_leaves_nothing() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = ada.post("/api/posts", post("Text")).await.expect(201);
    let path = format!("/api/posts/{}", made.id());
    let mut holder = app.database().connection().await.unwrap();
    holder.batch_execute(&format!("BEGIN; SELECT FROM posts WHERE id = '{}' FOR UPDATE", made.id())).await.unwrap();
    let nothing = json!({});
    let late = with_key(&ada, Method::DELETE, &path, "key", &nothing);
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        app.execute("UPDATE retries SET owner = gen_random_uuid()").await;
        holder.batch_execute("ROLLBACK").await.unwrap();
    };
    let (late, ()) = tokio::join!(late, meanwhile);
    late.expect(409);
    ada.get(&path).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_asked_once() {
    let app = TestApp::start().await;
    let alice = app.person("alice").await;
    let repository = json!({"repo": {"owner": "alice", "name": "harbor-lights"}});
    let path = "/api/ai/generate-project";
    let first = with_key(&alice, Method::POST, path, "key", &repository).await.expect(200);
    let again = with_key(&alice, Method::POST, path, "key", &repository).await.expect(200);
    assert_eq!((again.header("idempotent-replayed"), &again.bytes), ("true", &first.bytes));
    assert_eq!(
        again.headers.get_all("x-vibeslop-sandbox").iter().count(),
        first.headers.get_all("x-vibeslop-sandbox").iter().count()
    );
}

/// Passes requests on, one a connection, and drops every fifth answer.
async fn lossy_proxy(app: &TestApp) -> (String, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let backend = app.url.trim_start_matches("http://").to_owned();
    let dropped = Arc::new(AtomicU64::new(0));
    let (count, lost) = (Arc::new(AtomicU64::new(0)), Arc::clone(&dropped));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (backend, count, lost) = (backend.clone(), Arc::clone(&count), Arc::clone(&lost));
            tokio::spawn(async move {
                let _ = pass(client, &backend, &count, &lost).await;
            });
        }
    });
    (url, dropped)
}

async fn pass(mut client: TcpStream, backend: &str, count: &AtomicU64, lost: &AtomicU64) -> std::io::Result<()> {
    let mut server = TcpStream::connect(backend).await?;
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let requests = async {
        tokio::io::copy(&mut from_client, &mut to_server).await?;
        to_server.shutdown().await
    };
    let answers = async {
        let mut answer = Vec::new();
        // The client asks the server to close, so the end of the answer is the end of the connection.
        from_server.read_to_end(&mut answer).await?;
        if count.fetch_add(1, Ordering::SeqCst).is_multiple_of(5) {
            lost.fetch_add(1, Ordering::SeqCst);
            return Err(std::io::ErrorKind::ConnectionReset.into());
        }
        to_client.write_all(&answer).await?;
        to_client.shutdown().await
    };
    tokio::select! {
        done = answers => done,
        Err(error) = requests => Err(error),
    }
}

/// Sends it until there is an answer that is final.
async fn insist(client: &Client, url: &str, token: &str, key: &str, body: &str) -> (u16, Vec<u8>, bool) {
    loop {
        let request = client
            .post(format!("{url}/api/projects"))
            .bearer_auth(token)
            .header("content-type", "application/json")
            .header("connection", "close")
            .header(KEY, key)
            .body(body.to_owned());
        let Ok(answer) = request.send().await else { continue };
        let (status, replayed) = (answer.status().as_u16(), answer.headers().contains_key("idempotent-replayed"));
        let Ok(bytes) = answer.bytes().await else { continue };
        if status == 409 || status == 503 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        }
        return (status, bytes.to_vec(), replayed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_writes_over_a_bad_line_are_each_done_once() {
    const CLIENTS: usize = 10;
    const WRITES: usize = 100;
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (url, dropped) = lossy_proxy(&app).await;
    let replays = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let token = app.person(&format!("client_{number}")).await.token().to_owned();
        let (url, direct, replays) = (url.clone(), app.url.clone(), Arc::clone(&replays));
        clients.spawn(async move {
            let client = Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
            for write in 0..WRITES {
                // The same keys for everybody: they are each caller's own.
                let key = format!("write-{write}");
                let body = project(&format!("{number}/{write}")).to_string();
                let (status, bytes, replayed) = insist(&client, &url, &token, &key, &body).await;
                assert_eq!(status, 201, "{}", String::from_utf8_lossy(&bytes));
                replays.fetch_add(usize::from(replayed), Ordering::SeqCst);
                let (status, again, replayed) = insist(&client, &direct, &token, &key, &body).await;
                assert!(replayed && status == 201 && again == bytes, "{key} of {number}");
            }
        });
    }
    clients.join_all().await;
    holds(&app, "(SELECT count(*) FROM projects) = 1000").await;
    holds(&app, "(SELECT count(DISTINCT title) FROM projects) = 1000").await;
    holds(&app, "(SELECT count(*) FROM retries WHERE status = 201) = 1000").await;
    let dropped = dropped.load(Ordering::SeqCst);
    assert!((200..=400).contains(&dropped), "{dropped} answers were lost");
    assert!(replays.load(Ordering::SeqCst) > 150, "those were replayed through the proxy");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_editors_one_changes_each_version() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = ada.post("/api/projects", project("Planner")).await.expect(201);
    let path = format!("/api/projects/{}", made.id());
    for round in 0..4 {
        let tag = ada.get(&path).await.expect(200).header("etag").to_owned();
        let (path, ada, tag) = (&path, &ada, &tag);
        let editors = (0..50).map(|editor| async move {
            let change = json!({"project": {"title": format!("Round {round} by {editor}")}});
            if_match(ada, Method::PUT, path, tag, &change).await
        });
        let answers = futures_util::future::join_all(editors).await;
        let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
        for answer in &answers {
            *statuses.entry(answer.status).or_default() += 1;
        }
        assert_eq!(statuses, BTreeMap::from([(200, 1), (412, 49)]), "round {round}");
        let winner = answers.iter().find(|answer| answer.status == 200).unwrap();
        assert_eq!(ada.get(path).await.expect(200)["data"]["title"], winner["data"]["title"]);
        let loser = answers.iter().find(|answer| answer.status == 412).unwrap();
        assert_eq!(loser["error"], "precondition_failed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_made_only_to_the_state_that_it_is_meant_for() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let path = format!("/api/posts/{}", ada.post("/api/posts", post("Text")).await.expect(201).id());
    let nothing = json!({});
    let tag = ada.get(&path).await.expect(200).header("etag").to_owned();
    assert!(tag.starts_with('"'), "{tag} is strong");
    // What others count is no change of the text, though it is one of what is read.
    app.execute("UPDATE posts SET likes_count = likes_count + 1").await;
    let liked = ada.get(&path).await.expect(200).header("etag").to_owned();
    assert_ne!(liked, tag);
    for wrong in ["\"2-0\"", "W/\"1-0\"", "\"strange\""] {
        if_match(&ada, Method::DELETE, &path, wrong, &nothing).await.expect(412);
    }
    if_match(&ada, Method::DELETE, &path, "nonsense", &nothing).await.expect(400);
    // Who may not change it at all hears that, whatever the state.
    if_match(&bob, Method::DELETE, &path, "\"2-0\"", &nothing).await.expect(403);
    if_match(&app.anonymous(), Method::DELETE, &path, &tag, &nothing).await.expect(401);
    if_match(&ada, Method::DELETE, &path, &format!("\"9-x\", {tag}"), &nothing).await.expect(204);
    if_match(&ada, Method::DELETE, &path, "*", &nothing).await.expect(404);
    if_match(&ada, Method::DELETE, &path, &tag, &nothing).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_for_a_changed_thing_is_kept_with_its_key() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let path = format!("/api/projects/{}", ada.post("/api/projects", project("One")).await.expect(201).id());
    let send = async |tag: &str, key: &str| {
        let request = ada.request(Method::PUT, &path).header("If-Match", tag).header(KEY, key);
        ada.send(request.body(json!({"project": {"title": "Two"}}).to_string())).await
    };
    let tag = ada.get(&path).await.expect(200).header("etag").to_owned();
    let done = send(&tag, "a").await.expect(200);
    assert_eq!(send(&tag, "a").await.expect(200).bytes, done.bytes, "the change itself is what changed it");
    let refused = send(&tag, "b").await.expect(412);
    assert_eq!(send(&tag, "b").await.expect(412).bytes, refused.bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_caller_has_already_is_not_sent_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let post_path = format!("/api/posts/{}", ada.post("/api/posts", post("Text")).await.expect(201).id());
    let project_path = format!("/api/projects/{}", ada.post("/api/projects", project("One")).await.expect(201).id());
    for path in [post_path.as_str(), project_path.as_str(), "/api/me", "/api/tools"] {
        let read = ada.get(path).await.expect(200);
        let tag = read.header("etag").to_owned();
        assert!(!tag.is_empty(), "{path}");
        // With a new token, and among other tags.
        let later = app.person("ada").await;
        let request = later.request(Method::GET, path).header("If-None-Match", format!("\"x\", {tag}"));
        let same = later.send(request).await.expect(304);
        assert!(same.bytes.is_empty(), "{path}");
        assert_eq!(same.header("etag"), tag, "{path}");
        assert_eq!(same.header("cache-control"), read.header("cache-control"), "{path}");
        assert!(!same.header("cache-control").contains("no-store"), "{path}");
    }
    ada.put(&project_path, json!({"project": {"title": "Two"}})).await.expect(200);
}

/// Fails with the condition where it is not so.
async fn holds(app: &TestApp, condition: &str) {
    app.execute(&format!("DO $$ BEGIN ASSERT {condition}, $q${condition}$q$; END $$")).await;
}
