//! Laws of the notification ports.

use chrono::TimeDelta;
use vibeslop_domain::{
    accounts::Username,
    content::ItemRef,
    ids::{PostId, ProjectId, UserId},
    notifications::NotificationKind,
    page::{Limit, Offset, Start},
    social::{Relation, Tie},
};
use vibeslop_ports::notifications::{
    Cause, Mentions, NewNotification, NotificationSource, NotificationView, TargetView, Waiting,
};

use super::Stores;
use crate::fixtures::{id, new_post, new_project, noon};

fn told(cause: Cause) -> NewNotification {
    NewNotification { cause, preview: Some("Hello".to_owned()), at: noon() }
}

async fn tell(stores: &Stores, causes: &[Cause]) {
    let mut work = stores.begin().await;
    work.notifications().tell(&causes.iter().copied().map(told).collect::<Vec<_>>()).await.unwrap();
    work.commit().await.unwrap();
}

async fn retract(stores: &Stores, cause: &Cause) {
    let mut work = stores.begin().await;
    work.notifications().retract(cause).await.unwrap();
    work.commit().await.unwrap();
}

fn like(actor: UserId, recipient: UserId, post: u128) -> Cause {
    let target = Some(ItemRef::Post(PostId(id(post))).into());
    Cause { kind: NotificationKind::Like, actor, recipient, target, source: None }
}

/// What can be done and undone at will is told once while it is unread, and taken back when it is undone.
pub async fn a_like_is_told_once_and_taken_back(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let mut work = stores.begin().await;
    for number in [20, 21] {
        work.posts().insert(&new_post(id(number), ada, "A post", noon())).await.unwrap();
    }
    work.commit().await.unwrap();
    let follow = Cause { kind: NotificationKind::Follow, target: None, ..like(bob, ada, 20) };
    let repost = Cause { kind: NotificationKind::Repost, ..like(bob, ada, 20) };
    tell(stores, &[like(bob, ada, 20), like(bob, ada, 20), like(bob, ada, 21), follow, repost]).await;
    tell(stores, &[like(bob, ada, 20), follow]).await;
    assert_eq!(stores.notifications.unread(ada).await.unwrap(), 4);
    for (cause, left) in [(like(bob, ada, 20), 3), (like(bob, ada, 20), 3), (follow, 2), (repost, 1)] {
        retract(stores, &cause).await;
        assert_eq!(stores.notifications.unread(ada).await.unwrap(), left, "{cause:?}");
    }
    tell(stores, &[like(bob, ada, 20)]).await;
    assert_eq!(stores.notifications.unread(ada).await.unwrap(), 2, "and told anew");
    tell(stores, &[]).await;
}

/// Nobody hears of themselves, and somebody who is gone is no obstacle to the others.
pub async fn nobody_hears_of_themselves(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), ada, "A post", noon())).await.unwrap();
    work.commit().await.unwrap();
    tell(stores, &[like(ada, ada, 20), like(bob, UserId(id(99)), 20), like(bob, ada, 20)]).await;
    assert_eq!(stores.notifications.unread(ada).await.unwrap(), 1);
}

/// A name that was told of a text is not told of it again, and what is answered names those who were told.
pub async fn who_is_mentioned_is_told_once_a_text(stores: &Stores) {
    let (ada, bob, cleo) =
        (stores.person(1, "ada").await, stores.person(2, "bob").await, stores.person(3, "cleo").await);
    let mut work = stores.begin().await;
    for number in [20, 21] {
        work.posts().insert(&new_post(id(number), ada, "A post", noon())).await.unwrap();
    }
    work.commit().await.unwrap();
    let mention = async |post: u128, names: &[&str], first: u128| {
        let mentions = Mentions {
            actor: ada,
            names: names.iter().map(|name| Username::new(name).unwrap()).collect(),
            target: ItemRef::Post(PostId(id(post))),
            comment: None,
            preview: "A post".to_owned(),
            at: noon(),
        };
        let ids: Vec<_> = (first..).map(id).take(names.len()).collect();
        let mut work = stores.begin().await;
        let told = work.notifications().mention(&mentions, &ids).await.unwrap();
        work.commit().await.unwrap();
        told
    };
    assert_eq!(mention(20, &["bob", "ada", "nobody"], 100).await, [bob]);
    assert_eq!(mention(20, &["bob", "cleo"], 200).await, [cleo]);
    assert_eq!(mention(21, &["bob"], 300).await, [bob], "another text");
    assert_eq!(stores.notifications.unread(bob).await.unwrap(), 2);
    assert_eq!(stores.notifications.unread(cleo).await.unwrap(), 1);
}

