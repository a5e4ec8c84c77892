//! Laws of the port of versions.

use chrono::TimeDelta;
use vibeslop_domain::{
    accounts::{Bio, ProfileChange},
    content::{ItemRef, PostText},
    engagement::{Act, Likeable},
    ids::{CommentId, GigId, PostId, ProjectId, UserId},
};
use vibeslop_ports::{
    transactions::UnitOfWork,
    versions::{Version, Versioned},
};

use super::Stores;
use crate::fixtures::{id, new_comment, new_gig, new_post, new_project, noon};

async fn version(stores: &Stores, thing: Versioned) -> Option<Version> {
    stores.begin().await.versions().lock_version(thing).await.unwrap()
}

/// Ada, with a post, a project, a comment and a gig, and the names of all their states.
async fn things(stores: &Stores) -> (UserId, [Versioned; 5]) {
    let ada = stores.person(1, "ada").await;
    let post = ItemRef::Post(PostId(id(20)));
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), ada, "One", noon())).await.unwrap();
    work.projects().insert(&new_project(id(21), ada, "A project", noon())).await.unwrap();
    work.comments().lock_place(post, None, ada).await.unwrap().unwrap();
    work.comments().insert(&new_comment(id(22), ada, post, "A comment", noon())).await.unwrap();
    work.gigs().insert(&new_gig(id(23), ada, "A gig", noon())).await.unwrap();
    work.commit().await.unwrap();
    let things = [
        Versioned::Account(ada),
        Versioned::Post(PostId(id(20))),
        Versioned::Project(ProjectId(id(21))),
        Versioned::Comment(CommentId(id(22))),
        Versioned::Gig(GigId(id(23))),
    ];
    (ada, things)
}

/// Changes one of the things of [`things`].
async fn change(work: &mut dyn UnitOfWork, thing: Versioned) {
    let at = noon() + TimeDelta::minutes(1);
    match thing {
        Versioned::Account(ada) => {
            let bio = Bio::optional("Hello").unwrap();
            let change = ProfileChange { bio: Some(bio), ..ProfileChange::default() };
            work.accounts().update_profile(ada, &change, at).await.unwrap();
        }
        Versioned::Post(post) => {
            work.posts().lock(post).await.unwrap().unwrap();
            work.posts().edit(post, &PostText::new("Two").unwrap(), at).await.unwrap();
        }
        Versioned::Project(project) => {
            let mut project = work.projects().lock(project).await.unwrap().unwrap();
            "Another title".clone_into(&mut project.title);
            work.projects().update(&project, at).await.unwrap();
        }
        Versioned::Comment(comment) => {
            let text = vibeslop_domain::content::CommentText::new("Another").unwrap();
            work.comments().lock(comment).await.unwrap().unwrap();
            work.comments().edit(comment, &text, at).await.unwrap();
        }
        Versioned::Gig(gig) => {
            let mut gig = work.gigs().lock(gig).await.unwrap().unwrap();
            "Another title".clone_into(&mut gig.title);
            work.gigs().update(&gig, at).await.unwrap();
        }
    }
}

/// A change makes a thing's number greater, and no other's; what was undone gives none.
pub async fn a_version_grows_with_each_change(stores: &Stores) {
    let (_, things) = things(stores).await;
    for thing in things {
        let before = version(stores, thing).await.unwrap();
        let others = |things: [Versioned; 5]| things.into_iter().filter(move |other| *other != thing);
        let mut untouched = Vec::new();
        for other in others(things) {
            untouched.push(version(stores, other).await);
        }
        let mut work = stores.begin().await;
        change(&mut *work, thing).await;
        work.rollback().await.unwrap();
        assert_eq!(version(stores, thing).await, Some(before), "{thing:?} was not changed");
        let mut work = stores.begin().await;
        change(&mut *work, thing).await;
        work.commit().await.unwrap();
        assert!(version(stores, thing).await.unwrap() > before, "{thing:?}");
        for (other, before) in others(things).zip(untouched) {
            assert_eq!(version(stores, other).await, before, "{thing:?} was changed, and not {other:?}");
        }
    }
    assert_eq!(version(stores, Versioned::Post(PostId(id(99)))).await, None);
}

/// What others do to a thing is no change of it.
pub async fn a_version_stays_while_others_only_like(stores: &Stores) {
    let (ada, [_, post, project, ..]) = things(stores).await;
    let bob = stores.person(2, "bob").await;
    let before = (version(stores, post).await, version(stores, project).await);
    let items = [ItemRef::Post(PostId(id(20))), ItemRef::Project(ProjectId(id(21)))];
    let mut work = stores.begin().await;
    for act in items.into_iter().flat_map(|item| [Act::Like(Likeable::Item(item)), Act::Repost(item)]) {
        for person in [ada, bob] {
            work.engagement().lock(act, person).await.unwrap().unwrap();
            assert!(work.engagement().add(act, person, noon()).await.unwrap());
        }
    }
    work.comments().lock_place(items[0], None, bob).await.unwrap().unwrap();
    work.comments().insert(&new_comment(id(40), bob, items[0], "Well done", noon())).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!((version(stores, post).await, version(stores, project).await), before);
}
