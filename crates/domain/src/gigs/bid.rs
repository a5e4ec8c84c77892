use chrono::{DateTime, Utc};

use crate::{
    Invalid, Violations,
    content::NotOwner,
    ids::{BidId, GigId, UserId},
    money::{Cents, Currency},
    text,
};

/// How a bid stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BidStatus {
    /// Waits for the gig's owner.
    Pending,
    /// Its bidder was hired.
    Accepted,
    /// Somebody else was hired, or nobody.
    Rejected,
    /// Its bidder took it back.
    Withdrawn,
}

impl BidStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Accepted, Self::Rejected, Self::Withdrawn];

    /// The word that stands for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl std::str::FromStr for BidStatus {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(Invalid::FORM)
    }
}

/// In how many days a bidder means to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeliveryDays(u16);

impl DeliveryDays {
    /// The most days.
    pub const MAX: u16 = 365;

    /// Judges a number of days.
    pub fn new(days: i64) -> Result<Self, Invalid> {
        match u16::try_from(days) {
            Ok(days @ 1..=Self::MAX) => Ok(Self(days)),
            _ => Err(Invalid::because("must be between 1 and 365")),
        }
    }

    /// The number of days.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// What a bidder has to say for themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal(String);

impl Proposal {
    /// The fewest characters.
    pub const MIN: usize = 50;
    /// The most characters.
    pub const MAX: usize = 2_000;

    /// Judges a text.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        text::required(text, Self::MIN, Self::MAX).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A bid as somebody sent it. `None` is what was not sent.
#[derive(Debug, Clone, Default)]
pub struct BidDraft {
    /// Cents for the whole gig.
    pub amount: Option<i64>,
    /// In how many days.
    pub delivery_days: Option<i64>,
    /// What the bidder has to say.
    pub proposal: Option<String>,
    /// The currency; the gig's unless said otherwise.
    pub currency: Option<String>,
}

/// A new bid that follows the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BidTerms {
    /// What the bidder asks for the whole gig.
    pub amount: Cents,
    /// In how many days they mean to be done.
    pub delivery_days: DeliveryDays,
    /// What they have to say.
    pub proposal: Proposal,
    /// The currency, where it is not the gig's.
    pub currency: Option<Currency>,
}

impl BidTerms {
    /// Judges every field, so that a person sees all that is wrong at once.
    pub fn new(draft: &BidDraft) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let amount = wrong.check("amount", draft.amount.ok_or(Invalid::BLANK).and_then(Cents::new));
        let days = wrong.check("delivery_days", draft.delivery_days.ok_or(Invalid::BLANK).and_then(DeliveryDays::new));
        let proposal = wrong.check("proposal", Proposal::new(draft.proposal.as_deref().unwrap_or_default()));
        let currency = wrong.check("currency", draft.currency.as_deref().map(Currency::new).transpose());
        let (Some(amount), Some(delivery_days), Some(proposal), Some(currency)) = (amount, days, proposal, currency)
        else {
            return Err(wrong);
        };
        Ok(Self { amount, delivery_days, proposal, currency })
    }
}

/// A change of a bid that follows the rules. `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BidChange {
    /// As in [`BidTerms`].
    pub amount: Option<Cents>,
    /// As in [`BidTerms`].
    pub delivery_days: Option<DeliveryDays>,
    /// As in [`BidTerms`].
    pub proposal: Option<Proposal>,
}

impl BidChange {
    /// Judges every field that was sent.
    pub fn new(draft: &BidDraft) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let amount = wrong.check("amount", draft.amount.map(Cents::new).transpose()).flatten();
        let delivery_days =
            wrong.check("delivery_days", draft.delivery_days.map(DeliveryDays::new).transpose()).flatten();
        let proposal = wrong.check("proposal", draft.proposal.as_deref().map(Proposal::new).transpose()).flatten();
        wrong.into_result(Self { amount, delivery_days, proposal })
    }
}

/// Why a bid is not taken, or not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BidRefused {
    /// One does not bid on what is one's own.
    #[error("You cannot bid on your own gig")]
    OwnGig,
    /// One bid a person.
    #[error("You have already placed a bid on this gig")]
    AlreadyBid,
    /// It was decided on, or taken back.
    #[error("This bid is not pending any more")]
    NotPending,
    /// One of two people has blocked the other. It is not told who.
    #[error("This is not possible between the two of you")]
    Blocked,
}

impl BidRefused {
    /// For machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OwnGig => "cannot_bid_on_own_gig",
            Self::AlreadyBid => "already_bid",
            Self::NotPending => "bid_not_pending",
            Self::Blocked => "blocked",
        }
    }
}

/// What somebody asks for doing a gig.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bid {
    /// Its identifier.
    pub id: BidId,
    /// The gig.
    pub gig: GigId,
    /// Who wants to be hired.
    pub bidder: UserId,
    /// For how much.
    pub amount: Cents,
    /// In which currency.
    pub currency: Currency,
    /// In how many days.
    pub delivery_days: DeliveryDays,
    /// What they have to say.
    pub proposal: Proposal,
    /// How it stands.
    pub status: BidStatus,
    /// When it was placed first.
    pub placed_at: DateTime<Utc>,
}

impl Bid {
    pub(super) fn place(
        id: BidId,
        gig: GigId,
        bidder: UserId,
        terms: BidTerms,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Self {
        let BidTerms { amount, delivery_days, proposal, currency: _ } = terms;
        let status = BidStatus::Pending;
        Self { id, gig, bidder, amount, currency, delivery_days, proposal, status, placed_at: now }
    }

    /// Only what was taken back can be placed again.
    pub(super) fn placed_again(self, terms: BidTerms, currency: Currency) -> Result<Self, BidRefused> {
        if self.status != BidStatus::Withdrawn {
            return Err(BidRefused::AlreadyBid);
        }
        let BidTerms { amount, delivery_days, proposal, currency: _ } = terms;
        Ok(Self { amount, currency, delivery_days, proposal, status: BidStatus::Pending, ..self })
    }

    /// The rule that only who made a bid changes it or takes it back.
    pub fn made_by(&self, person: UserId) -> Result<(), NotOwner> {
        if self.bidder == person { Ok(()) } else { Err(NotOwner) }
    }

    /// The bid as one that waits for the gig's owner.
    pub fn pending(self) -> Result<PendingBid, BidRefused> {
        match self.status {
            BidStatus::Pending => Ok(PendingBid(self)),
            BidStatus::Accepted | BidStatus::Rejected | BidStatus::Withdrawn => Err(BidRefused::NotPending),
        }
    }
}

/// A bid that waits for the gig's owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingBid(Bid);

impl PendingBid {
    /// The bid.
    pub const fn bid(&self) -> &Bid {
        &self.0
    }

    /// Changes what was sent.
    #[must_use]
    pub fn change(self, change: BidChange) -> Bid {
        let Self(bid) = self;
        Bid {
            amount: change.amount.unwrap_or(bid.amount),
            delivery_days: change.delivery_days.unwrap_or(bid.delivery_days),
            proposal: change.proposal.unwrap_or(bid.proposal),
            ..bid
        }
    }

    /// Takes it back.
    #[must_use]
    pub fn withdraw(self) -> Bid {
        Bid { status: BidStatus::Withdrawn, ..self.0 }
    }

    /// Only an open gig accepts: [`OpenGig::hire`](super::OpenGig::hire).
    pub(super) fn accept(self) -> Bid {
        Bid { status: BidStatus::Accepted, ..self.0 }
    }
}
