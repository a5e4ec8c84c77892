use std::time::{Duration, Instant};

use serde_json::json;
use vibeslop_testkit::app::TestApp;

/// Everybody else's counters that do not equal their rows.
const WRONG_COUNTERS: &str = "
    SELECT 'post ' || p.id FROM posts p
    WHERE (p.likes_count, p.comments_count, p.reposts_count, p.bookmarks_count, p.quotes_count) IS DISTINCT FROM (
        (SELECT count(*) FROM likes l WHERE l.post_id = p.id),
        (SELECT count(*) FROM comments c WHERE c.post_id = p.id),
        (SELECT count(*) FROM reposts r WHERE r.post_id = p.id),
        (SELECT count(*) FROM bookmarks b WHERE b.post_id = p.id),
        (SELECT count(*) FROM posts q WHERE q.quoted_post_id = p.id))
    UNION ALL
    SELECT 'comment ' || c.id FROM comments c
    WHERE c.likes_count <> (SELECT count(*) FROM likes l WHERE l.comment_id = c.id)
    UNION ALL
    SELECT 'user ' || u.username FROM users u
    WHERE (u.followers_count, u.following_count) IS DISTINCT FROM (
        (SELECT count(*) FROM follows f WHERE f.following_id = u.id),
        (SELECT count(*) FROM follows f WHERE f.follower_id = u.id))";

/// A person with 12,000 rows, spread over the things of a hundred others, who did the same to theirs.
const MUCH: &str = "
    INSERT INTO users (email, username, display_name)
    SELECT 'u' || n || '@example.com', 'u' || n, 'U ' || n FROM generate_series(1, 100) n;
    INSERT INTO posts (user_id, content) SELECT u.id, 'Hello' FROM users u, generate_series(1, 20) WHERE u.username LIKE 'u%';
    INSERT INTO posts (user_id, content, quoted_post_id)
    SELECT m.id, 'Quoting', p.id FROM users m, posts p JOIN users u ON u.id = p.user_id
    WHERE m.username = 'mallory' AND u.username LIKE 'u%';
    INSERT INTO likes (user_id, post_id) SELECT m.id, p.id FROM users m, posts p WHERE m.username = 'mallory' AND p.user_id <> m.id;
    INSERT INTO reposts (user_id, post_id) SELECT m.id, p.id FROM users m, posts p WHERE m.username = 'mallory' AND p.user_id <> m.id;
    INSERT INTO bookmarks (user_id, post_id) SELECT m.id, p.id FROM users m, posts p WHERE m.username = 'mallory' AND p.user_id <> m.id;
    INSERT INTO comments (user_id, post_id, content)
    SELECT m.id, p.id, 'Cheap' FROM users m, posts p WHERE m.username = 'mallory' AND p.user_id <> m.id;
    INSERT INTO follows (follower_id, following_id) SELECT m.id, u.id FROM users m, users u WHERE m.username = 'mallory' AND u.username LIKE 'u%';
    INSERT INTO follows (follower_id, following_id) SELECT u.id, m.id FROM users m, users u WHERE m.username = 'mallory' AND u.username LIKE 'u%';
    INSERT INTO notifications (user_id, actor_id, type, post_id)
    SELECT p.user_id, m.id, 'like', p.id FROM users m, posts p WHERE m.username = 'mallory' AND p.user_id <> m.id;
    INSERT INTO likes (user_id, post_id)
    SELECT u.id, p.id FROM users u JOIN posts p ON p.user_id <> u.id
    WHERE u.username IN ('u1', 'u2') AND p.id IN (SELECT id FROM posts ORDER BY id LIMIT 1000);
    ANALYZE";

const ROWS: &str = "
    SELECT sum(n)::text FROM (
        SELECT count(*) n FROM posts WHERE user_id = (SELECT id FROM users WHERE username = 'mallory')
        UNION ALL SELECT count(*) FROM likes WHERE user_id = (SELECT id FROM users WHERE username = 'mallory')
        UNION ALL SELECT count(*) FROM reposts WHERE user_id = (SELECT id FROM users WHERE username = 'mallory')
        UNION ALL SELECT count(*) FROM bookmarks WHERE user_id = (SELECT id FROM users WHERE username = 'mallory')
        UNION ALL SELECT count(*) FROM comments WHERE user_id = (SELECT id FROM users WHERE username = 'mallory')
        UNION ALL SELECT count(*) FROM notifications WHERE actor_id = (SELECT id FROM users WHERE username = 'mallory')
    ) AS rows";

/// The second that is promised, and what a machine that does much else may add.
const IN_TIME: Duration = Duration::from_secs(4);

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_much_goes_quickly_and_everybody_elses_counters_stay_right() {
    let app = TestApp::start().await;
    let (mallory, grace) = (app.person("mallory").await, app.person("grace").await);
    app.execute(MUCH).await;
    let rows: u32 = app.texts(ROWS).await[0].parse().unwrap();
    assert!(rows >= 10_000, "{rows}");
    assert_eq!(app.texts(WRONG_COUNTERS).await, Vec::<String>::new());

    let began = Instant::now();
    grace.delete(&format!("/api/admin/users/{}", mallory.id())).await.expect(204);
    let took = began.elapsed();
    eprintln!("{rows} rows went in {} ms", took.as_millis());
    assert!(took < IN_TIME, "{took:?}");

    assert_eq!(app.texts(WRONG_COUNTERS).await, Vec::<String>::new());
    assert_eq!(app.texts("SELECT count(*)::text FROM posts").await, ["2000"]);
    mallory.get("/api/me").await.expect(401);
    app.anonymous().get("/api/users/mallory").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_deletes_themselves_another_administrator_or_somebody_who_is_not_there() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("ada").await, app.person("grace").await);
    let path = |id: &str| format!("/api/admin/users/{id}");
    assert_eq!(grace.delete(&path(&grace.id().to_string())).await.expect(422)["error"], "cannot_remove_self");
    for id in ["0190f000-0000-7000-8000-00000000ffff", "7"] {
        grace.delete(&path(id)).await.expect(404);
    }
    assert_eq!(ada.delete(&path(&grace.id().to_string())).await.expect(403)["error"], "forbidden");
    // What is about somebody goes with them, and what was written down stays.
    let post = ada.post("/api/posts", json!({"post": {"content": "Hello"}})).await.expect(201).id();
    grace.post("/api/reports", json!({"type": "post", "id": post})).await.expect(200);
    grace.delete(&path(&ada.id().to_string())).await.expect(204);
    assert!(grace.get("/api/admin/reports").await.expect(200).list().is_empty());
    let deeds = grace.get("/api/admin/audit").await.expect(200);
    assert_eq!((deeds.list().len(), &deeds.list()[0]["subject_id"]), (1, &json!(ada.id().to_string())));
}
