//! Several limits at once.

use std::net::IpAddr;

use vibeslop_buckets::GovernorBuckets;
use vibeslop_domain::limits::{Decision, Policy, PolicyName, Window};
use vibeslop_ports::limits::{Bucket, BucketOwner, Buckets};

fn policy(name: PolicyName, quota: u32) -> Policy {
    Policy { name, quota, window: Window::MINUTE }
}

fn bucket(policy: PolicyName) -> Bucket {
    Bucket { policy, owner: BucketOwner::Address(IpAddr::from([192, 0, 2, 1])) }
}

fn left(decision: &Decision) -> Vec<(PolicyName, u32)> {
    let (Decision::Taken(standings) | Decision::Refused(standings)) = decision;
    standings.iter().map(|standing| (standing.policy.name, standing.remaining)).collect()
}

#[test]
fn a_refused_one_takes_nothing_from_the_others() {
    use PolicyName::{Address, SignIn};
    let buckets = GovernorBuckets::new(&[policy(Address, 10), policy(SignIn, 2)]);
    let both = [bucket(Address), bucket(SignIn)];
    assert_eq!(left(&buckets.take(&both)), [(Address, 9), (SignIn, 1)]);
    assert_eq!(left(&buckets.take(&both)), [(Address, 8), (SignIn, 0)]);
    for _ in 0..20 {
        let refused = buckets.take(&both);
        assert!(matches!(refused, Decision::Refused(_)));
        assert_eq!(left(&refused), [(SignIn, 0)]);
    }
    assert_eq!(left(&buckets.take(&[bucket(Address)])), [(Address, 7)]);
}

#[test]
fn a_limit_that_is_not_configured_limits_nothing() {
    let buckets = GovernorBuckets::new(&[]);
    for _ in 0..1_000 {
        assert_eq!(buckets.take(&[bucket(PolicyName::Address)]), Decision::Taken(Vec::new()));
    }
    assert_eq!(buckets.remembered(), 0);
}

#[test]
fn sweeping_keeps_what_is_in_use() {
    let buckets = GovernorBuckets::new(&[policy(PolicyName::Address, 2)]);
    let mine = [bucket(PolicyName::Address)];
    buckets.take(&mine);
    buckets.take(&mine);
    buckets.sweep();
    assert!(matches!(buckets.take(&mine), Decision::Refused(_)));
}
