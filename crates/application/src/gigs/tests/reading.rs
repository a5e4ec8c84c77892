use std::sync::Mutex;

use vibeslop_domain::{
    gigs::{GigCursor, GigOrder, Onlooker},
    page::{Limit, Page},
};
use vibeslop_ports::gigs::{GigFilter, GigStart};

use super::*;
use crate::{Error, gigs::GigsRequest, page::PageRequest};

#[tokio::test]
async fn what_was_proposed_is_between_the_two_who_agreed_on_it() {
    let (gigs, _) = gigs([], reading());
    for (viewer, is_told) in [(None, false), (Some(CLEO), false), (Some(ADA), true), (Some(BOB), true)] {
        let proposal = gigs.gig(GIG, viewer).await.unwrap().hired_bid.unwrap().proposal;
        assert_eq!(!proposal.is_empty(), is_told, "{viewer:?}");
    }
}

#[tokio::test]
async fn a_walk_goes_on_in_its_own_order_alone() {
    let end = GigCursor { rank: 7, at: now(), id: GIG.0 };
    let mut queries = MockGigQueries::new();
    queries.expect_list().returning(move |list, _| {
        let next = if matches!(list.start, GigStart::Skip(_)) { Some(end) } else { None };
        Ok(Page { items: vec![gig_view()], next })
    });
    let (gigs, _) = gigs([], queries);
    let page = PageRequest { cursor: None, offset: 0, limit: Limit::clamped(20, 100) };
    let first = GigsRequest { filter: GigFilter::default(), order: GigOrder::Bids, page };
    let cursor = gigs.list(&first, None).await.unwrap().next_cursor;
    assert!(cursor.is_some());
    let second = GigsRequest { page: PageRequest { cursor, ..first.page.clone() }, ..first };
    assert_eq!(gigs.list(&second, None).await.unwrap().next_cursor, None);
    let other = gigs.list(&GigsRequest { order: GigOrder::Newest, ..second }, None).await;
    assert!(matches!(other, Err(Error::Malformed { code: "invalid_cursor", .. })), "{other:?}");
}

#[tokio::test]
async fn an_onlooker_is_one_a_day_and_gig_and_is_not_known_again_elsewhere() {
    let keys = Arc::new(Mutex::new(Vec::new()));
    let mut queries = MockGigQueries::new();
    let noted = Arc::clone(&keys);
    queries.expect_see().returning(move |_, person, key, _| {
        noted.lock().unwrap().push((person, key));
        Ok(())
    });
    let clock = SetClock::new();
    let (gigs, _) = gigs([], queries);
    let gigs = Gigs { clock: clock.clone(), ..gigs };
    let browser = |agent: &str| Onlooker::Browser { address: [127, 0, 0, 1].into(), user_agent: agent.to_owned() };
    for (gig, onlooker) in [
        (GIG, Onlooker::Person(BOB)),
        (GIG, Onlooker::Person(BOB)),
        (GIG, Onlooker::Person(CLEO)),
        (GIG, browser("one")),
        (GIG, browser("two")),
        (GigId(Uuid::nil()), Onlooker::Person(BOB)),
    ] {
        gigs.see(gig, &onlooker).await.unwrap();
    }
    clock.advance(chrono::TimeDelta::days(1));
    gigs.see(GIG, &Onlooker::Person(BOB)).await.unwrap();
    let keys = keys.lock().unwrap().clone();
    assert_eq!(keys[0], keys[1]);
    let different: std::collections::HashSet<_> = keys.iter().map(|(_, key)| key).collect();
    assert_eq!(different.len(), 6);
    assert_eq!((keys[0].0, keys[3].0), (Some(BOB), None));
}