fn first() -> Start {
    Start::Skip(Offset::default())
}

fn most(limit: i64) -> Limit {
    Limit::clamped(limit, 100)
}

/// Ada, who has a post and a project, and four people who do something about them.
async fn ada_and_friends(stores: &Stores) -> (UserId, Vec<UserId>) {
    let ada = stores.person(1, "ada").await;
    let mut friends = Vec::new();
    for number in 2..6 {
        friends.push(stores.person(number, &format!("friend_{number}")).await);
    }
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), ada, "A post", noon())).await.unwrap();
    work.posts().insert(&new_post(id(21), friends[0], "A quote", noon())).await.unwrap();
    work.projects().insert(&new_project(id(22), ada, "A project", noon())).await.unwrap();
    work.commit().await.unwrap();
    (ada, friends)
}

/// Tells so many minutes after noon.
async fn tell_at(stores: &Stores, cause: Cause, minutes: i64) {
    let mut work = stores.begin().await;
    let told = NewNotification { at: noon() + TimeDelta::minutes(minutes), ..told(cause) };
    work.notifications().tell(&[told]).await.unwrap();
    work.commit().await.unwrap();
}

/// All entries, page by page, whichever of the lists is asked.
async fn walk(stores: &Stores, of: UserId, grouped: bool) -> Vec<NotificationView> {
    let mut seen = Vec::new();
    let mut start = first();
    loop {
        let page = if grouped {
            stores.notifications.grouped(of, start, most(2)).await.unwrap()
        } else {
            stores.notifications.notifications(of, start, most(2)).await.unwrap()
        };
        assert!(page.items.len() <= 2);
        seen.extend(page.items);
        let Some(next) = page.next else { return seen };
        start = Start::Behind(next);
    }
}

/// The newest comes first, with who did it and what it is about, in pages without gaps or repeats.
pub async fn what_was_told_comes_newest_first(stores: &Stores) {
    let (ada, friends) = ada_and_friends(stores).await;
    let project = Some(ItemRef::Project(ProjectId(id(22))).into());
    let quote = Cause {
        kind: NotificationKind::Quote,
        source: Some(NotificationSource::Post(PostId(id(21)))),
        ..like(friends[0], ada, 20)
    };
    let follow = Cause { kind: NotificationKind::Follow, target: None, ..like(friends[1], ada, 20) };
    let repost = Cause { kind: NotificationKind::Repost, target: project, ..like(friends[2], ada, 20) };
    // Three at one moment: their identifiers order them.
    for (cause, minutes) in [(like(friends[0], ada, 20), 0), (quote, 1), (follow, 1), (repost, 1)] {
        tell_at(stores, cause, minutes).await;
    }
    let seen = walk(stores, ada, false).await;
    let post = TargetView::Post { id: PostId(id(20)), beginning: "A post".to_owned() };
    let quoting = TargetView::Post { id: PostId(id(21)), beginning: "A quote".to_owned() };
    let project = TargetView::Project { id: ProjectId(id(22)), title: "A project".to_owned() };
    let told: Vec<_> = seen.iter().map(|view| (view.kind, view.actors[0].id, &view.target, &view.source)).collect();
    let expected = [
        (NotificationKind::Repost, friends[2], &Some(project), &None),
        (NotificationKind::Follow, friends[1], &None, &None),
        (NotificationKind::Quote, friends[0], &Some(post.clone()), &Some(quoting)),
        (NotificationKind::Like, friends[0], &Some(post), &None),
    ];
    assert_eq!(told, expected);
    for view in &seen {
        assert_eq!((view.actors.len(), view.actor_count, view.read), (1, 1, false));
        assert_eq!(view.preview.as_deref(), Some("Hello"));
        let one = stores.notifications.notification(view.id, ada).await.unwrap();
        assert_eq!(one.as_ref(), Some(view), "and by itself");
        assert_eq!(stores.notifications.notification(view.id, friends[0]).await.unwrap(), None, "nobody else's");
    }
    let skipped = Start::Skip(Offset::new(3).unwrap());
    let last = stores.notifications.notifications(ada, skipped, most(2)).await.unwrap();
    assert_eq!((last.items.as_slice(), last.next), (&seen[3..], None));
}

