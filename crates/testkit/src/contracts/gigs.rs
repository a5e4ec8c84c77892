//! Laws of the gig ports.

mod lists;

pub use lists::{gigs_are_filtered_by_text_tags_and_budget, gigs_are_listed_in_four_orders_and_whole_pages};

use chrono::TimeDelta;
use vibeslop_domain::{
    accounts::Username,
    gigs::{Bid, BidStatus, Gig, GigDraft, GigOrder, GigState, GigStatus, GigTerms, Review, ReviewDraft, ReviewTerms},
    ids::{BidId, GigId, ReviewId, UserId},
    page::{Limit, Offset, Start},
    social::{Relation, Tie},
};
use vibeslop_ports::gigs::{GigFilter, GigList, GigStart, InsertBidError, InsertReviewError, ReviewsOfPersonView};

use super::Stores;
use crate::fixtures::{id, new_bid, new_gig, noon};

fn some() -> Limit {
    Limit::clamped(10, 100)
}

fn first() -> Start {
    Start::Skip(Offset::default())
}

fn all() -> GigList {
    GigList {
        filter: GigFilter::default(),
        order: GigOrder::Newest,
        start: GigStart::Skip(Offset::default()),
        limit: some(),
    }
}

async fn offer(stores: &Stores, gig: &Gig) {
    let mut work = stores.begin().await;
    work.gigs().insert(gig).await.unwrap();
    work.commit().await.unwrap();
}

async fn bid(stores: &Stores, bid: &Bid) {
    let mut work = stores.begin().await;
    work.gigs().lock(bid.gig).await.unwrap().unwrap();
    work.gigs().insert_bid(bid).await.unwrap();
    work.commit().await.unwrap();
}

/// Hires this bid, and answers whose bids were rejected.
async fn hire(stores: &Stores, gig: GigId, bid: BidId) -> Vec<UserId> {
    let mut work = stores.begin().await;
    let open = work.gigs().lock(gig).await.unwrap().unwrap().open().unwrap();
    let locked = work.gigs().lock_bid(gig, bid).await.unwrap().unwrap();
    assert!(locked.is_active && !locked.blocked);
    let (gig, accepted) = open.hire(locked.bid.pending().unwrap()).unwrap();
    work.gigs().update_bid(&accepted, noon()).await.unwrap();
    work.gigs().move_on(&gig, GigStatus::Open, noon()).await.unwrap();
    let rejected = work.gigs().reject_pending(gig.id, noon()).await.unwrap();
    work.commit().await.unwrap();
    rejected
}

async fn titles(stores: &Stores, list: &GigList, viewer: Option<UserId>) -> Vec<String> {
    stores.gigs.list(list, viewer).await.unwrap().items.into_iter().map(|gig| gig.title).collect()
}

/// What is stored is what is read, by a lock and by a query, after a change too.
pub async fn a_gig_comes_back_as_it_was_stored(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let draft = GigDraft {
        title: Some("Port".to_owned()),
        description: Some("It".to_owned()),
        budget_min: Some(Some(5)),
        budget_max: Some(Some(10_000_000_000)),
        currency: Some("EUR".to_owned()),
        deadline: Some(Some("2026-03-01".to_owned())),
        ..GigDraft::default()
    };
    let mut gig = Gig::create(GigId(id(20)), ada, GigTerms::new(&draft, noon()).unwrap(), noon());
    offer(stores, &gig).await;
    let mut work = stores.begin().await;
    assert_eq!(work.gigs().lock(gig.id).await.unwrap().as_ref(), Some(&gig));
    assert_eq!(work.gigs().lock(GigId(id(21))).await.unwrap(), None);
    "Port two".clone_into(&mut gig.title);
    gig.deadline = None;
    work.gigs().update(&gig, noon() + TimeDelta::hours(1)).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(stores.begin().await.gigs().lock(gig.id).await.unwrap().as_ref(), Some(&gig));
    let view = stores.gigs.gig(gig.id, None).await.unwrap().unwrap();
    assert_eq!((view.title.as_str(), view.budget_min, view.budget_max), ("Port two", Some(5), Some(10_000_000_000)));
    assert_eq!((view.currency.as_str(), view.deadline, view.status), ("EUR", None, GigStatus::Open));
    assert_eq!((view.created_at, view.updated_at), (noon(), noon() + TimeDelta::hours(1)));
    assert_eq!((view.owner.id, view.hired_bid), (ada, None));
}

