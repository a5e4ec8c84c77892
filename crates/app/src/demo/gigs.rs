//! Gigs to look at, and bids on them.

use vibeslop_application::{Error, Services};
use vibeslop_domain::{
    gigs::{BidDraft, GigDraft},
    ids::UserId,
};

/// Work that somebody offers, and who would do it.
struct DemoGig {
    owner: &'static str,
    title: &'static str,
    description: &'static str,
    /// Cents.
    budget: (i64, i64),
    stacks: &'static [&'static str],
    /// Who asks how many cents, and says what.
    bids: &'static [(&'static str, i64, &'static str)],
}

const GIGS: [DemoGig; 3] = [
    DemoGig {
        owner: "sarahc",
        title: "A dark theme for a review dashboard",
        description: "Every view, every state. Contrast that a tired person can read.\n\n- tokens, not colours\n- no flash on load",
        budget: (80_000, 150_000),
        stacks: &["React", "Tailwind CSS"],
        bids: &[
            (
                "lunap",
                120_000,
                "I draw in the dark for a living and have themed two dashboards before, with tokens and tests.",
            ),
            (
                "jordanl",
                95_000,
                "I would begin with the flash on load, which is the hard part, and be done within two weeks.",
            ),
        ],
    },
    DemoGig {
        owner: "marcusj",
        title: "Make a slow import fast",
        description: "Two million rows of CSV take forty minutes. They should take two.",
        budget: (50_000, 90_000),
        stacks: &["Python", "PostgreSQL"],
        bids: &[(
            "jordanl",
            70_000,
            "COPY into a staging table, then one statement. I have done this often enough to promise it.",
        )],
    },
    DemoGig {
        owner: "lunap",
        title: "Sound for a generative canvas",
        description: "Sixteen sliders, and each of them should be heard.",
        budget: (30_000, 60_000),
        stacks: &["TypeScript"],
        bids: &[],
    },
];

/// Offers the gigs of those who are new, with the bids of those who are. Answers how many.
pub async fn offer(services: &Services, id_of: impl Fn(&str) -> Option<UserId>) -> Result<usize, Error> {
    let mut offered = 0;
    for gig in &GIGS {
        // Whoever was there before has their gigs already.
        let Some(owner) = id_of(gig.owner) else { continue };
        let id = services.gigs.create(owner, &gig_draft(gig)).await?.id;
        offered += 1;
        for (bidder, amount, proposal) in gig.bids {
            if let Some(bidder) = id_of(bidder) {
                services.gigs.place_bid(bidder, id, &bid_draft(*amount, proposal)).await?;
            }
        }
    }
    Ok(offered)
}

fn gig_draft(demo: &DemoGig) -> GigDraft {
    GigDraft {
        title: Some(demo.title.to_owned()),
        description: Some(demo.description.to_owned()),
        budget_min: Some(Some(demo.budget.0)),
        budget_max: Some(Some(demo.budget.1)),
        stacks: Some(demo.stacks.iter().map(|name| (*name).to_owned()).collect()),
        ..GigDraft::default()
    }
}

fn bid_draft(amount: i64, proposal: &str) -> BidDraft {
    BidDraft { amount: Some(amount), delivery_days: Some(14), proposal: Some(proposal.to_owned()), currency: None }
}
