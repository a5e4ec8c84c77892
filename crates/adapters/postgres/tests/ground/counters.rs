//! Counters equal what they count, whatever happens.

use crate::site::{Site, person, post};

/// Numbers that look random and are the same in every run of a seed (`SplitMix64`).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed >> 32) % u64::from(sides)).unwrap_or_default()
    }
}

const PEOPLE: u32 = 6;
const POSTS: u32 = 8;

/// One thing that somebody does, or undoes, as one statement. Ids that are gone by now are part of the game.
fn event(dice: &mut Dice) -> String {
    let who = person(dice.below(PEOPLE));
    let whom = person(dice.below(PEOPLE));
    let item = post(dice.below(POSTS));
    let skip = dice.below(12);
    let some = |table: &str| format!("(SELECT id FROM {table} ORDER BY id OFFSET {skip} LIMIT 1)");
    let (comment, project) = (some("comments"), some("projects"));
    let toggle = |table: &str, column: &str, target: &str| {
        format!(
            "WITH target AS (SELECT id, (SELECT id FROM users WHERE id = '{who}') AS user_id FROM {column}s WHERE id = {target}),
             gone AS (DELETE FROM {table} WHERE ({column}_id, user_id) IN (SELECT * FROM target) RETURNING 1)
             INSERT INTO {table} ({column}_id, user_id) SELECT * FROM target
             WHERE user_id IS NOT NULL AND NOT EXISTS (SELECT FROM gone) ON CONFLICT DO NOTHING"
        )
    };
    let quoted_item = format!("'{item}'");
    match dice.below(20) {
        0..=2 => toggle("likes", "post", &quoted_item),
        3 => toggle("likes", "project", &project),
        4 => toggle("likes", "comment", &comment),
        5 => toggle("reposts", "post", &quoted_item),
        6 => toggle("reposts", "project", &project),
        7 => toggle("bookmarks", "post", &quoted_item),
        8 => toggle("bookmarks", "project", &project),
        9 => format!(
            "INSERT INTO comments (user_id, post_id, content)
             SELECT u.id, p.id, 'So it is' FROM users AS u, posts AS p WHERE u.id = '{who}' AND p.id = '{item}'"
        ),
        10 => format!(
            "INSERT INTO comments (user_id, project_id, content)
             SELECT u.id, p.id, 'So it is' FROM users AS u, projects AS p WHERE u.id = '{who}' AND p.id = {project}"
        ),
        11 | 12 => format!(
            "INSERT INTO comments (user_id, post_id, project_id, parent_id, content)
             SELECT u.id, c.post_id, c.project_id, c.id, 'It is not' FROM users AS u, comments AS c
             WHERE u.id = '{who}' AND c.id = {comment}"
        ),
        13 => format!("DELETE FROM comments WHERE id = {comment}"),
        14 => format!(
            "INSERT INTO posts (id, user_id, content, quoted_post_id)
             SELECT '{}', u.id, 'Look', (SELECT id FROM posts WHERE id = '{item}') FROM users AS u
             WHERE u.id = '{who}' ON CONFLICT DO NOTHING",
            post(dice.below(POSTS))
        ),
        15 => format!(
            "WITH made AS (INSERT INTO projects (user_id, title, description)
                SELECT id, 'A title', 'A text' FROM users WHERE id = '{who}' RETURNING id)
             INSERT INTO posts (user_id, quoted_project_id) SELECT u.id, {project} FROM users AS u WHERE u.id = '{whom}'"
        ),
        16 => format!("UPDATE posts SET quoted_post_id = NULL, quoted_project_id = NULL WHERE id = '{item}'"),
        17 => format!("DELETE FROM posts WHERE id = '{item}'"),
        18 if dice.below(3) == 0 => format!("DELETE FROM projects WHERE id = {project}"),
        18 => format!(
            "WITH gone AS (DELETE FROM follows WHERE (follower_id, following_id) = ('{who}', '{whom}') RETURNING 1)
             INSERT INTO follows (follower_id, following_id) SELECT a.id, b.id FROM users AS a, users AS b
             WHERE a.id = '{who}' AND b.id = '{whom}' AND a.id <> b.id AND NOT EXISTS (SELECT FROM gone)
             ON CONFLICT DO NOTHING"
        ),
        _ if dice.below(3) == 0 => format!("DELETE FROM users WHERE id = '{who}'"),
        _ => format!(
            "INSERT INTO users (id, email, username, display_name)
             SELECT v.id, v.name || '@example.com', v.name, 'Somebody' FROM (VALUES ('{who}'::uuid, 'p' || right('{who}', 9)))
                AS v (id, name) ON CONFLICT DO NOTHING"
        ),
    }
}