/// Whoever comes second is told, and the counter follows what counts.
pub async fn a_person_has_one_bid_on_a_gig(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let gig = new_gig(id(20), ada, "Port", noon());
    offer(stores, &gig).await;
    let one = new_bid(id(30), &gig, bob, noon());
    bid(stores, &one).await;
    let mut work = stores.begin().await;
    let place = work.gigs().lock_place(gig.id, bob).await.unwrap().unwrap();
    assert_eq!((&place.gig, place.blocked, place.earlier.as_ref()), (&gig, false, Some(&one)));
    let second = work.gigs().insert_bid(&new_bid(id(31), &gig, bob, noon())).await;
    assert!(matches!(second, Err(InsertBidError::AlreadyBid)), "{second:?}");
    let withdrawn = one.clone().pending().unwrap().withdraw();
    work.gigs().update_bid(&withdrawn, noon()).await.unwrap();
    work.commit().await.unwrap();
    let count = async || stores.gigs.gig(gig.id, None).await.unwrap().unwrap().bids_count;
    assert_eq!(count().await, 0);
    let mut work = stores.begin().await;
    work.gigs().update_bid(&one, noon()).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(count().await, 1);
    assert!(stores.begin().await.gigs().lock_place(gig.id, UserId(id(99))).await.unwrap().is_none(), "nobody");
    assert!(stores.begin().await.gigs().lock_bid(GigId(id(21)), one.id).await.unwrap().is_none(), "another gig's");
}

/// The accepted bid shows on the gig; all who waited are rejected, and answered.
pub async fn a_hired_gig_names_its_bid_and_rejects_the_others(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let (bob, cleo) = (stores.person(2, "bob").await, stores.person(3, "cleo").await);
    let gig = new_gig(id(20), ada, "Port", noon());
    offer(stores, &gig).await;
    for (number, bidder) in [(30, bob), (31, cleo)] {
        bid(stores, &new_bid(id(number), &gig, bidder, noon())).await;
    }
    assert_eq!(hire(stores, gig.id, BidId(id(30))).await, [cleo]);
    let view = stores.gigs.gig(gig.id, None).await.unwrap().unwrap();
    let hired = view.hired_bid.unwrap();
    assert_eq!((view.status, hired.bidder.id, hired.status), (GigStatus::InProgress, bob, BidStatus::Accepted));
    let stored = stores.begin().await.gigs().lock(gig.id).await.unwrap().unwrap();
    assert_eq!(stored.state.hired().map(|hired| hired.bidder), Some(bob));
    let seen = async |viewer| {
        let bids = stores.gigs.bids(gig.id, viewer).await.unwrap().unwrap();
        bids.into_iter().map(|bid| (bid.bidder.id, bid.status)).collect::<Vec<_>>()
    };
    assert_eq!(seen(ada).await, [(cleo, BidStatus::Rejected), (bob, BidStatus::Accepted)], "newest first");
    assert_eq!(seen(bob).await, [(bob, BidStatus::Accepted)], "their own alone");
    assert!(stores.gigs.bids(GigId(id(21)), ada).await.unwrap().is_none());
    let own = stores.gigs.own_bids(cleo, first(), some()).await.unwrap();
    assert_eq!(
        own.items.iter().map(|own| (own.bid.status, own.gig.id)).collect::<Vec<_>>(),
        [(BidStatus::Rejected, gig.id)]
    );
    let own = stores.gigs.own(ada, first(), some()).await.unwrap();
    assert_eq!(own.items.iter().filter_map(|gig| gig.hired_bid.as_ref()).count(), 1);
    assert!(titles(stores, &all(), None).await == ["Port"]);
    let listed = stores.gigs.list(&all(), None).await.unwrap();
    assert!(listed.items.iter().all(|gig| gig.hired_bid.is_none()), "lists are without");
    let mut work = stores.begin().await;
    let again = Gig { state: GigState::Cancelled, ..gig };
    assert!(work.gigs().move_on(&again, GigStatus::Open, noon()).await.is_err(), "it is not open any more");
}

