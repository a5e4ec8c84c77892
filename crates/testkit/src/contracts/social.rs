//! Laws of the social ports.

use chrono::TimeDelta;
use vibeslop_domain::{
    accounts::Username,
    content::{ItemRef, ProjectStatus},
    ids::{PostId, ProjectId, UserId},
    page::{Limit, Offset, Start},
    social::{Relation, ReportDraft, ReportTerms, Reported, Tie},
};
use vibeslop_ports::social::{FollowView, InsertReportError};

use super::Stores;
use crate::fixtures::{id, new_post, new_project, noon};

fn first() -> Start {
    Start::Skip(Offset::default())
}

fn name(username: &str) -> Username {
    Username::sought(username).unwrap()
}

fn some() -> Limit {
    Limit::clamped(10, 100)
}

async fn tie(stores: &Stores, person: UserId, relation: Relation, other: UserId) -> bool {
    let mut work = stores.begin().await;
    let done = work.social().tie(Tie { relation, person, other }, noon()).await.unwrap();
    work.commit().await.unwrap();
    done
}

fn names(people: &[FollowView]) -> Vec<&str> {
    people.iter().map(|view| view.person.username.as_str()).collect()
}

/// However people stand to each other, it is so once and ends once, and means nothing for the other way round.
pub async fn a_tie_is_so_once_and_ends_once(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    for relation in [Relation::Follows, Relation::Blocks, Relation::Mutes] {
        assert!(tie(stores, ada, relation, bob).await);
        assert!(!tie(stores, ada, relation, bob).await, "{relation:?}");
        let mut work = stores.begin().await;
        let tie = Tie { relation, person: ada, other: bob };
        assert!(!work.social().untie(tie.reversed()).await.unwrap(), "{relation:?}");
        assert!(work.social().untie(tie).await.unwrap());
        assert!(!work.social().untie(tie).await.unwrap(), "{relation:?}");
        work.commit().await.unwrap();
    }
}

/// People are found by name in order to be tied, and a block shows from both sides.
pub async fn a_block_shows_from_both_sides(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let found = async |person, other: &str| {
        let found = stores.begin().await.social().lock_pair(person, &name(other)).await.unwrap();
        found.map(|other| (other.id, other.is_active, other.blocked))
    };
    assert_eq!(found(ada, "bob").await, Some((bob, true, false)));
    assert_eq!(found(ada, "ada").await, Some((ada, true, false)), "oneself");
    assert_eq!(found(ada, "nobody").await, None);
    assert_eq!(found(UserId(id(99)), "bob").await, None, "somebody who is gone");
    tie(stores, bob, Relation::Mutes, ada).await;
    assert_eq!(found(ada, "bob").await, Some((bob, true, false)), "a mute is noticed by nobody");
    tie(stores, bob, Relation::Blocks, ada).await;
    assert_eq!(found(ada, "bob").await, Some((bob, true, true)));
    assert_eq!(found(bob, "ada").await, Some((ada, true, true)));
}

/// Followers come newest first in pages without gaps or repeats, with what the viewer makes of them.
pub async fn followers_come_newest_first(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let mut work = stores.begin().await;
    for number in 2..7 {
        let follower = UserId(id(number));
        let (username, account) = crate::fixtures::new_account(&format!("fan_{number}"));
        work.accounts().create(follower, &username, &account, noon()).await.unwrap();
        // Two at a time, so that their identifiers have to order them.
        let at = noon() + TimeDelta::minutes(i64::try_from(number).unwrap() / 2);
        let follow = Tie { relation: Relation::Follows, person: follower, other: ada };
        work.social().tie(follow, at).await.unwrap();
        work.social().tie(follow.reversed(), at).await.unwrap();
    }
    work.social().untie(Tie { relation: Relation::Follows, person: ada, other: UserId(id(5)) }).await.unwrap();
    work.commit().await.unwrap();
    let (mut start, mut seen) = (first(), Vec::new());
    loop {
        let page = stores.social.followers(&name("ada"), start, Limit::clamped(2, 100), Some(ada)).await.unwrap();
        let page = page.unwrap();
        seen.extend(page.items.iter().map(|view| (view.person.id, view.is_following)));
        let Some(next) = page.next else { break };
        start = Start::Behind(next);
    }
    let expected = [(6, true), (5, false), (4, true), (3, true), (2, true)];
    assert_eq!(seen, expected.map(|(number, following)| (UserId(id(number)), following)));
    let followed = stores.social.followed(&name("ada"), first(), some(), None).await.unwrap().unwrap();
    assert_eq!(names(&followed.items), ["fan_6", "fan_4", "fan_3", "fan_2"]);
    assert!(followed.items.iter().all(|view| !view.is_following), "nobody follows nobody");
    assert!(followed.items[0].person.verified_email.is_some());
    assert!(stores.social.followers(&name("nobody"), first(), some(), None).await.unwrap().is_none());
}

