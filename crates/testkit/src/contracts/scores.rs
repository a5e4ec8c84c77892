//! Laws of the port of scores.

use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_domain::{
    accounts::{ProviderName, Username},
    ids::UserId,
    scores::{Activity, Assessment, assess},
};
use vibeslop_ports::tokens::Sealed;

use super::Stores;
use crate::fixtures::{id, identity, noon};

/// What somebody with so many followers at GitHub amounts to.
fn made(followers: i64) -> Assessment {
    assess(&Activity { followers, ..Activity::default() }, noon())
}

async fn keep(stores: &Stores, user: UserId, made: &Assessment, at: DateTime<Utc>) -> bool {
    let mut work = stores.begin().await;
    let kept = work.scores().keep_score(user, made, at).await.unwrap();
    work.commit().await.unwrap();
    kept
}

/// Of two scores the one that was made later stays, in whichever order they come; nothing else of the account changes.
pub async fn the_newer_of_two_scores_stays(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let before = stores.accounts.me(ada).await.unwrap();
    let (older, newer) = (made(10), made(20));
    let later = noon() + TimeDelta::hours(1);
    assert!(keep(stores, ada, &newer, later).await);
    assert!(!keep(stores, ada, &older, noon()).await, "it comes late");
    let profile = async |name: &str| {
        let name = Username::sought(name).unwrap();
        stores.profiles.profile(&name, None).await.unwrap().unwrap()
    };
    let seen = profile("ada").await;
    assert_eq!((seen.developer_score, seen.developer_score_updated_at), (newer.score.get(), Some(later)));
    assert_eq!(seen.github_stats, Some(newer.stats));
    assert_eq!(stores.accounts.me(ada).await.unwrap(), before);
    let others = profile("bob").await;
    assert_eq!((others.id, others.developer_score, others.github_stats), (bob, 0, None), "bob has none");

    assert!(keep(stores, ada, &older, later + TimeDelta::hours(1)).await, "less than before, but newer");
    assert_eq!(profile("ada").await.developer_score, older.score.get());
    assert!(!keep(stores, UserId(id(99)), &older, later).await, "somebody who is gone");
}

/// Scores can be made of those with a connection that works, part by part, in order.
pub async fn scores_are_made_of_working_connections(stores: &Stores) {
    let mut people = Vec::new();
    for (number, login) in [(1, "ada"), (2, "bob"), (3, "cleo"), (4, "dan")] {
        people.push(stores.person(number, login).await);
    }
    let [ada, bob, cleo, _] = people[..] else { unreachable!("there are four") };
    let mut work = stores.begin().await;
    for (person, login) in [(cleo, "cleo"), (ada, "ada"), (bob, "bob")] {
        work.accounts().link_identity(person, &identity(login), noon()).await.unwrap();
    }
    let token = Sealed(vec![1, 2, 3]);
    work.accounts().mark_broken(bob, &ProviderName::github(), &token, noon()).await.unwrap();
    work.commit().await.unwrap();

    let mut work = stores.begin().await;
    assert_eq!(work.scores().connected_people(None, 10).await.unwrap(), [ada, cleo]);
    assert_eq!(work.scores().connected_people(None, 1).await.unwrap(), [ada]);
    assert_eq!(work.scores().connected_people(Some(ada), 10).await.unwrap(), [cleo]);
    assert!(work.accounts().refresh_identity(&identity("bob"), noon()).await.unwrap());
    assert_eq!(work.scores().connected_people(None, 10).await.unwrap(), [ada, bob, cleo], "bob came back");
}
