//! A database with a handful of people and things in it, and short ways to ask it something.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use diesel::{
    dsl::sql,
    sql_types::{BigInt, Text},
};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;
use vibeslop_postgres::Database;
use vibeslop_testkit::postgres::{FreshDatabase, fresh_database};

pub struct Site {
    pub database: Database,
    pub fresh: FreshDatabase,
}

impl Site {
    pub async fn new() -> Self {
        let fresh = fresh_database().await;
        Self { database: fresh.connect().await, fresh }
    }

    /// With `people` users and `posts` posts, owned in turn.
    pub async fn with(people: u32, posts: u32) -> Self {
        let site = Self::new().await;
        let people: Vec<u32> = (0..people).collect();
        for number in &people {
            let id = person(*number);
            site.run(&format!(
                "INSERT INTO users (id, email, username, display_name)
                 VALUES ('{id}', 'person{number}@example.com', 'person_{number}', 'Person {number}')"
            ))
            .await;
        }
        for (number, owner) in (0..posts).zip(people.iter().cycle()) {
            let (id, owner) = (post(number), person(*owner));
            site.run(&format!("INSERT INTO posts (id, user_id, content) VALUES ('{id}', '{owner}', 'Post {number}')"))
                .await;
        }
        site
    }

    /// Runs one or more statements.
    pub async fn run(&self, statements: &str) {
        let mut connection = self.database.connection().await.unwrap();
        connection.batch_execute(statements).await.unwrap_or_else(|error| panic!("{error}\n{statements}"));
    }

    /// The only number that a query answers.
    pub async fn number(&self, query: &str) -> i64 {
        let mut connection = self.database.connection().await.unwrap();
        let query = format!("({query})::bigint");
        diesel::select(sql::<BigInt>(&query))
            .get_result(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{error}\n{query}"))
    }

    /// The only text that a query answers, empty if it answers none.
    pub async fn text(&self, query: &str) -> String {
        let mut connection = self.database.connection().await.unwrap();
        let query = format!("coalesce(({query})::text, '')");
        diesel::select(sql::<Text>(&query))
            .get_result(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{error}\n{query}"))
    }

    /// How many rows have a counter that is not what it counts.
    pub async fn wrong_counters(&self) -> i64 {
        self.number(WRONG).await
    }
}

pub fn person(number: u32) -> Uuid {
    Uuid::from_u64_pair(0x4000_0000_0000_4000, 0x8000_0000_0000_0000 | u64::from(number))
}

pub fn post(number: u32) -> Uuid {
    Uuid::from_u64_pair(0x5000_0000_0000_4000, 0x8000_0000_0000_0000 | u64::from(number))
}

const WRONG: &str = "
    (SELECT count(*) FROM posts AS p
     WHERE (likes_count, comments_count, reposts_count, bookmarks_count, quotes_count) IS DISTINCT FROM (
        (SELECT count(*) FROM likes WHERE post_id = p.id),
        (SELECT count(*) FROM comments WHERE post_id = p.id),
        (SELECT count(*) FROM reposts WHERE post_id = p.id),
        (SELECT count(*) FROM bookmarks WHERE post_id = p.id),
        (SELECT count(*) FROM posts AS q WHERE q.quoted_post_id = p.id)))
    + (SELECT count(*) FROM projects AS p
     WHERE (likes_count, comments_count, reposts_count, bookmarks_count, quotes_count) IS DISTINCT FROM (
        (SELECT count(*) FROM likes WHERE project_id = p.id),
        (SELECT count(*) FROM comments WHERE project_id = p.id),
        (SELECT count(*) FROM reposts WHERE project_id = p.id),
        (SELECT count(*) FROM bookmarks WHERE project_id = p.id),
        (SELECT count(*) FROM posts AS q WHERE q.quoted_project_id = p.id)))
    + (SELECT count(*) FROM comments AS c
     WHERE likes_count IS DISTINCT FROM (SELECT count(*) FROM likes WHERE comment_id = c.id))
    + (SELECT count(*) FROM users AS u
     WHERE (followers_count, following_count) IS DISTINCT FROM (
        (SELECT count(*) FROM follows WHERE following_id = u.id),
        (SELECT count(*) FROM follows WHERE follower_id = u.id)))
    + (SELECT count(*) FROM conversations AS c
     WHERE (user_one_unread, user_two_unread, last_message_id) IS DISTINCT FROM (
        (SELECT count(*) FROM messages WHERE conversation_id = c.id AND sender_id = user_two_id AND read_at IS NULL),
        (SELECT count(*) FROM messages WHERE conversation_id = c.id AND sender_id = user_one_id AND read_at IS NULL),
        (SELECT id FROM messages WHERE conversation_id = c.id ORDER BY inserted_at DESC, id DESC LIMIT 1)))";
