use vibeslop_domain::limits::Window;
use vibeslop_ports::{
    StoreError,
    limits::Unlimited,
    mocks::{MockBuckets, MockLimitStore},
};

use super::*;
use crate::fixtures::{ADA, SetClock, now, spawnable, store_away};

const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

fn limits(store: MockLimitStore, buckets: MockBuckets) -> Limits {
    Limits { store: Arc::new(store), buckets: Arc::new(buckets), clock: SetClock::new(), quotas: Quotas::default() }
}

fn standing(name: PolicyName, remaining: u32, seconds: u64) -> Standing {
    Standing { policy: Quotas::default().policy(name), remaining, resets_in: Duration::from_secs(seconds) }
}

#[tokio::test]
async fn an_action_counts_towards_its_own_limit_at_the_time_of_the_clock() {
    for action in Action::ALL {
        let mut store = MockLimitStore::new();
        store
            .expect_take()
            .withf(move |user, policies, at| {
                let names: Vec<PolicyName> = policies.iter().map(|policy| policy.name).collect();
                *user == ADA && *at == now() && names == action.policies()
            })
            .times(1)
            .returning(|_, _, _| Ok(Decision::Taken(Vec::new())));
        limits(store, MockBuckets::new()).admit(ADA, action).await.unwrap();
    }
}

#[tokio::test]
async fn a_refusal_tells_all_that_forbid_it_and_waits_for_the_last() {
    let mut store = MockLimitStore::new();
    let refused = vec![standing(PolicyName::AiText, 0, 60), standing(PolicyName::AiImage, 0, 1_800)];
    store.expect_take().return_once({
        let refused = refused.clone();
        |_, _, _| Ok(Decision::Refused(refused))
    });
    let error = limits(store, MockBuckets::new()).admit(ADA, Action::WriteText).await.unwrap_err();
    let Error::Limited { code: "rate_limited", message, retry_after, violated } = error else { panic!("{error:?}") };
    assert_eq!((retry_after, violated), (Duration::from_mins(30), refused));
    assert_eq!(message, "That was too often. Please try again in 30 minutes");
}

#[tokio::test]
async fn who_is_in_the_way_is_waited_for() {
    let mut store = MockLimitStore::new();
    let mut turns = [Err(StoreError::Contended("deadlock".into())), Ok(Decision::Taken(Vec::new()))].into_iter();
    store.expect_take().times(2).returning(move |_, _, _| turns.next().unwrap());
    limits(store, MockBuckets::new()).admit(ADA, Action::Post).await.unwrap();
}

#[tokio::test]
async fn what_was_taken_is_given_back_to_the_window_that_it_was_taken_from() {
    let mut store = MockLimitStore::new();
    store.expect_take().return_once(|_, _, _| Ok(Decision::Taken(vec![standing(PolicyName::AiText, 9, 60)])));
    store
        .expect_give_back()
        .withf(|user, policies, at| {
            *user == ADA && *at == now() && matches!(policies, [policy] if policy.name == PolicyName::AiText)
        })
        .times(1)
        .returning(|_, _, _| Ok(()));
    let limits = limits(store, MockBuckets::new());
    let admission = limits.admit(ADA, Action::WriteText).await.unwrap();
    assert_eq!(limits.give_back(admission).await, [standing(PolicyName::AiText, 10, 60)]);
}

#[tokio::test]
async fn what_cannot_be_given_back_counts() {
    let mut store = MockLimitStore::new();
    store.expect_take().return_once(|_, _, _| Ok(Decision::Taken(vec![standing(PolicyName::Posts, 4, 60)])));
    store.expect_give_back().returning(|_, _, _| Err(store_away()));
    let limits = limits(store, MockBuckets::new());
    let admission = limits.admit(ADA, Action::Post).await.unwrap();
    assert_eq!(limits.give_back(admission).await, [standing(PolicyName::Posts, 4, 60)]);
}

#[test]
fn a_request_takes_from_the_bucket_of_its_person_or_else_of_its_address() {
    let of = |policy, owner| Bucket { policy, owner };
    let address = BucketOwner::Address(ADDRESS);
    for (user, signing_in, expected) in [
        (None, false, vec![of(PolicyName::Address, address)]),
        (None, true, vec![of(PolicyName::Address, address), of(PolicyName::SignIn, address)]),
        (Some(ADA), false, vec![of(PolicyName::User, BucketOwner::User(ADA))]),
        (Some(ADA), true, vec![of(PolicyName::User, BucketOwner::User(ADA)), of(PolicyName::SignIn, address)]),
    ] {
        let mut buckets = MockBuckets::new();
        let (taken, given) = (expected.clone(), expected);
        buckets.expect_take().withf(move |asked| asked == taken).return_once(|_| Decision::Taken(Vec::new()));
        buckets.expect_give_back().withf(move |back| back == given).times(1).return_const(());
        let limits = limits(MockLimitStore::new(), buckets);
        let passage = limits.admit_request(Caller { address: ADDRESS, user, signing_in }).unwrap();
        limits.undo_request(&passage);
    }
}

#[tokio::test]
async fn quotas_of_models_are_told_with_the_end_of_the_hour() {
    let mut store = MockLimitStore::new();
    store.expect_standings().return_once(|_, _, _| Ok(vec![standing(PolicyName::AiText, 7, 60)]));
    let quotas = limits(store, MockBuckets::new()).model_quotas(ADA).await.unwrap();
    let resets_at = Window::HOUR.end(now());
    assert_eq!(quotas.text, QuotaView { used: 3, remaining: 7, limit: 10, resets_at });
    assert_eq!(quotas.image, QuotaView { used: 0, remaining: 5, limit: 5, resets_at });
}

#[test]
fn a_wait_is_told_in_words() {
    for (seconds, words) in
        [(0, "a second"), (2, "2 seconds"), (89, "89 seconds"), (90, "2 minutes"), (3_600, "60 minutes")]
    {
        assert_eq!(in_words(Duration::from_secs(seconds)), words);
    }
    assert_eq!(in_words(Duration::from_millis(1_200)), "2 seconds");
}

const _: fn(&Limits) = |limits| spawnable(&limits.admit(ADA, Action::Post));

#[tokio::test]
async fn without_limits_everything_may_be_done() {
    let limits = Limits {
        store: Arc::new(Unlimited),
        buckets: Arc::new(Unlimited),
        clock: SetClock::new(),
        quotas: Quotas { posts: 0, ..Quotas::default() },
    };
    assert!(limits.admit(ADA, Action::Post).await.unwrap().standings.is_empty());
}
