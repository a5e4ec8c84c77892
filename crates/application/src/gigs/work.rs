//! A gig's way, as its owner takes it.

use vibeslop_domain::{
    catalog::TagName,
    gigs::{BidRefused, Gig, GigChange, GigDraft, GigTerms},
    ids::{BidId, GigId, UserId},
};
use vibeslop_ports::gigs::{GigView, LockedBid};

use super::{Gigs, NO_BID, NO_GIG, own, telling};
use crate::{
    Error, Tx,
    catalog::{stacks_named, tools_named},
    in_transaction, persistently,
};

impl Gigs {
    /// Offers work.
    pub async fn create(&self, owner: UserId, draft: &GigDraft) -> Result<GigView, Error> {
        let now = self.clock.now();
        let mut terms = GigTerms::new(draft, now)?;
        let (tools, stacks) = (std::mem::take(&mut terms.tools), std::mem::take(&mut terms.stacks));
        let gig = Gig::create(GigId(self.ids.next()), owner, terms, now);
        in_transaction(&*self.transactions, async |tx| {
            tx.gigs().insert(&gig).await?;
            let given = |names: Vec<TagName>| if names.is_empty() { None } else { Some(names) };
            self.name(tx, gig.id, given(tools), given(stacks)).await
        })
        .await?;
        self.answer(gig.id, owner).await
    }

    /// Changes what one's own gig asks for, while it is open: what was sent, and nothing else.
    pub async fn update(&self, viewer: UserId, id: GigId, draft: &GigDraft) -> Result<GigView, Error> {
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let gig = own(tx, viewer, id).await?.open()?;
                let mut change = GigChange::new(draft, &gig, now)?;
                let (tools, stacks) = (change.tools.take(), change.stacks.take());
                tx.gigs().update(&gig.change(change), now).await?;
                self.name(tx, id, tools, stacks).await
            })
        })
        .await?;
        self.answer(id, viewer).await
    }

    /// Gives one's own gig up, while it is open. Those who bid on it hear of it.
    pub async fn cancel(&self, viewer: UserId, id: GigId) -> Result<GigView, Error> {
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let open = own(tx, viewer, id).await?.open()?;
                let from = open.gig().state.status();
                let gig = open.cancel();
                tx.gigs().move_on(&gig, from, now).await?;
                let bidders = tx.gigs().reject_pending(id, now).await?;
                telling::cancelled(tx, &*self.ids, &gig, &bidders, now).await
            })
        })
        .await?;
        self.answer(id, viewer).await
    }

    /// Hires whoever made a bid on one's own gig. All other bids are rejected; everybody concerned hears of it.
    ///
    /// Whose the gig is comes before everything else: a stranger does not learn whether there is such a bid.
    pub async fn hire(&self, viewer: UserId, id: GigId, bid: BidId) -> Result<GigView, Error> {
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let open = own(tx, viewer, id).await?.open()?;
                let from = open.gig().state.status();
                let LockedBid { bid, is_active, blocked } = tx.gigs().lock_bid(id, bid).await?.ok_or(NO_BID)?;
                if !is_active {
                    return Err(NO_BID);
                }
                let bid = bid.pending()?;
                if blocked {
                    return Err(BidRefused::Blocked.into());
                }
                let (gig, accepted) = open.hire(bid).ok_or(NO_BID)?;
                tx.gigs().update_bid(&accepted, now).await?;
                tx.gigs().move_on(&gig, from, now).await?;
                let others = tx.gigs().reject_pending(id, now).await?;
                telling::hired(tx, &*self.ids, &gig, &accepted, &others, now).await
            })
        })
        .await?;
        self.answer(id, viewer).await
    }

    /// Says that one's own gig is done. Whoever was hired hears of it.
    pub async fn complete(&self, viewer: UserId, id: GigId) -> Result<GigView, Error> {
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let gig = own(tx, viewer, id).await?;
                let from = gig.state.status();
                let gig = gig.running()?.complete();
                tx.gigs().move_on(&gig, from, now).await?;
                telling::completed(tx, &*self.ids, &gig, now).await
            })
        })
        .await?;
        self.answer(id, viewer).await
    }

    /// Lets a gig name exactly these tools and stacks, where any were said.
    async fn name(
        &self,
        tx: &mut Tx,
        gig: GigId,
        tools: Option<Vec<TagName>>,
        stacks: Option<Vec<TagName>>,
    ) -> Result<(), Error> {
        if let Some(names) = tools {
            let tools = tools_named(tx, &names, &*self.ids).await?;
            tx.catalog().set_gig_tools(gig, &tools).await?;
        }
        if let Some(names) = stacks {
            let stacks = stacks_named(tx, &names, &*self.ids).await?;
            tx.catalog().set_gig_stacks(gig, &stacks).await?;
        }
        Ok(())
    }

    /// The gig as its owner sees it.
    async fn answer(&self, id: GigId, owner: UserId) -> Result<GigView, Error> {
        self.queries.gig(id, Some(owner)).await?.ok_or(NO_GIG)
    }
}
