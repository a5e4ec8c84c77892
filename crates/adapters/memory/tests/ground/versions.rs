use vibeslop_domain::{
    accounts::{PreferencesChange, ProfileChange},
    ids::{PostId, ProjectId, UserId},
    social::{Relation, Tie},
};
use vibeslop_memory::Memory;
use vibeslop_ports::{
    transactions::Transactions,
    versions::{Version, VersionQueries, Versioned},
};
use vibeslop_testkit::fixtures::{id, new_post, new_project, noon};

use crate::site::{person, site};

async fn version(memory: &Memory, thing: Versioned) -> Option<Version> {
    memory.version(thing).await.unwrap()
}

#[tokio::test]
async fn a_version_grows_with_the_account_and_not_with_what_others_do() {
    let memory = site();
    let (ada, bob) = (person(&memory, 1, "ada").await, person(&memory, 2, "bob").await);
    let account = Versioned::Account(ada);
    assert_eq!(version(&memory, account).await, Some(Version(1)));
    let mut unit = memory.begin().await.unwrap();
    unit.social().tie(Tie { relation: Relation::Follows, person: bob, other: ada }, noon()).await.unwrap();
    assert_eq!(unit.versions().lock_version(account).await.unwrap(), Some(Version(1)));
    unit.accounts().update_profile(ada, &ProfileChange::default(), noon()).await.unwrap();
    assert_eq!(unit.versions().lock_version(account).await.unwrap(), Some(Version(2)));
    unit.accounts().replace_preferences(ada, &PreferencesChange { tools: None, stacks: None }).await.unwrap();
    assert_eq!(version(&memory, account).await, Some(Version(1)), "not yet committed");
    unit.commit().await.unwrap();
    assert_eq!(version(&memory, account).await, Some(Version(3)));
}

#[tokio::test]
async fn things_begin_with_their_first_version_and_nothing_has_none() {
    let memory = site();
    let ada = person(&memory, 1, "ada").await;
    let mut unit = memory.begin().await.unwrap();
    unit.posts().insert(&new_post(id(10), ada, "Hi", noon())).await.unwrap();
    unit.projects().insert(&new_project(id(20), ada, "Planner", noon())).await.unwrap();
    unit.commit().await.unwrap();
    for thing in [Versioned::Post(PostId(id(10))), Versioned::Project(ProjectId(id(20)))] {
        assert_eq!(version(&memory, thing).await, Some(Version(1)));
    }
    assert_eq!(version(&memory, Versioned::Account(UserId(id(99)))).await, None);
}
