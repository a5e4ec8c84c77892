//! Who is told of which step: by a notification, and by a mail that the same unit of work enqueues.

use chrono::{DateTime, Utc};
use vibeslop_domain::{
    gigs::{Bid, Gig, Review},
    ids::{GigId, UserId},
    notifications::{NotificationKind, NotificationTarget},
};
use vibeslop_ports::{
    environment::Ids,
    notifications::{Cause, NewNotification},
};

use crate::{
    Error, Tx,
    content::preview,
    mail::{self, Letter},
};

/// A bid was placed: the owner of the gig hears of it.
pub async fn bid_received(tx: &mut Tx, ids: &dyn Ids, gig: &Gig, bid: &Bid, at: DateTime<Utc>) -> Result<(), Error> {
    let preview = Some(preview(bid.proposal.as_str()));
    tell(tx, ids, [NewNotification { cause: received(gig, bid), preview, at }]).await
}

/// A bid was taken back: if the owner has not read of it yet, they do not.
pub async fn bid_withdrawn(tx: &mut Tx, gig: &Gig, bid: &Bid) -> Result<(), Error> {
    Ok(tx.notifications().retract(&received(gig, bid)).await?)
}

/// Somebody was hired: they hear of it, and so do those who were not.
pub async fn hired(
    tx: &mut Tx,
    ids: &dyn Ids,
    gig: &Gig,
    hired: &Bid,
    others: &[UserId],
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let accepted = of_gig(gig, NotificationKind::BidAccepted, hired.bidder, at);
    let rejected = others.iter().map(|other| of_gig(gig, NotificationKind::BidRejected, *other, at));
    tell(tx, ids, std::iter::once(accepted).chain(rejected)).await
}

/// A gig was cancelled: those who had bid on it hear that they were not hired.
pub async fn cancelled(
    tx: &mut Tx,
    ids: &dyn Ids,
    gig: &Gig,
    bidders: &[UserId],
    at: DateTime<Utc>,
) -> Result<(), Error> {
    tell(tx, ids, bidders.iter().map(|bidder| of_gig(gig, NotificationKind::BidRejected, *bidder, at))).await
}

/// A gig was completed: whoever was hired hears of it, if their account is still there.
pub async fn completed(tx: &mut Tx, ids: &dyn Ids, gig: &Gig, at: DateTime<Utc>) -> Result<(), Error> {
    let hired = gig.state.hired();
    tell(tx, ids, hired.map(|hired| of_gig(gig, NotificationKind::GigCompleted, hired.bidder, at))).await
}

/// Somebody was reviewed.
pub async fn reviewed(tx: &mut Tx, ids: &dyn Ids, review: &Review) -> Result<(), Error> {
    let cause = cause(NotificationKind::ReviewReceived, review.reviewer, review.reviewee, review.gig);
    let preview = review.terms.content.as_deref().map(preview);
    tell(tx, ids, [NewNotification { cause, preview, at: review.written_at }]).await
}

/// What the owner of a gig did, told with the gig's title.
fn of_gig(gig: &Gig, kind: NotificationKind, recipient: UserId, at: DateTime<Utc>) -> NewNotification {
    NewNotification { cause: cause(kind, gig.owner, recipient, gig.id), preview: Some(gig.title.clone()), at }
}

const fn received(gig: &Gig, bid: &Bid) -> Cause {
    cause(NotificationKind::BidReceived, bid.bidder, gig.owner, gig.id)
}

const fn cause(kind: NotificationKind, actor: UserId, recipient: UserId, gig: GigId) -> Cause {
    Cause { kind, actor, recipient, target: Some(NotificationTarget::Gig(gig)), source: None }
}

async fn tell(tx: &mut Tx, ids: &dyn Ids, told: impl IntoIterator<Item = NewNotification>) -> Result<(), Error> {
    let told: Vec<NewNotification> = told.into_iter().collect();
    let Some(at) = told.first().map(|first| first.at) else { return Ok(()) };
    tx.notifications().tell(&told).await?;
    let letters = told.iter().filter_map(|told| Some((told.cause.recipient, letter(&told.cause)?)));
    mail::enqueue_all(tx, ids, letters, at).await
}

/// The mail that says the same as the notification.
const fn letter(cause: &Cause) -> Option<Letter> {
    let Some(NotificationTarget::Gig(gig)) = cause.target else { return None };
    let (gig, by) = (gig.0, cause.actor.0);
    match cause.kind {
        NotificationKind::BidReceived => Some(Letter::BidReceived { gig, by }),
        NotificationKind::BidAccepted => Some(Letter::BidAccepted { gig, by }),
        NotificationKind::BidRejected => Some(Letter::BidRejected { gig, by }),
        NotificationKind::GigCompleted => Some(Letter::GigCompleted { gig, by }),
        NotificationKind::ReviewReceived => Some(Letter::ReviewReceived { gig, by }),
        _ => None,
    }
}
