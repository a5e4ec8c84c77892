//! Laws of lists of gigs.

use chrono::TimeDelta;
use vibeslop_domain::{
    catalog::TagName,
    gigs::{Gig, GigDraft, GigOrder, GigStatus, GigTerms},
    ids::{GigId, StackId, UserId},
    page::{Limit, Offset, Start},
};
use vibeslop_ports::gigs::{GigFilter, GigList, GigStart};

use super::{all, bid, first, offer, some, titles};
use crate::{
    contracts::Stores,
    fixtures::{id, new_bid, new_gig, noon},
};

/// A gig of this budget, the older the higher its number.
fn priced(number: u128, owner: UserId, min: Option<i64>, max: Option<i64>) -> Gig {
    let draft = GigDraft {
        title: Some(format!("{number}")),
        description: Some("x".to_owned()),
        budget_min: Some(min),
        budget_max: Some(max),
        ..GigDraft::default()
    };
    let at = noon() - TimeDelta::minutes(i64::try_from(number).unwrap());
    Gig::create(GigId(id(number)), owner, GigTerms::new(&draft, at).unwrap(), at)
}

/// Those without a budget come last, one-sided ones by the end that they have, and no page loses or repeats a gig.
pub async fn gigs_are_listed_in_four_orders_and_whole_pages(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let offered = [
        priced(20, ada, None, None),
        priced(21, ada, Some(100), Some(900)),
        priced(22, ada, Some(500), None),
        priced(23, ada, None, Some(300)),
        priced(24, ada, Some(100), Some(900)),
    ];
    for gig in &offered {
        offer(stores, gig).await;
    }
    bid(stores, &new_bid(id(30), &offered[3], bob, noon())).await;
    for (order, expected) in [
        (GigOrder::Newest, ["20", "21", "22", "23", "24"]),
        (GigOrder::BudgetHigh, ["21", "24", "22", "23", "20"]),
        (GigOrder::BudgetLow, ["21", "24", "23", "22", "20"]),
        (GigOrder::Bids, ["23", "20", "21", "22", "24"]),
    ] {
        assert_eq!(titles(stores, &GigList { order, ..all() }, None).await, expected, "{order:?}");
        let mut walked = Vec::new();
        let mut list = GigList { order, limit: Limit::clamped(2, 100), ..all() };
        loop {
            let page = stores.gigs.list(&list, None).await.unwrap();
            walked.extend(page.items.into_iter().map(|gig| gig.title));
            let Some(next) = page.next else { break };
            list.start = GigStart::Behind(next);
        }
        assert_eq!(walked, expected, "{order:?}");
        let skipped = GigList { order, start: GigStart::Skip(Offset::new(3).unwrap()), ..all() };
        assert_eq!(titles(stores, &skipped, None).await, expected[3..], "{order:?}");
    }
    let own = stores.gigs.own(ada, first(), Limit::clamped(3, 100)).await.unwrap();
    let next = stores.gigs.own(ada, Start::Behind(own.next.unwrap()), some()).await.unwrap();
    let walked: Vec<_> = own.items.iter().chain(&next.items).map(|gig| gig.title.as_str()).collect();
    assert_eq!(walked, ["20", "21", "22", "23", "24"]);
}

/// Each filter narrows, whatever is written in a text, and budgets are compared where they overlap.
pub async fn gigs_are_filtered_by_text_tags_and_budget(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    for gig in [
        priced(20, ada, Some(100), Some(200)),
        priced(21, ada, Some(300), None),
        priced(22, ada, None, Some(150)),
        new_gig(id(23), ada, "Make it 100%_fast", noon() - TimeDelta::hours(1)),
    ] {
        offer(stores, &gig).await;
    }
    let mut work = stores.begin().await;
    let rust = TagName::new("Rust").unwrap();
    let stacks = work.catalog().stacks_named(&[rust], &[StackId(id(50))]).await.unwrap();
    work.catalog().set_gig_stacks(GigId(id(21)), &[stacks[0].id]).await.unwrap();
    work.commit().await.unwrap();
    let found = async |filter: GigFilter| titles(stores, &GigList { filter, ..all() }, None).await;
    let none = GigFilter::default;
    let text = |text: &str| GigFilter { search: Some(text.to_owned()), ..none() };
    assert_eq!(found(text("MAKE it")).await, ["Make it 100%_fast"]);
    assert_eq!(found(text("100%_f")).await, ["Make it 100%_fast"]);
    assert!(found(text("1%")).await.is_empty(), "no pattern");
    let slug = stacks[0].slug.clone();
    assert_eq!(found(GigFilter { stacks: vec![slug.clone(), "unknown".to_owned()], ..none() }).await, ["21"]);
    assert!(found(GigFilter { stacks: vec![slug], tools: vec!["claude".to_owned()], ..none() }).await.is_empty());
    let budget = |min, max| GigFilter { min_budget: min, max_budget: max, ..none() };
    assert_eq!(found(budget(Some(160), None)).await, ["20", "21", "Make it 100%_fast"]);
    assert_eq!(found(budget(None, Some(250))).await, ["20", "22", "Make it 100%_fast"]);
    assert_eq!(found(budget(Some(120), Some(140))).await, ["20", "22", "Make it 100%_fast"]);
    assert_eq!(found(GigFilter { status: Some(GigStatus::Open), ..none() }).await.len(), 4);
    assert!(found(GigFilter { status: Some(GigStatus::Cancelled), ..none() }).await.is_empty());
    let view = stores.gigs.gig(GigId(id(21)), None).await.unwrap().unwrap();
    assert_eq!((view.stacks, view.tools.len()), (vec![stacks[0].slug.clone()], 0));
}
