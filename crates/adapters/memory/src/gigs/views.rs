use vibeslop_domain::{gigs::Review, ids::UserId, money::Cents};
use vibeslop_ports::gigs::{BidView, GigView, ReviewView, UserCardView};

use super::rows::{BidRow, GigRow};
use crate::{accounts::rows::UserRow, world::World};

impl UserRow {
    /// The person as somebody who offers work, or does it.
    fn card(&self) -> UserCardView {
        UserCardView {
            id: self.id,
            username: self.username.as_str().to_owned(),
            display_name: self.display_name.clone(),
            avatar_url: self.avatar_url.clone(),
            bio: self.bio.clone(),
            developer_score: self.developer_score,
            is_verified: self.is_verified,
        }
    }
}

impl World {
    fn card(&self, person: UserId) -> Option<UserCardView> {
        self.user(person).map(UserRow::card)
    }

    /// A gig, without the accepted bid, to whoever sees it.
    pub(crate) fn gig_view(&self, row: &GigRow, viewer: Option<UserId>) -> Option<GigView> {
        if !self.sees_gig(row, viewer) {
            return None;
        }
        let gig = &row.gig;
        Some(GigView {
            id: gig.id,
            title: gig.title.clone(),
            description: gig.description.clone(),
            budget_min: gig.budget.min().map(Cents::get),
            budget_max: gig.budget.max().map(Cents::get),
            currency: gig.currency.code().to_owned(),
            deadline: gig.deadline,
            status: gig.state.status(),
            bids_count: self.bids_count(gig.id),
            views_count: row.views_count,
            owner: self.card(gig.owner)?,
            hired_bid: None,
            tools: self.tools_of(&row.tools).into_iter().map(|tool| tool.slug).collect(),
            stacks: self.stacks_of(&row.stacks).into_iter().map(|stack| stack.slug).collect(),
            created_at: gig.created_at,
            updated_at: row.updated_at,
        })
    }

    /// A gig with the accepted bid, if the viewer has a part in the gig or sees who made that.
    pub(super) fn whole_gig_view(&self, row: &GigRow, viewer: Option<UserId>) -> Option<GigView> {
        let concerned = viewer.is_some_and(|viewer| row.gig.concerns(viewer));
        let hired = row.gig.state.hired().filter(|hired| concerned || self.sees(viewer, hired.bidder));
        let hired_bid = hired.and_then(|hired| self.bids.get(&hired.bid)).and_then(|bid| self.bid_view(bid));
        Some(GigView { hired_bid, ..self.gig_view(row, viewer)? })
    }

    pub(super) fn bid_view(&self, row: &BidRow) -> Option<BidView> {
        let bid = &row.bid;
        Some(BidView {
            id: bid.id,
            amount: bid.amount.get(),
            currency: bid.currency.code().to_owned(),
            delivery_days: bid.delivery_days.get().into(),
            proposal: bid.proposal.as_str().to_owned(),
            status: bid.status,
            bidder: self.card(bid.bidder)?,
            created_at: bid.placed_at,
            updated_at: row.updated_at,
        })
    }

    pub(super) fn review_view(&self, review: &Review) -> Option<ReviewView> {
        Some(ReviewView {
            id: review.id,
            gig: review.gig,
            rating: review.terms.rating.get().into(),
            content: review.terms.content.clone(),
            kind: review.kind,
            reviewer: self.card(review.reviewer)?,
            reviewee: self.card(review.reviewee)?,
            created_at: review.written_at,
        })
    }
}
