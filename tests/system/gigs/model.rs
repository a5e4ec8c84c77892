//! Random people do random things with gigs. Whatever the order, each is answered as the table of states says, what is
//! stored is what that table makes of it, and no rule that holds at all times is ever broken.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use vibeslop_application::Error;
use vibeslop_domain::{
    gigs::{BidDraft, GigDraft, ReviewDraft},
    ids::{BidId, GigId, UserId},
};
use vibeslop_testkit::app::TestApp;

use super::BROKEN;

/// Person 0 owns the gig.
const PEOPLE: usize = 4;

#[derive(Debug, Clone, Copy)]
enum Deed {
    Bid,
    ChangeBid,
    Withdraw(usize),
    Hire(usize),
    Edit,
    Cancel,
    Complete,
    Review,
}

fn deeds() -> impl Strategy<Value = Vec<(usize, Deed)>> {
    let person = 0..PEOPLE;
    let deed = prop_oneof![
        6 => Just(Deed::Bid),
        1 => Just(Deed::ChangeBid),
        2 => (0..PEOPLE).prop_map(Deed::Withdraw),
        3 => (0..PEOPLE).prop_map(Deed::Hire),
        1 => Just(Deed::Edit),
        1 => Just(Deed::Cancel),
        2 => Just(Deed::Complete),
        4 => Just(Deed::Review),
    ];
    // The owner is as busy as all others together, or few gigs would come anywhere.
    let actor = prop_oneof![Just(0), person];
    let random = prop::collection::vec((actor, deed), 1..24);
    // Every other gig is on its way to the end, whatever happens in between: by chance alone few would get there.
    (any::<bool>(), random).prop_map(|(is_on_its_way, mut deeds)| {
        if is_on_its_way {
            for (place, deed) in [(0, (1, Deed::Bid)), (2, (0, Deed::Hire(1))), (4, (0, Deed::Complete))] {
                deeds.insert(place.min(deeds.len()), deed);
            }
        }
        deeds
    })
}

/// The table of states, as the contract writes it.
#[derive(Debug)]
struct Model {
    status: &'static str,
    bids: BTreeMap<usize, &'static str>,
    hired: Option<usize>,
    reviews: BTreeSet<usize>,
}

impl Model {
    fn new() -> Self {
        Self { status: "open", bids: BTreeMap::new(), hired: None, reviews: BTreeSet::new() }
    }

    fn reject_pending(&mut self) {
        for bid in self.bids.values_mut().filter(|bid| **bid == "pending") {
            *bid = "rejected";
        }
    }

    /// What becomes of a deed: nothing, or a code.
    fn expect(&mut self, person: usize, deed: Deed) -> Result<(), &'static str> {
        let is_owner = person == 0;
        match deed {
            Deed::Bid if self.status != "open" => Err("gig_not_open"),
            Deed::Bid if is_owner => Err("cannot_bid_on_own_gig"),
            Deed::Bid if self.bids.get(&person).is_some_and(|bid| *bid != "withdrawn") => Err("already_bid"),
            Deed::Bid => {
                self.bids.insert(person, "pending");
                Ok(())
            }
            Deed::ChangeBid => match self.bids.get(&person) {
                None => Err("not_found"),
                Some(&"pending") => Ok(()),
                Some(_) => Err("bid_not_pending"),
            },
            Deed::Withdraw(whose) => match self.bids.get_mut(&whose) {
                None => Err("not_found"),
                Some(_) if whose != person => Err("forbidden"),
                Some(bid) if *bid == "pending" => {
                    *bid = "withdrawn";
                    Ok(())
                }
                Some(_) => Err("bid_not_pending"),
            },
            Deed::Hire(_) | Deed::Edit | Deed::Cancel | Deed::Complete if !is_owner => Err("forbidden"),
            Deed::Hire(_) | Deed::Edit | Deed::Cancel if self.status != "open" => Err("gig_not_open"),
            Deed::Hire(whose) => match self.bids.get_mut(&whose) {
                None => Err("not_found"),
                Some(bid) if *bid == "pending" => {
                    *bid = "accepted";
                    (self.status, self.hired) = ("in_progress", Some(whose));
                    self.reject_pending();
                    Ok(())
                }
                Some(_) => Err("bid_not_pending"),
            },
            Deed::Edit => Ok(()),
            Deed::Cancel => {
                self.status = "cancelled";
                self.reject_pending();
                Ok(())
            }
            Deed::Complete if self.status != "in_progress" => Err("gig_not_in_progress"),
            Deed::Complete => {
                self.status = "completed";
                Ok(())
            }
            Deed::Review if !is_owner && self.hired != Some(person) => Err("forbidden"),
            Deed::Review if self.status != "completed" => Err("gig_not_completed"),
            Deed::Review => {
                if self.reviews.insert(person) {
                    Ok(())
                } else {
                    Err("already_reviewed")
                }
            }
        }
    }

    /// Status, bids that count, how each bid stands, how many reviews.
    fn summary(&self) -> String {
        let counted = self.bids.values().filter(|bid| **bid != "withdrawn").count();
        let bids: Vec<String> = self.bids.iter().map(|(person, bid)| format!("{person}:{bid}")).collect();
        format!("{} {counted} [{}] {}", self.status, bids.join(","), self.reviews.len())
    }
}

