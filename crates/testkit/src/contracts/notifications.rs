//! Laws of the notification ports.

use vibeslop_domain::{
    accounts::Username,
    content::ItemRef,
    ids::{PostId, UserId},
    notifications::NotificationKind,
};
use vibeslop_ports::notifications::{Cause, Mentions, NewNotification};

use super::Stores;
use crate::fixtures::{id, new_post, noon};

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
