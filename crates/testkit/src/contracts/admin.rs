//! Laws of administration.

use chrono::TimeDelta;
use futures_util::future::join_all;
use vibeslop_domain::{
    catalog::{ModelTool, StackCategory, TagName},
    ids::{StackId, ToolId},
};
use vibeslop_ports::admin::CreateEntryError;

use super::Stores;
use crate::fixtures::{id, noon};

fn name(text: &str) -> TagName {
    TagName::new(text).unwrap()
}

/// An entry's name is taken once, whatever its case; a slug that is taken gets a number. The unit of work stays usable.
pub async fn names_are_added_once_and_slugs_told_apart(stores: &Stores) {
    let mut work = stores.begin().await;
    let mut slugs = Vec::new();
    for (number, text) in (1..).zip(["Zed AI", "Zed-AI", "zed.ai"]) {
        slugs.push(work.admin().create_tool(ToolId(id(number)), &name(text), noon()).await.unwrap().slug);
    }
    assert_eq!(slugs, ["zed-ai", "zed-ai-2", "zed-ai-3"]);
    let refused = work.admin().create_tool(ToolId(id(9)), &name("ZED ai"), noon()).await;
    assert!(matches!(refused, Err(CreateEntryError::NameTaken)), "{refused:?}");
    let category = StackCategory::new(Some("cloud")).unwrap();
    let stack = work.admin().create_stack(StackId(id(1)), &name("Nimbus"), category, noon()).await.unwrap();
    assert_eq!((stack.slug.as_str(), stack.category.as_deref()), ("nimbus", Some("cloud")));
    let refused = work.admin().create_stack(StackId(id(2)), &name("nimbus"), category, noon()).await;
    assert!(matches!(refused, Err(CreateEntryError::NameTaken)), "{refused:?}");
    assert!(work.admin().delete_tool(ToolId(id(1))).await.unwrap());
    assert!(!work.admin().delete_tool(ToolId(id(1))).await.unwrap());
    assert!(work.admin().delete_stack(StackId(id(1))).await.unwrap());
    work.commit().await.unwrap();
}

/// Models are added whose name and slug are both free, and the rest is passed over.
pub async fn models_are_added_once(stores: &Stores) {
    let models = [
        ModelTool::new("x/one", Some("Model One")).unwrap(),
        ModelTool::new("x/two", Some("Model Two")).unwrap(),
        ModelTool::new("x/three", Some("model one")).unwrap(),
    ];
    let ids = [1, 2, 3].map(|number| ToolId(id(number)));
    for added in [2, 0] {
        let mut work = stores.begin().await;
        assert_eq!(work.admin().add_models(&models, &ids, noon()).await.unwrap(), added);
        assert_eq!(work.admin().add_models(&[], &[], noon()).await.unwrap(), 0);
        work.commit().await.unwrap();
    }
}

/// However many ask for the turn at once, one gets it, until it is given back or over.
pub async fn a_turn_is_had_by_one(stores: &Stores) {
    let take = async |holder, now| {
        let mut work = stores.begin().await;
        let taken = work.admin().take_sync_turn(holder, now + TimeDelta::minutes(2), now).await.unwrap();
        work.commit().await.unwrap();
        taken
    };
    let taken = join_all((1..=8).map(|holder| take(id(holder), noon()))).await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
    let winner = (1..=8).zip(taken).find_map(|(holder, taken)| taken.then_some(id(holder))).unwrap();
    let mut work = stores.begin().await;
    work.admin().give_sync_turn_back(id(99)).await.unwrap();
    work.commit().await.unwrap();
    assert!(!take(id(9), noon()).await, "only its holder gives it back");
    let mut work = stores.begin().await;
    work.admin().give_sync_turn_back(winner).await.unwrap();
    work.commit().await.unwrap();
    assert!(take(id(9), noon()).await);
    assert!(take(id(10), noon() + TimeDelta::minutes(2)).await, "it ends by itself");
}

/// Of several who toggle at once none is lost.
pub async fn toggles_take_turns(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let toggle = async || {
        let mut work = stores.begin().await;
        let verified = work.admin().toggle_verified(ada, noon()).await.unwrap().unwrap();
        work.commit().await.unwrap();
        verified
    };
    let seen = join_all((0..7).map(|_| toggle())).await;
    assert_eq!(seen.iter().filter(|verified| **verified).count(), 4);
    let mut work = stores.begin().await;
    assert_eq!(work.admin().toggle_verified(vibeslop_domain::ids::UserId(id(9)), noon()).await.unwrap(), None);
}