#[tokio::test]
async fn counters_equal_their_rows_after_any_history() {
    for seed in 1..=4 {
        let site = Site::with(PEOPLE, POSTS).await;
        let mut dice = Dice(seed);
        let mut history = Vec::new();
        for step in 1..=400 {
            let event = event(&mut dice);
            site.run(&event).await;
            history.push(event);
            if step % 25 == 0 {
                assert_eq!(site.wrong_counters().await, 0, "seed {seed}, step {step}:\n{}", history.join(";\n"));
            }
        }
        // The history would prove nothing if nothing had come of it.
        assert!(site.number("SELECT sum(likes_count + comments_count + reposts_count) FROM posts").await > 0);
    }
}

#[tokio::test]
async fn a_bulk_of_rows_is_counted_like_single_ones() {
    let site = Site::with(30, 50).await;
    site.run("INSERT INTO likes (user_id, post_id) SELECT u.id, p.id FROM users AS u, posts AS p").await;
    assert_eq!(site.number("SELECT sum(likes_count) FROM posts").await, 1500);
    site.run("DELETE FROM users WHERE username IN ('person_1', 'person_2')").await;
    assert_eq!(site.wrong_counters().await, 0);
}

#[tokio::test]
async fn deleting_an_item_takes_everything_about_it_along() {
    let site = Site::with(2, 2).await;
    let (ada, bob, item, quoting) = (person(0), person(1), post(0), post(1));
    site.run(&format!(
        "INSERT INTO comments (id, user_id, post_id, content) VALUES ('{item}', '{bob}', '{item}', 'Nice');
         INSERT INTO likes (user_id, post_id) VALUES ('{bob}', '{item}');
         INSERT INTO likes (user_id, comment_id) VALUES ('{ada}', '{item}');
         INSERT INTO reposts (user_id, post_id) VALUES ('{bob}', '{item}');
         INSERT INTO bookmarks (user_id, post_id) VALUES ('{bob}', '{item}');
         INSERT INTO impressions (user_id, post_id) VALUES ('{bob}', '{item}');
         INSERT INTO reports (user_id, reportable_type, reportable_id) VALUES ('{bob}', 'Post', '{item}');
         INSERT INTO reports (user_id, reportable_type, reportable_id) VALUES ('{ada}', 'Comment', '{item}');
         INSERT INTO notifications (user_id, actor_id, type, post_id) VALUES ('{ada}', '{bob}', 'like', '{item}');
         UPDATE posts SET quoted_post_id = '{item}' WHERE id = '{quoting}'"
    ))
    .await;
    assert_eq!(site.number(&format!("SELECT quotes_count FROM posts WHERE id = '{item}'")).await, 1);

    site.run(&format!("DELETE FROM posts WHERE id = '{item}'")).await;
    for table in
        ["comments", "likes", "reposts", "bookmarks", "impressions", "engagement_hourly", "reports", "notifications"]
    {
        assert_eq!(site.number(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(site.text(&format!("SELECT quoted_post_id FROM posts WHERE id = '{quoting}'")).await, "");
}

#[tokio::test]
async fn the_hourly_tally_adds_up_what_was_done_and_forgets_nothing_undone() {
    let site = Site::with(3, 1).await;
    let item = post(0);
    let at = |person_number: u32, time: &str| {
        format!(
            "INSERT INTO likes (user_id, post_id, inserted_at) VALUES ('{}', '{item}', '{time}');",
            person(person_number)
        )
    };
    site.run(&at(0, "2026-01-20 09:59:59.9+00")).await;
    site.run(&at(1, "2026-01-20 12:00:00+02")).await;
    site.run("DELETE FROM likes").await;
    site.run(&at(1, "2026-01-20 10:30:00+00")).await;
    site.run(&format!(
        "INSERT INTO posts (user_id, quoted_post_id, inserted_at) VALUES ('{}', '{item}', '2026-01-20 10:59:00+00')",
        person(2)
    ))
    .await;
    site.run(&format!(
        "INSERT INTO impressions (fingerprint, post_id, inserted_at) VALUES
            ('a', '{item}', '2026-01-20 10:00:00+00'), ('b', '{item}', '2026-01-20 10:00:01+00')"
    ))
    .await;
    let hours = "SELECT string_agg(format('%s likes %s quotes %s impressions %s',
            to_char(hour_bucket, 'HH24:MI'), likes, quotes, impressions), '; ' ORDER BY hour_bucket)
        FROM engagement_hourly";
    assert_eq!(site.text(hours).await, "09:00 likes 1 quotes 0 impressions 0; 10:00 likes 2 quotes 1 impressions 2");
    assert_eq!(site.text("SELECT likes_count || ' ' || impression_count FROM posts WHERE content <> ''").await, "1 2");
    // Views stay when their rows are pruned.
    site.run("DELETE FROM impressions").await;
    assert_eq!(site.number("SELECT sum(impression_count) FROM posts").await, 2);
}

#[tokio::test]
async fn nonsense_is_refused_by_the_database_itself() {
    let site = Site::with(2, 2).await;
    let (ada, bob, one, two) = (person(0), person(1), post(0), post(1));
    let mut connection = site.database.connection().await.unwrap();
    site.run(&format!("INSERT INTO comments (id, user_id, post_id, content) VALUES ('{one}', '{ada}', '{one}', 'Hm')"))
        .await;
    let refused = [
        ("likes_one_target", format!("INSERT INTO likes (user_id) VALUES ('{ada}')")),
        (
            "likes_one_target",
            format!("INSERT INTO likes (user_id, post_id, comment_id) VALUES ('{ada}', '{one}', '{one}')"),
        ),
        ("likes_post_id_fkey", format!("INSERT INTO likes (user_id, post_id) VALUES ('{ada}', '{}')", post(99))),
        ("likes_stay", format!("UPDATE likes SET post_id = '{two}'")),
        ("comments_stay", format!("UPDATE comments SET post_id = '{two}'")),
        (
            "comments_parent_same_target",
            format!(
                "INSERT INTO comments (user_id, post_id, parent_id, content) VALUES ('{ada}', '{two}', '{one}', 'Hm')"
            ),
        ),
        ("cannot_follow_self", format!("INSERT INTO follows VALUES ('{ada}', '{ada}')")),
        (
            "cannot_report_self",
            format!("INSERT INTO reports (user_id, reportable_type, reportable_id) VALUES ('{ada}', 'User', '{ada}')"),
        ),
        (
            "reports_open_post_id_fkey",
            format!(
                "INSERT INTO reports (user_id, reportable_type, reportable_id) VALUES ('{ada}', 'Post', '{}')",
                post(99)
            ),
        ),
        (
            "notifications_never_to_oneself",
            format!("INSERT INTO notifications (user_id, actor_id, type) VALUES ('{ada}', '{ada}', 'follow')"),
        ),
        ("users_username_format", format!("UPDATE users SET username = 'Ada' WHERE id = '{ada}'")),
        ("users_email_key", format!("UPDATE users SET email = 'Person1@Example.com' WHERE id = '{ada}'")),
        (
            "projects_published_has_time",
            format!(
                "INSERT INTO projects (user_id, title, description, status) VALUES ('{bob}', 't', 'd', 'published')"
            ),
        ),
        ("posts_likes_count_check", format!("UPDATE posts SET likes_count = -1 WHERE id = '{one}'")),
    ];
    for (constraint, statement) in refused {
        let error = diesel_async::SimpleAsyncConnection::batch_execute(&mut connection, &statement).await.unwrap_err();
        assert!(vibeslop_postgres::error::violated(&error, constraint), "{constraint}: {error:?}");
    }
}

#[tokio::test]
async fn a_decided_report_outlives_its_item_and_an_open_one_does_not() {
    let site = Site::with(3, 2).await;
    let (ada, bob, one, two) = (person(0), person(1), post(0), post(1));
    site.run(&format!(
        "INSERT INTO reports (user_id, reportable_type, reportable_id) VALUES
            ('{ada}', 'Post', '{one}'), ('{bob}', 'Post', '{one}'), ('{ada}', 'Post', '{two}');
         UPDATE reports SET status = 'resolved' WHERE user_id = '{ada}' AND reportable_id = '{one}';
         DELETE FROM posts"
    ))
    .await;
    assert_eq!(
        site.text("SELECT string_agg(status || ' ' || reportable_id, ',') FROM reports").await,
        format!("resolved {one}")
    );
    // It can be opened again only as one whose item is gone.
    let mut connection = site.database.connection().await.unwrap();
    let reopened =
        diesel_async::SimpleAsyncConnection::batch_execute(&mut connection, "UPDATE reports SET status = 'pending'")
            .await;
    assert!(vibeslop_postgres::error::names_nothing(&reopened.unwrap_err()));
    site.run("UPDATE reports SET status = 'pending', item_gone = true").await;
}

#[tokio::test]
async fn what_can_be_done_and_undone_at_will_makes_one_unread_notification() {
    let site = Site::with(2, 1).await;
    let (ada, bob, item) = (person(0), person(1), post(0));
    let notify = format!(
        "INSERT INTO notifications (user_id, actor_id, type, post_id) VALUES ('{ada}', '{bob}', 'like', '{item}') ON CONFLICT DO NOTHING;
         INSERT INTO notifications (user_id, actor_id, type) VALUES ('{ada}', '{bob}', 'follow') ON CONFLICT DO NOTHING;
         INSERT INTO notifications (user_id, actor_id, type, post_id) VALUES ('{ada}', '{bob}', 'mention', '{item}')"
    );
    site.run(&notify).await;
    site.run(&notify).await;
    let counts = "SELECT string_agg(type || ' ' || n, ', ' ORDER BY type)
        FROM (SELECT type, count(*) AS n FROM notifications GROUP BY type) AS counts";
    assert_eq!(site.text(counts).await, "follow 1, like 1, mention 2");
    site.run("UPDATE notifications SET read = true").await;
    site.run(&notify).await;
    assert_eq!(site.text(counts).await, "follow 2, like 2, mention 3");
}
