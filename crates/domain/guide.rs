//! A gig from its first draft to a review: everything that happens is a function of what is passed in.

use std::error::Error;

use vibeslop_domain::{
    chrono::{DateTime, TimeDelta},
    feed::{Engagement, for_you_score},
    gigs::{BidDraft, BidRefused, BidTerms, Gig, GigDraft, GigStatus, GigTerms, ReviewDraft, ReviewTerms},
    ids::{BidId, GigId, ReviewId, UserId},
    uuid::Uuid,
};

fn main() -> Result<(), Box<dyn Error>> {
    // Time and identifiers are yours: a clock and a generator in your service, constants in your tests.
    let now = DateTime::from_timestamp(1_750_000_000, 0).ok_or("a moment")?;
    let (ada, bob) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));

    // A draft holds what somebody sent. All that is wrong with it is told at once, by field.
    let nonsense = GigDraft { title: Some(String::new()), budget_min: Some(Some(-5)), ..GigDraft::default() };
    let wrong = GigTerms::new(&nonsense, now).unwrap_err();
    let fields: Vec<_> = wrong.fields().map(|(field, _)| field).collect();
    assert_eq!(fields, ["budget_min", "description", "title"]);

    // What comes out of a draft is valid, and stays valid: there is no other way to make one.
    let draft = GigDraft {
        title: Some("A planner for gardens".to_owned()),
        description: Some("Beds, seasons, neighbours that get along.".to_owned()),
        budget_max: Some(Some(120_000)),
        tools: Some(vec!["Claude".to_owned(), "claude".to_owned()]),
        ..GigDraft::default()
    };
    let terms = GigTerms::new(&draft, now)?;
    assert_eq!(terms.tools.len(), 1, "names that mean the same count once");
    let gig = Gig::create(GigId(Uuid::from_u128(10)), ada, terms, now);

    // States are types: only an open gig takes bids. A refusal has a sentence for people and a code for machines.
    let offer = BidDraft {
        amount: Some(90_000),
        delivery_days: Some(14),
        proposal: Some("I have planned three gardens, and the beans still talk to me.".to_owned()),
        ..BidDraft::default()
    };
    let open = gig.open()?;
    let own = open.place_bid(BidId(Uuid::from_u128(20)), ada, BidTerms::new(&offer)?, None, now);
    assert_eq!(own, Err(BidRefused::OwnGig));
    assert_eq!(BidRefused::OwnGig.code(), "cannot_bid_on_own_gig");
    let bid = open.place_bid(BidId(Uuid::from_u128(20)), bob, BidTerms::new(&offer)?, None, now)?;

    let (running, _accepted) = open.hire(bid.pending()?).ok_or("a bid on this gig")?;
    assert!(running.clone().open().is_err(), "nobody bids on a gig that is under way");
    let done = running.running()?.complete();
    assert_eq!(done.state.status(), GigStatus::Completed);

    let praise = ReviewTerms::new(&ReviewDraft { rating: Some(5), content: None })?;
    let review = done.completed()?.review(ReviewId(Uuid::from_u128(30)), ada, praise, now)?;
    assert_eq!(review.reviewee, bob);

    // Ranking is arithmetic over what you counted.
    let liked = Engagement { likes: 12, comments: 2, ..Engagement::default() };
    let fresh = for_you_score(&liked, now - TimeDelta::hours(1), now, false);
    let older = for_you_score(&liked, now - TimeDelta::hours(9), now, false);
    assert!(fresh > older);

    println!("A gig went from a draft to a review of {} stars.", review.terms.rating.get());
    Ok(())
}
