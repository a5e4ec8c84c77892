//! Who is told what.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use vibeslop_domain::{
    content::ItemRef,
    ids::{CommentId, PostId, UserId},
    notifications::NotificationKind,
};
use vibeslop_ports::notifications::{Cause, NewNotification, NotificationSource};
use vibeslop_postgres::count::record;
use vibeslop_testkit::fixtures::noon;

use crate::{
    engagement::begin,
    site::{Site, person, post},
};

fn cause(kind: NotificationKind, actor: u32, recipient: u32) -> Cause {
    let target = Some(ItemRef::Post(PostId(post(0))).into());
    Cause { kind, actor: UserId(person(actor)), recipient: UserId(person(recipient)), target, source: None }
}

async fn tell(site: &Site, causes: &[Cause]) -> usize {
    let told: Vec<_> = causes
        .iter()
        .map(|cause| NewNotification { cause: *cause, preview: Some("Hello".to_owned()), at: noon() })
        .collect();
    let mut work = begin(site).await;
    let (done, statements) = record(work.notifications().tell(&told)).await;
    done.unwrap();
    work.commit().await.unwrap();
    statements.len()
}

#[tokio::test]
async fn nobody_is_told_of_somebody_whose_things_they_do_not_see() {
    let site = Site::with(6, 1).await;
    let pair = |one: u32, two: u32| format!("('{}', '{}')", person(one), person(two));
    site.run(&format!("INSERT INTO blocks (blocker_id, blocked_id) VALUES {}, {}", pair(0, 1), pair(2, 0))).await;
    site.run(&format!("INSERT INTO mutes (muter_id, muted_id) VALUES {}, {}", pair(0, 3), pair(4, 0))).await;
    let statements = tell(&site, &[1, 2, 3, 4, 5, 0].map(|actor| cause(NotificationKind::Like, actor, 0))).await;
    assert_eq!(statements, 1);
    let told = "SELECT string_agg(u.username || ':' || n.content_preview, ',' ORDER BY u.username)
        FROM notifications n JOIN users u ON u.id = n.actor_id";
    assert_eq!(site.text(told).await, "person_4:Hello,person_5:Hello", "whoever mutes is still heard of");
    site.run("UPDATE users SET suspended_at = now() WHERE username = 'person_0'").await;
    tell(&site, &[cause(NotificationKind::Repost, 5, 0)]).await;
    assert_eq!(site.number("SELECT count(*) FROM notifications WHERE type = 'repost'").await, 0);
}

#[tokio::test]
async fn what_was_read_stays_and_what_was_not_is_taken_back() {
    let site = Site::with(2, 1).await;
    let like = cause(NotificationKind::Like, 1, 0);
    tell(&site, &[like]).await;
    site.run("UPDATE notifications SET read = true").await;
    tell(&site, &[like]).await;
    let mut work = begin(&site).await;
    work.notifications().retract(&like).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(site.text("SELECT string_agg(read::text, ',') FROM notifications").await, "true");
}

#[tokio::test]
async fn what_was_brought_about_by_a_comment_goes_with_it() {
    let site = Site::with(2, 1).await;
    let (item, writer) = (post(0), person(1));
    site.run(&format!(
        "INSERT INTO comments (id, user_id, post_id, content) VALUES ('{item}', '{writer}', '{item}', 'Nice')"
    ))
    .await;
    let source = Some(NotificationSource::Comment(CommentId(item)));
    tell(&site, &[Cause { source, ..cause(NotificationKind::Comment, 1, 0) }]).await;
    let mut work = begin(&site).await;
    // Another cause than the one that was told.
    work.notifications().retract(&cause(NotificationKind::Comment, 1, 0)).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(site.number("SELECT count(*) FROM notifications").await, 1);
    site.run("DELETE FROM comments").await;
    assert_eq!(site.number("SELECT count(*) FROM notifications").await, 0);
}