/// Once each, and both are read with what they were given.
pub async fn a_review_is_written_once_by_each(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let gig = new_gig(id(20), ada, "Port", noon());
    offer(stores, &gig).await;
    bid(stores, &new_bid(id(30), &gig, bob, noon())).await;
    hire(stores, gig.id, BidId(id(30))).await;
    let mut work = stores.begin().await;
    let completed = work.gigs().lock(gig.id).await.unwrap().unwrap().running().unwrap().complete();
    work.gigs().move_on(&completed, GigStatus::InProgress, noon()).await.unwrap();
    let review = |number: u128, reviewer, stars| -> Review {
        let draft = ReviewDraft { rating: Some(stars), content: Some(format!("{stars} stars")) };
        let terms = ReviewTerms::new(&draft).unwrap();
        completed.completed().unwrap().review(ReviewId(id(number)), reviewer, terms, noon()).unwrap()
    };
    work.gigs().insert_review(&review(40, ada, 5)).await.unwrap();
    let second = work.gigs().insert_review(&review(41, ada, 1)).await;
    assert!(matches!(second, Err(InsertReviewError::AlreadyReviewed)), "{second:?}");
    work.gigs().insert_review(&review(42, bob, 4)).await.unwrap();
    work.commit().await.unwrap();
    let both = stores.gigs.reviews(gig.id, None).await.unwrap().unwrap();
    assert_eq!(both.iter().map(|review| (review.reviewer.id, review.rating)).collect::<Vec<_>>(), [(bob, 4), (ada, 5)]);
    assert!(stores.gigs.reviews(GigId(id(21)), None).await.unwrap().is_none());
    let name = |name: &str| Username::sought(name).unwrap();
    let ReviewsOfPersonView { page, rating } =
        stores.gigs.reviews_of(&name("bob"), first(), some(), None).await.unwrap().unwrap();
    assert_eq!((page.items.len(), rating.count), (1, 1));
    assert!((rating.average - 5.0).abs() < f64::EPSILON);
    assert_eq!(page.items[0].content.as_deref(), Some("5 stars"));
    stores.person(3, "cleo").await;
    let ReviewsOfPersonView { page, rating } =
        stores.gigs.reviews_of(&name("cleo"), first(), some(), None).await.unwrap().unwrap();
    assert_eq!((page.items.len(), rating.count), (0, 0));
    assert!(stores.gigs.reviews_of(&name("nobody"), first(), some(), None).await.unwrap().is_none());
}

/// A block hides gigs and bids from both, but not what the two had begun.
pub async fn what_hidden_people_offer_is_not_there(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let (bob, cleo) = (stores.person(2, "bob").await, stores.person(3, "cleo").await);
    let (begun, open) = (new_gig(id(20), ada, "Begun", noon()), new_gig(id(21), ada, "Open", noon()));
    for gig in [&begun, &open] {
        offer(stores, gig).await;
        bid(stores, &new_bid(id(30 + gig.id.0.as_u128() % 2), gig, bob, noon())).await;
    }
    bid(stores, &new_bid(id(32), &open, cleo, noon())).await;
    let bid_on = |gig: &Gig| BidId(id(30 + gig.id.0.as_u128() % 2));
    hire(stores, begun.id, bid_on(&begun)).await;
    let mut work = stores.begin().await;
    assert!(work.social().tie(Tie { relation: Relation::Blocks, person: bob, other: ada }, noon()).await.unwrap());
    work.commit().await.unwrap();
    assert!(titles(stores, &all(), Some(bob)).await.is_empty());
    assert_eq!(titles(stores, &all(), Some(cleo)).await.len(), 2);
    assert!(stores.gigs.gig(open.id, Some(bob)).await.unwrap().is_none());
    for viewer in [ada, bob] {
        let begun = stores.gigs.gig(begun.id, Some(viewer)).await.unwrap().unwrap();
        assert_eq!(begun.hired_bid.map(|bid| bid.bidder.id), Some(bob), "what was begun can be ended");
    }
    let seen: Vec<_> = stores.gigs.bids(open.id, ada).await.unwrap().unwrap();
    assert_eq!(seen.iter().map(|bid| bid.bidder.id).collect::<Vec<_>>(), [cleo]);
    let own = stores.gigs.own_bids(bob, first(), some()).await.unwrap();
    assert_eq!(own.items.iter().map(|own| own.gig.id).collect::<Vec<_>>(), [begun.id]);
    let place = stores.begin().await.gigs().lock_place(open.id, bob).await.unwrap().unwrap();
    assert!(place.blocked);
    assert!(stores.begin().await.gigs().lock_bid(open.id, bid_on(&open)).await.unwrap().unwrap().blocked);
    assert!(stores.gigs.bids(open.id, bob).await.unwrap().is_none());
}

/// Once a day and key. What is not there is no error.
pub async fn a_view_counts_once_a_day_and_not_for_the_owner(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let gig = new_gig(id(20), ada, "Port", noon());
    offer(stores, &gig).await;
    let today = noon().date_naive();
    let tomorrow = today.succ_opt().unwrap();
    for (gig, person, key, day, expected) in [
        (gig.id, None, 1, today, 1),
        (gig.id, None, 1, today, 1),
        (gig.id, None, 2, today, 2),
        (gig.id, None, 1, tomorrow, 3),
        (gig.id, Some(ada), 3, today, 3),
        (GigId(id(21)), None, 1, today, 3),
    ] {
        stores.gigs.see(gig, person, [key; 32], day).await.unwrap();
        let views = stores.gigs.gig(GigId(id(20)), None).await.unwrap().unwrap().views_count;
        assert_eq!(views, expected, "{key} {day}");
    }
}
