//! Laws of the exact limits.

use chrono::TimeDelta;
use futures_util::future::join_all;
use vibeslop_domain::{
    ids::UserId,
    limits::{Decision, Policy, PolicyName, Standing, Window},
};

use super::Stores;
use crate::fixtures::noon;

const fn policy(name: PolicyName, quota: u32) -> Policy {
    Policy { name, quota, window: Window::HOUR }
}

async fn take(stores: &Stores, user: UserId, policies: &[Policy]) -> Decision {
    stores.limits.take(user, policies, noon()).await.unwrap()
}

fn left(decision: &Decision) -> Result<Vec<u32>, Vec<PolicyName>> {
    match decision {
        Decision::Taken(standings) => Ok(standings.iter().map(|standing| standing.remaining).collect()),
        Decision::Refused(refused) => Err(refused.iter().map(|standing| standing.policy.name).collect()),
    }
}

async fn used(stores: &Stores, user: UserId, policy: Policy) -> u32 {
    let standings = stores.limits.standings(user, &[policy], noon()).await.unwrap();
    standings.iter().map(Standing::used).sum()
}

/// A quota can be used so often in a window, and anew in the next. Everybody has one of their own.
pub async fn a_quota_is_used_up_and_there_again_in_the_next_window(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let posts = policy(PolicyName::Posts, 2);
    assert_eq!(left(&take(stores, ada, &[posts]).await), Ok(vec![1]));
    assert_eq!(left(&take(stores, ada, &[posts]).await), Ok(vec![0]));
    let refused = take(stores, ada, &[posts]).await;
    assert_eq!(left(&refused), Err(vec![PolicyName::Posts]));
    let (Decision::Taken(standings) | Decision::Refused(standings)) = refused;
    assert_eq!(standings[0].resets_in, posts.window.left(posts.window.start(noon()), noon()));
    assert_eq!(used(stores, ada, posts).await, 2, "who is refused has used nothing");
    assert_eq!(left(&take(stores, bob, &[posts]).await), Ok(vec![1]));
    assert_eq!(left(&take(stores, ada, &[policy(PolicyName::Comments, 1)]).await), Ok(vec![0]));

    let later = noon() + TimeDelta::hours(1);
    let next = stores.limits.take(ada, &[posts], later).await.unwrap();
    assert_eq!(left(&next), Ok(vec![1]));
    // A node whose clock is behind finds the window that others have begun.
    assert_eq!(left(&take(stores, ada, &[posts]).await), Ok(vec![0]));
    assert_eq!(left(&stores.limits.take(ada, &[posts], later).await.unwrap()), Err(vec![PolicyName::Posts]));
    assert_eq!(left(&take(stores, ada, &[policy(PolicyName::Likes, 0)]).await), Err(vec![PolicyName::Likes]));
}

/// Where one of several limits is used up, nothing is taken from the others.
pub async fn several_limits_are_taken_from_together_or_not_at_all(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let (text, image) = (policy(PolicyName::AiText, 10), policy(PolicyName::AiImage, 2));
    for remaining in [[9, 1], [8, 0]] {
        assert_eq!(left(&take(stores, ada, &[text, image]).await), Ok(remaining.to_vec()));
    }
    for _ in 0..5 {
        assert_eq!(left(&take(stores, ada, &[text, image]).await), Err(vec![PolicyName::AiImage]));
        assert_eq!(left(&take(stores, ada, &[image, text]).await), Err(vec![PolicyName::AiImage]));
    }
    assert_eq!((used(stores, ada, text).await, used(stores, ada, image).await), (2, 2));
    assert_eq!(left(&take(stores, ada, &[text]).await), Ok(vec![7]));
}

/// What is given back can be used again, in the same window and once.
pub async fn a_use_is_given_back_to_its_window(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let posts = policy(PolicyName::Posts, 2);
    let (now, later) = (noon(), noon() + TimeDelta::hours(1));
    stores.limits.give_back(ada, &[posts], now).await.unwrap();
    assert_eq!(left(&take(stores, ada, &[posts]).await), Ok(vec![1]), "there was nothing to give back");
    stores.limits.give_back(ada, &[posts], now).await.unwrap();
    assert_eq!(used(stores, ada, posts).await, 0);
    take(stores, ada, &[posts]).await;
    stores.limits.take(ada, &[posts], later).await.unwrap();
    stores.limits.give_back(ada, &[posts], now).await.unwrap();
    assert_eq!(left(&stores.limits.take(ada, &[posts], later).await.unwrap()), Ok(vec![0]), "that window is over");
}

/// However many take at once, a window is used exactly as often as its quota says.
pub async fn a_hundred_at_once_get_what_the_quota_has(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let (posts, text) = (policy(PolicyName::Posts, 10), policy(PolicyName::AiText, 7));
    let takes = join_all((0..100).map(|_| take(stores, ada, std::slice::from_ref(&posts)))).await;
    assert_eq!(takes.iter().filter(|decision| left(decision).is_ok()).count(), 10);
    assert_eq!(used(stores, ada, posts).await, 10);

    let image = policy(PolicyName::AiImage, 1_000);
    let both = [text, image];
    let takes = join_all((0..100).map(|_| take(stores, ada, &both))).await;
    assert_eq!(takes.iter().filter(|decision| left(decision).is_ok()).count(), 7);
    assert_eq!((used(stores, ada, text).await, used(stores, ada, image).await), (7, 7));
}

/// Nothing counts for somebody who is gone, and nothing breaks.
pub async fn somebody_who_is_gone_uses_nothing(stores: &Stores) {
    let nobody = UserId(crate::fixtures::id(99));
    assert!(left(&take(stores, nobody, &[policy(PolicyName::Posts, 1)]).await).is_ok());
    assert_eq!(used(stores, nobody, policy(PolicyName::Posts, 1)).await, 0);
}
