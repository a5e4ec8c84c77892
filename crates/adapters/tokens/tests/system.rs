//! The machine's clock, identifiers and chance keep what their ports promise.

use std::collections::HashSet;

use chrono::Timelike;
use secrecy::ExposeSecret;
use vibeslop_ports::environment::{Clock, Entropy, Ids};
use vibeslop_tokens::{SystemClock, SystemEntropy, SystemIds};

#[test]
fn the_time_has_no_more_digits_than_the_database_keeps() {
    let before = std::time::SystemTime::now();
    let now = SystemClock.now();
    assert_eq!(now.nanosecond() % 1_000, 0);
    let apart = (now - chrono::DateTime::<chrono::Utc>::from(before)).num_seconds().abs();
    assert!(apart < 5, "{apart} s");
}

#[test]
fn identifiers_sort_in_the_order_in_which_they_were_given() {
    let ids: Vec<_> = std::iter::repeat_with(|| SystemIds.next()).take(10_000).collect();
    assert!(ids.is_sorted_by(|one, other| one < other));
    assert!(ids.iter().all(|id| id.get_version_num() == 7));
}

#[test]
fn secrets_are_long_fit_for_an_address_and_never_the_same() {
    let secrets: HashSet<String> =
        std::iter::repeat_with(|| SystemEntropy.secret().expose_secret().to_owned()).take(1_000).collect();
    assert_eq!(secrets.len(), 1_000);
    for secret in &secrets {
        assert_eq!(secret.len(), 43);
        assert!(secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    }
    let numbers: HashSet<u32> = std::iter::repeat_with(|| SystemEntropy.number()).take(100).collect();
    assert!(numbers.len() > 90);
}
