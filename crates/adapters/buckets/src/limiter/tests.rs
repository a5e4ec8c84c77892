use std::{net::IpAddr, sync::Arc, time::Duration};

use governor::clock::FakeRelativeClock;
use proptest::prelude::*;
use vibeslop_domain::limits::{PolicyName, Window};

use super::*;

fn policy(quota: u32) -> Policy {
    Policy { name: PolicyName::Address, quota, window: Window::MINUTE }
}

fn limiter(quota: u32) -> (Limiter<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    (Limiter::with_clock(&policy(quota), clock.clone()).unwrap(), clock)
}

fn somebody(number: u8) -> BucketOwner {
    BucketOwner::Address(IpAddr::from([192, 0, 2, number]))
}

#[test]
fn a_bucket_holds_its_quota_and_fills_up_evenly() {
    let (limiter, clock) = limiter(3);
    for left in [2, 1, 0] {
        let standing = limiter.take(somebody(1)).unwrap();
        assert_eq!((standing.remaining, standing.resets_in), (left, Duration::from_secs(20) * (3 - left)));
    }
    let refused = limiter.take(somebody(1)).unwrap_err();
    assert_eq!((refused.remaining, refused.resets_in), (0, Duration::from_secs(20)));
    assert!(limiter.take(somebody(2)).is_ok(), "somebody else has a bucket of their own");

    clock.advance(Duration::from_secs(20));
    assert!(limiter.take(somebody(1)).is_ok());
    assert!(limiter.take(somebody(1)).is_err());
    clock.advance(Duration::from_hours(1));
    assert_eq!(limiter.take(somebody(1)).unwrap().remaining, 2, "it does not overflow");
}

#[test]
fn full_buckets_are_forgotten_and_others_are_not() {
    let (limiter, clock) = limiter(3);
    limiter.take(somebody(1)).unwrap();
    clock.advance(Duration::from_secs(50));
    for _ in 0..3 {
        limiter.take(somebody(2)).unwrap();
    }
    limiter.sweep();
    assert_eq!(limiter.remembered(), 1);
    assert!(limiter.take(somebody(2)).is_err());
    clock.advance(Duration::from_hours(2));
    limiter.sweep();
    assert_eq!(limiter.remembered(), 0);
}

#[test]
fn what_is_given_back_to_a_forgotten_bucket_overfills_it_not() {
    let (limiter, _clock) = limiter(2);
    limiter.give_back(somebody(1));
    assert_eq!(limiter.take(somebody(1)).unwrap().remaining, 1);
}

#[test]
fn a_quota_of_nothing_makes_no_bucket() {
    assert!(Limiter::new(&policy(0)).is_none());
}

#[test]
fn however_many_take_at_once_a_bucket_gives_its_quota() {
    let (limiter, _clock) = limiter(10);
    let limiter = Arc::new(limiter);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let limiter = Arc::clone(&limiter);
            std::thread::spawn(move || (0..25).filter(|_| limiter.take(somebody(1)).is_ok()).count())
        })
        .collect();
    let taken: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert_eq!(taken, 10);
}

proptest! {
    /// Whatever is taken and given back in between, a bucket stands as if that had never been.
    #[test]
    fn giving_back_undoes_a_take(quota in 1_u32..50, before in 0_u32..50, pause in 0_u64..60) {
        let (limiter, clock) = limiter(quota);
        for _ in 0..before.min(quota - 1) {
            limiter.take(somebody(1)).unwrap();
        }
        let first = limiter.take(somebody(1)).unwrap();
        limiter.give_back(somebody(1));
        let second = limiter.take(somebody(1)).unwrap();
        prop_assert_eq!(first, second);
        clock.advance(Duration::from_secs(pause));
        limiter.give_back(somebody(1));
        let third = limiter.take(somebody(1)).unwrap();
        prop_assert!(third.remaining < quota);
    }
}
