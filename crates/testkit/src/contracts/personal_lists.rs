//! Laws of the lists that hang on a profile.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    content::{ItemRef, ProjectStatus},
    engagement::{Act, Likeable},
    ids::{PostId, ProjectId, UserId},
    page::{Limit, Offset, Page, Start, TimeCursor},
    social::{Relation, Tie},
};
use vibeslop_ports::feed::{FeedContent, FeedItemView};

use super::Stores;
use crate::fixtures::{id, new_post, new_project, noon};

fn name(text: &str) -> Username {
    Username::sought(text).expect("a name")
}

fn at(minute: i64) -> DateTime<Utc> {
    noon() + TimeDelta::minutes(minute)
}

fn post(number: u128) -> ItemRef {
    ItemRef::Post(PostId(id(number)))
}

fn project(number: u128) -> ItemRef {
    ItemRef::Project(ProjectId(id(number)))
}

fn first(limit: i64) -> (Start, Limit) {
    (Start::Skip(Offset::default()), Limit::clamped(limit, 100))
}

async fn write_post(stores: &Stores, number: u128, author: UserId, at: DateTime<Utc>) {
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(number), author, "Hi", at)).await.unwrap();
    work.commit().await.unwrap();
}

async fn write_project(stores: &Stores, number: u128, owner: UserId, status: ProjectStatus, at: DateTime<Utc>) {
    let mut project = new_project(id(number), owner, "Planner", at);
    project.status = status;
    if status == ProjectStatus::Draft {
        project.published_at = None;
    }
    let mut work = stores.begin().await;
    work.projects().insert(&project).await.unwrap();
    work.commit().await.unwrap();
}

/// Likes or reposts as a use case does: under the lock of the thing.
async fn act(stores: &Stores, act: Act, viewer: UserId, at: DateTime<Utc>) {
    let mut work = stores.begin().await;
    work.engagement().lock(act, viewer).await.unwrap().expect("the thing is there");
    assert!(work.engagement().add(act, viewer, at).await.unwrap());
    work.commit().await.unwrap();
}

async fn tie(stores: &Stores, relation: Relation, person: UserId, other: UserId, username: &str) {
    let mut work = stores.begin().await;
    work.social().lock_pair(person, &name(username)).await.unwrap().expect("both are there");
    work.social().tie(Tie { relation, person, other }, noon()).await.unwrap();
    work.commit().await.unwrap();
}

/// What is shown, and whether as a repost.
fn shown(page: &Page<FeedItemView, TimeCursor>) -> Vec<(ItemRef, bool)> {
    let item = |view: &FeedItemView| match &view.item {
        FeedContent::Post(view) => ItemRef::Post(view.id),
        FeedContent::Project(view) => ItemRef::Project(view.id),
    };
    page.items.iter().map(|view| (item(view), view.repost.is_some())).collect()
}

/// A timeline holds what a person posted, and what they reposted at the time they did so; an own post that its author
/// reposted is there twice. Cursors and offsets lead through all of it.
pub async fn a_timeline_shows_posts_and_reposts_as_they_happened(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    write_post(stores, 10, ada, at(0)).await;
    write_post(stores, 11, bob, at(1)).await;
    write_project(stores, 20, bob, ProjectStatus::Published, at(2)).await;
    write_project(stores, 21, ada, ProjectStatus::Published, at(3)).await;
    act(stores, Act::Repost(post(11)), ada, at(4)).await;
    write_post(stores, 12, ada, at(5)).await;
    act(stores, Act::Repost(project(20)), ada, at(6)).await;
    act(stores, Act::Repost(post(10)), ada, at(7)).await;
    let all = [(post(10), true), (project(20), true), (post(12), false), (post(11), true), (post(10), false)];

    let (start, limit) = first(20);
    let page = stores.personal_lists.timeline(&name("ada"), start, limit, Some(bob)).await.unwrap().unwrap();
    assert_eq!(shown(&page), all);
    assert_eq!(page.next, None);
    let repost = page.items[0].repost.as_ref().unwrap();
    assert_eq!((repost.by.id, repost.by.username.as_str()), (ada, "ada"));
    let names: std::collections::HashSet<Uuid> =
        page.items.iter().filter_map(|item| item.repost.as_ref()).map(|repost| repost.id.0).collect();
    assert_eq!(names.len(), 3, "a repost has an identifier of its own");

    let (mut walked, mut start) = (Vec::new(), start);
    loop {
        let page = stores.personal_lists.timeline(&name("ada"), start, Limit::clamped(2, 100), None).await;
        let page = page.unwrap().unwrap();
        walked.extend(shown(&page));
        let Some(next) = page.next else { break };
        start = Start::Behind(next);
    }
    assert_eq!(walked, all);
    let skip = Start::Skip(Offset::new(3).unwrap());
    let rest = stores.personal_lists.timeline(&name("ada"), skip, limit, None).await.unwrap().unwrap();
    assert_eq!(shown(&rest), all[3..]);

    // The reposts alone are a list too.
    let page = stores.personal_lists.reposts(&name("ada"), first(2).0, Limit::clamped(2, 100), None).await;
    let page = page.unwrap().unwrap();
    assert_eq!(shown(&page), [(post(10), true), (project(20), true)]);
    let behind = Start::Behind(page.next.unwrap());
    let page = stores.personal_lists.reposts(&name("ada"), behind, limit, None).await.unwrap().unwrap();
    assert_eq!((shown(&page), page.next), (vec![(post(11), true)], None));
}