fn gig_draft() -> GigDraft {
    GigDraft { title: Some("Port".to_owned()), description: Some("It".to_owned()), ..GigDraft::default() }
}

fn bid_draft() -> BidDraft {
    BidDraft { amount: Some(100), delivery_days: Some(1), proposal: Some("x".repeat(50)), currency: None }
}

struct Play<'a> {
    app: &'a TestApp,
    people: &'a [UserId],
    gig: GigId,
    bids: BTreeMap<usize, BidId>,
}

impl Play<'_> {
    async fn act(&mut self, person: usize, deed: Deed) -> Result<(), Error> {
        let (gigs, gig, who) = (&self.app.services.gigs, self.gig, self.people[person]);
        // A bid that nobody has made.
        let bid_of = |person: &usize| self.bids.get(person).copied().unwrap_or(BidId(self.gig.0));
        match deed {
            Deed::Bid => {
                let placed = gigs.place_bid(who, gig, &bid_draft()).await?;
                self.bids.insert(person, placed.id);
                Ok(())
            }
            Deed::ChangeBid => gigs.change_bid(who, gig, bid_of(&person), &bid_draft()).await.map(drop),
            Deed::Withdraw(whose) => gigs.withdraw_bid(who, gig, bid_of(&whose)).await,
            Deed::Hire(whose) => gigs.hire(who, gig, bid_of(&whose)).await.map(drop),
            Deed::Edit => gigs.update(who, gig, &gig_draft()).await.map(drop),
            Deed::Cancel => gigs.cancel(who, gig).await.map(drop),
            Deed::Complete => gigs.complete(who, gig).await.map(drop),
            Deed::Review => gigs.review(who, gig, &ReviewDraft { rating: Some(5), content: None }).await.map(drop),
        }
    }
}

fn code(error: &Error) -> &'static str {
    match error {
        Error::Refused { code, .. } | Error::Forbidden { code, .. } => code,
        Error::NotFound(_) => "not_found",
        other => panic!("{other:?}"),
    }
}

async fn play(app: &TestApp, people: &[UserId], deeds: &[(usize, Deed)]) -> Result<(), TestCaseError> {
    let gig = app.services.gigs.create(people[0], &gig_draft()).await.unwrap().id;
    let mut play = Play { app, people, gig, bids: BTreeMap::new() };
    let mut model = Model::new();
    for (person, deed) in deeds {
        let expected = model.expect(*person, *deed);
        let done = play.act(*person, *deed).await;
        prop_assert_eq!(done.as_ref().map_err(code).copied(), expected, "{} {:?}", person, deed);
    }
    let stored = app
        .texts(&format!(
            "SELECT concat_ws(' ', g.status, g.bids_count,
                '[' || coalesce((SELECT string_agg(right(u.username, 1) || ':' || b.status, ',' ORDER BY u.username)
                    FROM bids b JOIN users u ON u.id = b.user_id WHERE b.gig_id = g.id), '') || ']',
                (SELECT count(*) FROM gig_reviews r WHERE r.gig_id = g.id))
             FROM gigs g WHERE g.id = '{gig}'"
        ))
        .await;
    prop_assert_eq!(stored, vec![model.summary()]);
    prop_assert_eq!(app.texts(BROKEN).await, vec!["0".to_owned()]);
    Ok(())
}

#[test]
fn whatever_people_do_with_gigs_the_table_of_states_holds() {
    vibeslop_testkit::postgres_only!();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (app, people) = runtime.block_on(async {
        let app = TestApp::start().await;
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            people.push(app.person(&format!("person_{number}")).await.id());
        }
        (app, people)
    });
    let mut config = ProptestConfig::with_cases(96);
    config.failure_persistence = None;
    proptest!(config, |(deeds in deeds())| runtime.block_on(play(&app, &people, &deeds))?);
    // They came far enough for this to mean something.
    let completed = runtime.block_on(app.texts("SELECT count(*)::text FROM gig_reviews"));
    assert_ne!(completed, ["0"]);
    let _guard = runtime.enter();
    drop(app);
}
