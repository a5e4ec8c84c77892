//! Everybody does everything at once, while people and things go: nothing is lost, nothing is left over, nobody fails.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::TimeDelta;
use diesel_async::{AsyncConnection, SimpleAsyncConnection};
use uuid::Uuid;
use vibeslop_application::{Error, Policy, Ports, Services};
use vibeslop_domain::{
    content::ItemRef,
    engagement::{Act, ImpressionsDraft, Likeable, Wish},
    ids::{CommentId, PostId, ProjectId, UserId},
    social::Relation,
};
use vibeslop_postgres::{Database, PgTransactions, error::is_contention};
use vibeslop_testkit::fixtures::{CountingIds, FakeClock};

use crate::site::{Site, person, post};

const PEOPLE: u32 = 50;
const ACTS: u32 = 200;
/// Posts 0 to 5 and, under the numbers 6 to 8, projects. Number 9 is a comment on post 0.
const POSTS: u32 = 6;

/// Numbers that look random and are the same in every run of a seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed >> 32) % u64::from(sides)).unwrap_or_default()
    }
}

async fn site() -> Site {
    let site = Site::with(PEOPLE, POSTS).await;
    for number in 6..9 {
        let (id, owner) = (post(number), person(number));
        site.run(&format!(
            "INSERT INTO projects (id, user_id, title, description, status, published_at)
             VALUES ('{id}', '{owner}', 'Tidepool', 'It holds water', 'published', now())"
        ))
        .await;
    }
    let (id, writer, item) = (post(9), person(9), post(0));
    site.run(&format!(
        "INSERT INTO comments (id, user_id, post_id, content) VALUES ('{id}', '{writer}', '{item}', 'Hm')"
    ))
    .await;
    site
}

fn services(database: &Database) -> Services {
    let queries = Arc::new(database.clone());
    let ids = Arc::new(CountingIds::default());
    let ports = Ports {
        transactions: Arc::new(PgTransactions::new(database.clone(), ids)),
        engagement: queries.clone(),
        social: queries,
        clock: Arc::new(FakeClock::default()),
        ..Ports::mocks()
    };
    let policy = Policy { minimum_account_age: TimeDelta::MIN, ..Policy::default() };
    Services::new(&ports, &policy)
}

fn any_act(dice: &mut Dice) -> Act {
    let number = dice.below(10);
    let id = post(number);
    let item = if number < POSTS { ItemRef::Post(PostId(id)) } else { ItemRef::Project(ProjectId(id)) };
    match (number, dice.below(3)) {
        (9, _) => Act::Like(Likeable::Comment(CommentId(id))),
        (_, 0) => Act::Like(Likeable::Item(item)),
        (_, 1) => Act::Repost(item),
        _ => Act::Bookmark(item),
    }
}

fn all_items() -> ImpressionsDraft {
    let entry = |number| {
        let kind = if number < POSTS { "post" } else { "project" };
        (Some(kind.to_owned()), Some(post(number).to_string()))
    };
    ImpressionsDraft { items: (0..9).rev().map(entry).collect(), fingerprint: Some("one browser".to_owned()) }
}

/// What happened: it was done, or what it was about is gone (or hidden by a block). Nothing else may.
fn done<T>(result: Result<T, Error>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Error::NotFound(_) | Error::Forbidden { code: "blocked", .. }) => None,
        Err(error) => panic!("{error:?}"),
    }
}

/// One person's acts. Answers how each ended that was done, and how often each began.
async fn act(services: Services, number: u32) -> HashMap<Act, (bool, i64)> {
    let mut dice = Dice(u64::from(number) + 1);
    let me = UserId(person(number));
    let mut ends: HashMap<Act, (bool, i64)> = HashMap::new();
    for _ in 0..ACTS {
        let other = format!("person_{}", dice.below(PEOPLE));
        match dice.below(40) {
            0..=4 if other != format!("person_{number}") => {
                let relation = if dice.below(8) == 0 { Relation::Blocks } else { Relation::Follows };
                if dice.below(3) == 0 {
                    done(services.social.end(me, relation, &other).await);
                } else {
                    done(services.social.begin(me, relation, &other).await);
                }
            }
            5 => drop(done(services.engagement.see(Some(me), &all_items()).await)),
            6 => drop(done(services.engagement.see(None, &all_items()).await)),
            _ => {
                let act = any_act(&mut dice);
                let wish = [Wish::Toggle, Wish::Toggle, Wish::Set(true), Wish::Set(false)][dice.below(4) as usize];
                if let Some(engaged) = done(services.engagement.perform(me, act, wish).await) {
                    assert!(engaged.total >= i64::from(engaged.state), "{engaged:?}");
                    let end = ends.entry(act).or_default();
                    end.1 += i64::from(engaged.state && !end.0);
                    end.0 = engaged.state;
                }
            }
        }
    }
    ends
}