/// Lists leave out whom the viewer does not see, and are empty where that is their owner.
pub async fn lists_of_people_leave_out_whom_the_viewer_does_not_see(stores: &Stores) {
    let mut people = Vec::new();
    for (number, login) in (1..).zip(["ada", "bob", "cleo", "dan"]) {
        people.push(stores.person(number, login).await);
    }
    let [ada, bob, cleo, dan] = people[..] else { panic!("four people") };
    for follower in [bob, cleo, dan] {
        tie(stores, follower, Relation::Follows, ada).await;
        tie(stores, ada, Relation::Follows, follower).await;
    }
    tie(stores, bob, Relation::Mutes, cleo).await;
    tie(stores, dan, Relation::Blocks, bob).await;
    for (viewer, expected) in
        [(Some(bob), vec!["bob"]), (Some(cleo), vec!["bob", "cleo", "dan"]), (Some(dan), vec!["cleo", "dan"])]
    {
        for page in [
            stores.social.followers(&name("ada"), first(), some(), viewer).await.unwrap().unwrap(),
            stores.social.followed(&name("ada"), first(), some(), viewer).await.unwrap().unwrap(),
        ] {
            let mut found = names(&page.items);
            found.sort_unstable();
            assert_eq!(found, expected, "{viewer:?}");
        }
    }
    for (owner, viewer) in [("cleo", bob), ("dan", bob), ("bob", dan)] {
        let page = stores.social.followed(&name(owner), first(), some(), Some(viewer)).await.unwrap().unwrap();
        assert_eq!(names(&page.items), Vec::<&str>::new(), "{owner}");
    }
    assert!(
        !stores.social.followed(&name("bob"), first(), some(), Some(cleo)).await.unwrap().unwrap().items.is_empty()
    );
}

/// Whom one blocks and whom one mutes are two lists, and nobody else's.
pub async fn blocked_and_muted_people_are_listed_for_who_did_it(stores: &Stores) {
    let (ada, bob, cleo) =
        (stores.person(1, "ada").await, stores.person(2, "bob").await, stores.person(3, "cleo").await);
    tie(stores, ada, Relation::Blocks, bob).await;
    tie(stores, ada, Relation::Mutes, cleo).await;
    let blocked = stores.social.blocked(ada, first(), some()).await.unwrap();
    let muted = stores.social.muted(ada, first(), some()).await.unwrap();
    assert_eq!(blocked.items.iter().map(|person| person.id).collect::<Vec<_>>(), [bob]);
    assert_eq!(muted.items.iter().map(|person| person.id).collect::<Vec<_>>(), [cleo]);
    assert_eq!((blocked.next, muted.next), (None, None));
    assert!(stores.social.blocked(bob, first(), some()).await.unwrap().items.is_empty());
}

/// A thing is reported once by each, if it is there and was ever shown.
pub async fn a_thing_is_reported_once_by_each(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let mut draft = new_project(id(22), ada, "A draft", noon());
    (draft.status, draft.published_at) = (ProjectStatus::Draft, None);
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), ada, "A post", noon())).await.unwrap();
    work.projects().insert(&new_project(id(21), ada, "A project", noon())).await.unwrap();
    work.projects().insert(&draft).await.unwrap();
    work.commit().await.unwrap();
    let things = [
        Reported::Item(ItemRef::Post(PostId(id(20)))),
        Reported::Item(ItemRef::Project(ProjectId(id(21)))),
        Reported::User(ada),
    ];
    tie(stores, ada, Relation::Blocks, bob).await;
    for thing in things {
        let draft = ReportDraft { kind: thing.kind().to_owned(), id: thing.id(), reason: Some("Spam".to_owned()) };
        let terms = ReportTerms::new(&draft).unwrap();
        let mut work = stores.begin().await;
        assert_eq!(work.social().lock_reported(thing, bob).await.unwrap(), Some(ada), "{thing:?}");
        work.social().insert_report(bob, &terms, noon()).await.unwrap();
        let again = work.social().insert_report(bob, &terms, noon()).await;
        assert!(matches!(again, Err(InsertReportError::AlreadyReported)), "{again:?}");
        work.commit().await.unwrap();
    }
    let mut work = stores.begin().await;
    for nothing in [
        Reported::Item(ItemRef::Post(PostId(id(99)))),
        Reported::Item(ItemRef::Project(ProjectId(id(22)))),
        Reported::User(UserId(id(99))),
    ] {
        assert_eq!(work.social().lock_reported(nothing, bob).await.unwrap(), None, "{nothing:?}");
    }
    assert_eq!(work.social().lock_reported(things[0], UserId(id(99))).await.unwrap(), None);
}