/// What a viewer does not see any more (deleted, a draft again, made by somebody hidden) is left out before a page is
/// cut: a page is full as long as there is something to fill it.
pub async fn what_is_gone_shortens_no_page(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let carol = stores.person(3, "carol").await;
    for number in 10..14 {
        write_post(stores, number, if number == 12 { carol } else { bob }, at(0)).await;
    }
    write_project(stores, 20, bob, ProjectStatus::Published, at(0)).await;
    for (minute, item) in (1..).zip([post(10), post(11), post(12), project(20), post(13)]) {
        act(stores, Act::Like(Likeable::Item(item)), ada, at(minute)).await;
    }
    let (start, limit) = first(3);
    let liked = async |viewer| {
        let page = stores.personal_lists.likes(&name("ada"), start, limit, viewer).await.unwrap().unwrap();
        (shown(&page).into_iter().map(|(item, _)| item).collect::<Vec<_>>(), page.next.is_some())
    };
    assert_eq!(liked(None).await, (vec![post(13), project(20), post(12)], true));
    let mut work = stores.begin().await;
    work.posts().delete(PostId(id(13))).await.unwrap();
    let mut hidden = work.projects().lock(ProjectId(id(20))).await.unwrap().unwrap();
    hidden.status = ProjectStatus::Draft;
    work.projects().update(&hidden, noon()).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(liked(None).await, (vec![post(12), post(11), post(10)], false));
    tie(stores, Relation::Blocks, carol, ada, "ada").await;
    assert_eq!(liked(Some(ada)).await, (vec![post(11), post(10)], false));
    // The owner of the draft sees no more of it in somebody else's list than others do.
    assert_eq!(liked(Some(bob)).await, (vec![post(12), post(11), post(10)], false));
}

/// Published projects are for everybody, the others for their owner, each list newest first.
pub async fn drafts_are_listed_for_their_owner_alone(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    for (number, status) in (20..).zip([
        ProjectStatus::Published,
        ProjectStatus::Draft,
        ProjectStatus::Published,
        ProjectStatus::Archived,
        ProjectStatus::Draft,
    ]) {
        write_project(stores, number, ada, status, at(i64::try_from(number).unwrap())).await;
    }
    let (start, limit) = first(20);
    let listed = async |status, viewer| -> Vec<Uuid> {
        let page = stores.personal_lists.projects(&name("ada"), status, start, limit, viewer).await.unwrap().unwrap();
        assert_eq!(page.next, None);
        page.items.into_iter().map(|card| card.id.0).collect()
    };
    for viewer in [None, Some(ada), Some(bob)] {
        assert_eq!(listed(ProjectStatus::Published, viewer).await, [id(22), id(20)]);
    }
    assert_eq!(listed(ProjectStatus::Draft, Some(ada)).await, [id(24), id(21)]);
    assert_eq!(listed(ProjectStatus::Archived, Some(ada)).await, [id(23)]);
    for viewer in [None, Some(bob)] {
        assert!(listed(ProjectStatus::Draft, viewer).await.is_empty());
    }
    for status in [ProjectStatus::Published, ProjectStatus::Draft] {
        let limit = Limit::clamped(1, 100);
        let page = stores.personal_lists.projects(&name("ada"), status, start, limit, Some(ada)).await;
        let behind = Start::Behind(page.unwrap().unwrap().next.unwrap());
        let last = stores.personal_lists.projects(&name("ada"), status, behind, limit, Some(ada)).await;
        let last = last.unwrap().unwrap();
        assert_eq!((last.items.len(), last.next), (1, None), "{status:?}");
    }
}

/// Between people of whom one blocks the other, and for whoever mutes somebody, the lists are empty. Of somebody who is
/// not there, there are none.
pub async fn the_lists_of_hidden_people_are_empty(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let carol = stores.person(3, "carol").await;
    for (number, author) in [(10, ada), (11, bob)] {
        write_post(stores, number, author, at(0)).await;
        write_project(stores, number + 10, author, ProjectStatus::Published, at(0)).await;
        act(stores, Act::Like(Likeable::Item(post(number))), author, at(1)).await;
        act(stores, Act::Repost(post(number)), author, at(2)).await;
    }
    let counts = async |of: &str, viewer| {
        let (lists, (start, limit), of) = (&stores.personal_lists, first(20), name(of));
        let timeline = lists.timeline(&of, start, limit, viewer).await.unwrap();
        let projects = lists.projects(&of, ProjectStatus::Published, start, limit, viewer).await.unwrap();
        let likes = lists.likes(&of, start, limit, viewer).await.unwrap();
        let reposts = lists.reposts(&of, start, limit, viewer).await.unwrap();
        let count = |page: Option<Page<FeedItemView, TimeCursor>>| page.map(|page| page.items.len());
        [count(timeline), projects.map(|page| page.items.len()), count(likes), count(reposts)]
    };
    let all = [Some(2), Some(1), Some(1), Some(1)];
    assert_eq!(counts("ada", Some(bob)).await, all);
    tie(stores, Relation::Blocks, ada, bob, "bob").await;
    tie(stores, Relation::Mutes, carol, ada, "ada").await;
    assert_eq!(counts("ada", Some(bob)).await, [Some(0); 4]);
    assert_eq!(counts("bob", Some(ada)).await, [Some(0); 4]);
    assert_eq!(counts("ada", Some(carol)).await, [Some(0); 4]);
    assert_eq!((counts("ada", None).await, counts("bob", Some(carol)).await), (all, all));
    assert_eq!(counts("nobody", None).await, [None; 4]);
}
