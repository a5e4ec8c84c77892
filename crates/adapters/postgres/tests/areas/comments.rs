//! Threads: what a page costs, and that nothing is lost or left over while everybody talks at once.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{sync::Arc, time::Duration};

use diesel_async::SimpleAsyncConnection;
use uuid::Uuid;
use vibeslop_application::{Error, Policy, Ports, Services, page::PageRequest};
use vibeslop_domain::{
    accounts::Username,
    content::{CommentDraft, ItemRef},
    ids::{CommentId, PostId, UserId},
    page::{Limit, Offset, Start},
};
use vibeslop_ports::{
    content::{CommentQueries, PostQueries},
    notifications::Mentions,
};
use vibeslop_postgres::{Database, PgTransactions, count::record};
use vibeslop_testkit::fixtures::{CountingIds, FakeClock, id, noon};

use crate::{
    engagement::begin,
    site::{Site, person, post},
};

const PEOPLE: u32 = 12;
const POSTS: u32 = 3;

/// A post with `threads` threads of four comments each: a chain of three, and one more answer to the first.
async fn talked_about(threads: u32) -> Site {
    let site = Site::with(4, 1).await;
    let (item, ada, bob) = (post(0), person(0), person(1));
    site.run(&format!(
        "INSERT INTO comments (id, user_id, post_id, parent_id, content, inserted_at)
         SELECT ('60000000-0000-4000-8000-' || lpad((4 * n + k)::text, 12, '0'))::uuid,
             CASE k % 2 WHEN 0 THEN '{ada}'::uuid ELSE '{bob}' END, '{item}',
             CASE WHEN k > 0 THEN
                 ('60000000-0000-4000-8000-' || lpad((4 * n + (k = 2)::integer)::text, 12, '0'))::uuid END,
             'Comment', now() + n * interval '1 minute'
         FROM generate_series(0, {threads} - 1) AS n, generate_series(0, 3) AS k ORDER BY k"
    ))
    .await;
    site
}

#[tokio::test]
async fn a_page_of_threads_costs_two_statements_whatever_it_holds() {
    for (threads, limit) in [(1, 2), (60, 50)] {
        let site = talked_about(threads).await;
        let (start, limit) = (Start::Skip(Offset::default()), Limit::clamped(limit, 100));
        let item = ItemRef::Post(PostId(post(0)));
        let (page, statements) = record(site.database.threads(item, start, limit, Some(UserId(person(2))))).await;
        let page = page.unwrap();
        assert_eq!(page.items.len(), usize::try_from(threads.min(50)).unwrap());
        assert!(page.items.iter().all(|thread| thread.answers.len() == 3));
        // The third is the viewer's own.
        assert_eq!(statements.len(), 2, "{statements:#?}");
        let first = page.items[0].comment.id;
        let (one, statements) = record(site.database.thread(first, None)).await;
        assert_eq!((one.unwrap().unwrap().answers.len(), statements.len()), (3, 1));
        let (history, statements) = record(site.database.history(PostId(post(0)), start, limit, None)).await;
        assert_eq!((history.unwrap().unwrap().items.len(), statements.len()), (0, 1));
        assert_eq!(site.wrong_counters().await, 0);
    }
}

