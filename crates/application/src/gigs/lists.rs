//! Gigs as they are read.

use sha2::{Digest, Sha256};
use vibeslop_domain::{
    gigs::{GigCursor, GigOrder, Onlooker},
    ids::{GigId, UserId},
    page::{Offset, TimeList},
};
use vibeslop_ports::gigs::{GigFilter, GigList, GigStart, GigView};

use super::{Gigs, NO_GIG};
use crate::{
    Error,
    page::{Listed, PageRequest},
};

/// Which gigs somebody wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GigsRequest {
    /// Which.
    pub filter: GigFilter,
    /// In which order.
    pub order: GigOrder,
    /// Which part of the list.
    pub page: PageRequest,
}

impl Gigs {
    /// A list of gigs.
    pub async fn list(&self, request: &GigsRequest, viewer: Option<UserId>) -> Result<Listed<GigView>, Error> {
        let GigsRequest { filter, order, page } = request;
        let start = match &page.cursor {
            Some(cursor) => GigStart::Behind(GigCursor::decode(cursor, *order)?),
            None => GigStart::Skip(Offset::new(page.offset)?),
        };
        let list = GigList { filter: filter.clone(), order: *order, start, limit: page.limit };
        let found = self.queries.list(&list, viewer).await?;
        Ok(Listed { items: found.items, next_cursor: found.next.map(|cursor| cursor.encode(*order)) })
    }

    /// One gig.
    pub async fn gig(&self, id: GigId, viewer: Option<UserId>) -> Result<GigView, Error> {
        let mut gig = self.queries.gig(id, viewer).await?.ok_or(NO_GIG)?;
        keep_proposal_private(&mut gig, viewer);
        Ok(gig)
    }

    /// One's own gigs of every status, newest first.
    pub async fn own_gigs(&self, owner: UserId, request: &PageRequest) -> Result<Listed<GigView>, Error> {
        let page = self.queries.own(owner, request.start(TimeList::OwnGigs)?, request.limit).await?;
        Ok(Listed::of(page, TimeList::OwnGigs))
    }

    /// Counts that somebody looked at a gig.
    pub async fn see(&self, gig: GigId, onlooker: &Onlooker) -> Result<(), Error> {
        let day = self.clock.now().date_naive();
        // The gig and the day are in it, so that keys do not tell who looked at what else.
        let key = Sha256::new().chain_update(gig.0).chain_update(day.to_string());
        let (person, key) = match onlooker {
            Onlooker::Person(id) => (Some(*id), key.chain_update("person").chain_update(id.0)),
            Onlooker::Browser { address, user_agent } => (
                None,
                key.chain_update("browser")
                    .chain_update(address.to_string())
                    .chain_update([0])
                    .chain_update(user_agent),
            ),
        };
        Ok(self.queries.see(gig, person, key.finalize().into(), day).await?)
    }
}

/// What was proposed is between the two who agreed on it.
pub(super) fn keep_proposal_private(gig: &mut GigView, viewer: Option<UserId>) {
    if let Some(bid) = &mut gig.hired_bid
        && viewer != Some(gig.owner.id)
        && viewer != Some(bid.bidder.id)
    {
        bid.proposal.clear();
    }
}
