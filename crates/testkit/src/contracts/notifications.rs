//! Laws of the notification ports.

use vibeslop_domain::{
    content::ItemRef,
    ids::{PostId, UserId},
    notifications::NotificationKind,
};
use vibeslop_ports::notifications::{Cause, NewNotification};

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
    let target = Some(ItemRef::Post(PostId(id(post))));
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