#[tokio::test]
async fn somebody_who_goes_at_the_same_moment_is_mentioned_in_vain_and_harms_nobody() {
    let site = Site::with(3, 1).await;
    let mentions = Mentions {
        actor: UserId(person(0)),
        names: ["person_1", "person_2"].map(|name| Username::sought(name).unwrap()).to_vec(),
        target: ItemRef::Post(PostId(post(0))),
        comment: None,
        preview: "Hi".to_owned(),
        at: noon(),
    };
    let going = site.fresh.connect().await;
    let mut connection = going.connection().await.unwrap();
    let leave = format!("BEGIN; DELETE FROM users WHERE id = '{}'", person(1));
    connection.batch_execute(&leave).await.unwrap();
    let mut work = begin(&site).await;
    let telling = tokio::spawn(async move {
        let told = work.notifications().mention(&mentions, &[id(1), id(2)]).await;
        work.commit().await.unwrap();
        told
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!telling.is_finished(), "it waits to see whether they go");
    connection.batch_execute("COMMIT").await.unwrap();
    assert_eq!(telling.await.unwrap().unwrap(), [UserId(person(2))]);
}

fn services(database: &Database) -> Services {
    let queries = Arc::new(database.clone());
    let ids = Arc::new(CountingIds::default());
    let ports = Ports {
        transactions: Arc::new(PgTransactions::new(database.clone(), ids.clone())),
        posts: queries.clone(),
        comments: queries,
        clock: Arc::new(FakeClock::default()),
        ids,
        ..Ports::mocks()
    };
    Services::new(&ports, &Policy::default())
}

/// What happened: it was done, or what it was about is gone. Nothing else may.
fn done<T>(result: Result<T, Error>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Error::NotFound(_)) => None,
        Err(Error::Invalid(wrong)) if !wrong.of_field("parent_id").is_empty() => None,
        Err(error) => panic!("{error:?}"),
    }
}

/// Talks, answers, rephrases and takes back. Everybody mentions somebody.
async fn talk(services: Services, number: u32) {
    let me = UserId(person(number));
    let mut said: Vec<CommentId> = Vec::new();
    for turn in 0..40 {
        let item = post((number + turn) % POSTS);
        let text = format!("Turn {turn} @person_{}", (number + turn) % PEOPLE);
        match (turn % 8, said.last().copied()) {
            (5, Some(last)) => drop(done(services.comments.edit(me, last, Some(&text)).await)),
            (7, Some(last)) => {
                said.pop();
                done(services.comments.delete(me, last).await);
            }
            (way, last) => {
                // Now and then an answer across posts, which is refused.
                let parent = if way == 1 { last } else { latest(&services, item).await.filter(|_| way != 0) };
                let draft = CommentDraft {
                    commentable_type: Some("post".to_owned()),
                    commentable_id: Some(item.to_string()),
                    content: Some(text),
                    parent_id: parent.map(|parent| parent.to_string()),
                };
                said.extend(done(services.comments.create(me, &draft).await).map(|thread| thread.comment.id));
            }
        }
    }
}

/// Somebody to answer: what was said last in the newest thread.
async fn latest(services: &Services, item: Uuid) -> Option<CommentId> {
    let request = PageRequest { cursor: None, offset: 0, limit: Limit::clamped(1, 1) };
    let listed = services.comments.threads(ItemRef::Post(PostId(item)), &request, None).await.unwrap();
    let thread = listed.items.into_iter().next()?;
    Some(thread.answers.last().map_or(thread.comment.id, |answer| answer.id))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counters_agree_after_everybody_talked_at_once_while_a_post_was_edited_and_another_went() {
    let site = Site::with(PEOPLE, POSTS).await;
    let database = Database::connect(site.fresh.url(), 12).await.unwrap();
    let services = services(&database);
    let people: Vec<_> = (0..PEOPLE).map(|number| tokio::spawn(talk(services.clone(), number))).collect();
    for edit in 0..20 {
        let text = format!("Edit {edit} @person_{}", edit % PEOPLE);
        services.posts.edit(UserId(person(0)), PostId(post(0)), Some(&text)).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(150)).await;
    services.posts.delete(UserId(person(1)), PostId(post(1))).await.unwrap();
    for person in people {
        person.await.unwrap();
    }
    assert_eq!(site.wrong_counters().await, 0);
    assert!(site.number("SELECT count(*) FROM comments").await > 50, "the talk was none");
    assert_eq!(site.number("SELECT count(*) FROM post_revisions").await, 20);
    let twice = "SELECT count(*) FROM (SELECT FROM notifications WHERE source_comment_id IS NOT NULL
        GROUP BY source_comment_id, user_id, type HAVING count(*) > 1) AS twice";
    assert_eq!(site.number(twice).await, 0, "nobody hears twice of one comment, however often it is edited");
    let hours = "SELECT count(*) FROM posts p
        WHERE comments_count > (SELECT coalesce(sum(comments), 0) FROM engagement_hourly h WHERE h.post_id = p.id)";
    assert_eq!(site.number(hours).await, 0);
}
