//! `vibeslop seed --scale`: what is loaded past the triggers is what they would have kept.

use crate::site::{Site, number};

/// Each counter and what it counts, for rows of its table that are called `t`.
const COUNTERS: [(&str, &str, &str); 15] = [
    ("users", "followers_count", "follows r WHERE r.following_id = t.id"),
    ("users", "following_count", "follows r WHERE r.follower_id = t.id"),
    ("posts", "likes_count", "likes r WHERE r.post_id = t.id"),
    ("posts", "comments_count", "comments r WHERE r.post_id = t.id"),
    ("posts", "reposts_count", "reposts r WHERE r.post_id = t.id"),
    ("posts", "bookmarks_count", "bookmarks r WHERE r.post_id = t.id"),
    ("posts", "quotes_count", "posts r WHERE r.quoted_post_id = t.id"),
    ("projects", "likes_count", "likes r WHERE r.project_id = t.id"),
    ("projects", "comments_count", "comments r WHERE r.project_id = t.id"),
    ("projects", "reposts_count", "reposts r WHERE r.project_id = t.id"),
    ("projects", "bookmarks_count", "bookmarks r WHERE r.project_id = t.id"),
    ("comments", "likes_count", "likes r WHERE r.comment_id = t.id"),
    ("gigs", "bids_count", "bids r WHERE r.gig_id = t.id AND r.status <> 'withdrawn'"),
    (
        "conversations",
        "user_one_unread",
        "messages r WHERE r.conversation_id = t.id AND r.sender_id = t.user_two_id AND r.read_at IS NULL",
    ),
    (
        "conversations",
        "user_two_unread",
        "messages r WHERE r.conversation_id = t.id AND r.sender_id = t.user_one_id AND r.read_at IS NULL",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_as_large_and_as_skewed_as_is_said_and_its_counters_equal_their_rows() {
    let people = 400;
    let (_site, settings) = Site::new(people, &[]);
    let count = async |rows: &str| number(&settings, &format!("SELECT count(*) FROM {rows}")).await;

    assert_eq!(count("users").await, 400);
    assert_eq!(count("projects").await, 400);
    assert_eq!(count("posts").await, 4_000);
    for (table, each) in [("follows", 30), ("likes", 50)] {
        let about = each * i64::from(people);
        let rows = count(table).await;
        assert!((about / 2..=about * 3 / 2).contains(&rows), "{rows} {table}, not about {about}");
    }
    // Few are followed by many: the tenth that is followed most has far more than a tenth of all.
    let followed =
        "SELECT sum(followers_count)::int8 FROM (SELECT followers_count FROM users ORDER BY 1 DESC LIMIT 40) u";
    let (most_followed, follows) = (number(&settings, followed).await, count("follows").await);
    assert!(most_followed * 10 > follows * 3, "{most_followed} of {follows}");

    for (table, counter, rows) in COUNTERS {
        let wrong = count(&format!("{table} t WHERE t.{counter} <> (SELECT count(*) FROM {rows})")).await;
        assert_eq!(wrong, 0, "{table}.{counter}");
    }
    let last =
        "(SELECT m.id FROM messages m WHERE m.conversation_id = t.id ORDER BY m.inserted_at DESC, m.id DESC LIMIT 1)";
    assert_eq!(count(&format!("conversations t WHERE t.last_message_id IS DISTINCT FROM {last}")).await, 0);

    // Every post, published project and repost is in the feeds once, and nothing else is.
    let entries = count("feed_entries").await;
    let sources = count("posts").await + count("projects WHERE status = 'published'").await + count("reposts").await;
    assert_eq!(entries, sources);
    let hours = "SELECT coalesce(sum(likes), 0)::int8 FROM engagement_hourly";
    let recent = "likes WHERE comment_id IS NULL AND inserted_at > now() - interval '47 hours'";
    let (counted, liked) = (number(&settings, hours).await, count(recent).await);
    assert!(counted >= liked && liked > 0, "{counted} likes in the hours, {liked} in the table");
}