/// What is rare gives way to the others (see the migration `counters`), and comes again.
async fn delete(database: Database, sql: String) {
    let mut connection = database.connection().await.unwrap();
    for attempt in 1..=200_u64 {
        let done = connection
            .transaction(async |connection| {
                connection.batch_execute("SET LOCAL lock_timeout = '300ms'").await?;
                connection.batch_execute(&sql).await
            })
            .await;
        match done {
            Err(error) if is_contention(&error) => tokio::time::sleep(Duration::from_millis(attempt % 7 * 5)).await,
            other => return other.unwrap(),
        }
    }
    panic!("there was never a moment for: {sql}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counters_rows_hours_and_notifications_agree_after_ten_thousand_acts_at_once() {
    let site = site().await;
    let database = Database::connect(site.fresh.url(), 12).await.unwrap();
    let services = services(&database);
    let people: Vec<_> = (0..PEOPLE).map(|number| tokio::spawn(act(services.clone(), number))).collect();
    let going = [
        format!("DELETE FROM users WHERE id = '{}'", person(20)),
        format!("DELETE FROM posts WHERE id = '{}'", post(1)),
        format!("DELETE FROM users WHERE id = '{}'", person(6)), // the owner of a project
        format!("DELETE FROM users WHERE id IN ('{}', '{}')", person(21), person(22)),
        format!("DELETE FROM posts WHERE id IN ('{}', '{}')", post(2), post(3)),
    ];
    let deletions = tokio::spawn({
        let database = database.clone();
        async move {
            for sql in going {
                tokio::time::sleep(Duration::from_millis(150)).await;
                delete(database.clone(), sql).await;
            }
        }
    });
    let mut ends = Vec::new();
    for (number, person) in (0..PEOPLE).zip(people) {
        ends.push((number, person.await.unwrap()));
    }
    deletions.await.unwrap();

    assert_eq!(site.wrong_counters().await, 0);
    for (table, column) in [("posts", "post_id"), ("projects", "project_id")] {
        let views = if table == "posts" { "impression_count" } else { "view_count" };
        let seen = format!(
            "SELECT count(*) FROM {table} t WHERE {views} < (SELECT count(*) FROM impressions x WHERE x.{column} = t.id)"
        );
        assert_eq!(site.number(&seen).await, 0);
    }
    let untold = format!(
        "SELECT count(*) FROM (({DEEDS}) EXCEPT ALL ({TOLD})) AS deed
         WHERE actor_id <> user_id AND NOT EXISTS (SELECT FROM blocks b
            WHERE (b.blocker_id, b.blocked_id) IN ((deed.actor_id, deed.user_id), (deed.user_id, deed.actor_id)))"
    );
    assert_eq!(site.number(&untold).await, 0, "every like, repost and follow of others is told, unread");
    let told_of_nothing = format!("SELECT count(*) FROM (({TOLD}) EXCEPT ALL ({DEEDS})) AS told");
    assert_eq!(site.number(&told_of_nothing).await, 0, "and nothing else is");
    let mut begun: HashMap<(&str, Uuid), i64> = HashMap::new();
    for (number, ends) in ends {
        if [20, 21, 22, 6].contains(&number) {
            continue;
        }
        for (act, (state, times)) in ends {
            let (table, column, hourly, id) = stored(act);
            if let Some(hourly) = hourly {
                *begun.entry((hourly, id)).or_default() += times;
            }
            let is = format!(
                "SELECT (SELECT count(*) FROM {table} WHERE user_id = '{}' AND {column} = '{id}')
                    - CASE WHEN EXISTS (SELECT FROM {} WHERE id = '{id}') THEN {} ELSE 0 END",
                person(number),
                if hourly.is_none() {
                    "comments"
                } else if column == "post_id" {
                    "posts"
                } else {
                    "projects"
                },
                i32::from(state),
            );
            assert_eq!(site.number(&is).await, 0, "person {number}, {act:?}: {state}");
        }
    }
    for ((hourly, id), times) in begun {
        let tally =
            format!("SELECT coalesce(sum({hourly}), -1) FROM engagement_hourly WHERE '{id}' IN (post_id, project_id)");
        let tally = site.number(&tally).await;
        // Those who went began some more, which stay counted; and what is gone has no hours.
        assert!(tally == -1 || tally >= times, "{hourly} of {id}: {tally} < {times}");
    }
    assert!(site.number("SELECT count(*) FROM likes").await > 100, "the storm was none");
}

fn stored(act: Act) -> (&'static str, &'static str, Option<&'static str>, Uuid) {
    let item = |item: ItemRef| item.post().map_or(("project_id", item.project()), |id| ("post_id", Some(id)));
    match act {
        Act::Like(Likeable::Comment(id)) => ("likes", "comment_id", None, id.0),
        Act::Like(Likeable::Item(it)) => ("likes", item(it).0, Some("likes"), item(it).1.unwrap()),
        Act::Repost(it) => ("reposts", item(it).0, Some("reposts"), item(it).1.unwrap()),
        Act::Bookmark(it) => ("bookmarks", item(it).0, Some("bookmarks"), item(it).1.unwrap()),
    }
}

/// Who did what to whom, now that it is over.
const DEEDS: &str = "
    SELECT 'like' AS type, x.user_id AS actor_id, coalesce(c.user_id, p.user_id, j.user_id) AS user_id,
        coalesce(x.post_id, c.post_id) AS post_id, x.project_id, x.comment_id AS source_comment_id
    FROM likes x LEFT JOIN posts p ON p.id = x.post_id LEFT JOIN projects j ON j.id = x.project_id
        LEFT JOIN comments c ON c.id = x.comment_id
    UNION ALL
    SELECT 'repost', x.user_id, coalesce(p.user_id, j.user_id), x.post_id, x.project_id, NULL
    FROM reposts x LEFT JOIN posts p ON p.id = x.post_id LEFT JOIN projects j ON j.id = x.project_id
    UNION ALL
    SELECT 'follow', follower_id, following_id, NULL, NULL, NULL FROM follows";

/// Who was told of it.
const TOLD: &str = "SELECT type, actor_id, user_id, post_id, project_id, source_comment_id FROM notifications";