/// What many do at the press of a button is one entry a target and day, where its newest stands, with three of them.
pub async fn deeds_of_a_day_are_one_entry(stores: &Stores) {
    let (ada, friends) = ada_and_friends(stores).await;
    let comment = Cause { kind: NotificationKind::Comment, ..like(friends[0], ada, 20) };
    let follow = |friend| Cause { kind: NotificationKind::Follow, target: None, ..like(friend, ada, 20) };
    let day = 24 * 60;
    for (cause, minutes) in [
        (like(friends[3], ada, 20), -day),
        (like(friends[0], ada, 20), 0),
        (comment, 1),
        (like(friends[1], ada, 20), 2),
        (follow(friends[0]), 3),
        (like(friends[2], ada, 20), 4),
        (comment, 5),
        (like(friends[3], ada, 21), 6),
    ] {
        tell_at(stores, cause, minutes).await;
    }
    // Read yesterday's, and like once more today.
    let mut work = stores.begin().await;
    assert_eq!(work.notifications().mark_all_read(ada, noon() - TimeDelta::minutes(1)).await.unwrap(), 1);
    work.commit().await.unwrap();
    tell_at(stores, like(friends[3], ada, 20), 7).await;
    let seen = walk(stores, ada, true).await;
    let told: Vec<_> = seen.iter().map(|view| (view.kind, view.actor_count, view.read)).collect();
    let expected = [
        (NotificationKind::Like, 4, false),
        (NotificationKind::Like, 1, false),
        (NotificationKind::Comment, 1, false),
        (NotificationKind::Follow, 1, false),
        (NotificationKind::Comment, 1, false),
        (NotificationKind::Like, 1, true),
    ];
    assert_eq!(told, expected);
    let actors: Vec<_> = seen[0].actors.iter().map(|actor| actor.id).collect();
    assert_eq!(actors, [friends[3], friends[2], friends[1]], "the newest three of four");
    assert_eq!(seen[0].created_at, noon() + TimeDelta::minutes(7));
    assert_eq!(seen.iter().map(|view| view.id).collect::<std::collections::BTreeSet<_>>().len(), 6);
    assert_eq!(walk(stores, ada, false).await.len(), 9);

    // Whom ada does not see does not count, and takes no place.
    let mut work = stores.begin().await;
    work.social().tie(Tie { relation: Relation::Mutes, person: ada, other: friends[3] }, noon()).await.unwrap();
    work.commit().await.unwrap();
    let seen = walk(stores, ada, true).await;
    assert_eq!(seen[0].kind, NotificationKind::Comment);
    let likes = seen.iter().find(|view| view.kind == NotificationKind::Like).unwrap();
    assert_eq!((likes.actor_count, likes.actors[0].id), (3, friends[2]));
    assert_eq!(seen.len(), 4);
}

/// Marking as read happens once, by the one who was told, and leaves alone what is told later.
pub async fn reading_is_noted_once(stores: &Stores) {
    let (ada, friends) = ada_and_friends(stores).await;
    for (friend, minutes) in friends.iter().zip([1, 2, 3, 4]) {
        tell_at(stores, like(*friend, ada, 20), minutes).await;
    }
    let seen = walk(stores, ada, false).await;
    let mark = async |user, id| {
        let mut work = stores.begin().await;
        work.notifications().mark_read(user, id).await.unwrap();
        work.commit().await.unwrap();
        stores.notifications.unread(ada).await.unwrap()
    };
    assert_eq!(mark(friends[0], seen[0].id).await, 4, "somebody else's");
    assert_eq!(mark(ada, seen[0].id).await, 3);
    assert_eq!(mark(ada, seen[0].id).await, 3);
    assert_eq!(stores.notifications.notification(seen[0].id, ada).await.unwrap().map(|view| view.read), Some(true));
    let mark_all = async |minutes| {
        let mut work = stores.begin().await;
        let at = noon() + TimeDelta::minutes(minutes);
        let marked = work.notifications().mark_all_read(ada, at).await.unwrap();
        work.commit().await.unwrap();
        marked
    };
    assert_eq!((mark_all(2).await, stores.notifications.unread(ada).await.unwrap()), (2, 1), "the last came later");
    assert_eq!((mark_all(9).await, mark_all(9).await), (1, 0));
    assert_eq!(stores.notifications.waiting(ada).await.unwrap(), Waiting::default());
}
