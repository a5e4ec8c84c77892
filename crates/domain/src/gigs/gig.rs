use chrono::{DateTime, NaiveDate, Utc};

use super::{Bid, BidRefused, BidTerms, GigChange, GigTerms, PendingBid};
use crate::{
    Invalid,
    content::NotOwner,
    ids::{BidId, GigId, UserId},
    money::{Cents, Currency},
};

/// How far a gig has come, as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GigStatus {
    /// Waits for bids.
    Open,
    /// Somebody was hired.
    InProgress,
    /// It is done.
    Completed,
    /// Nobody was hired, and nobody will be.
    Cancelled,
}

impl GigStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::InProgress, Self::Completed, Self::Cancelled];

    /// The word that stands for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl std::str::FromStr for GigStatus {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(Invalid::FORM)
    }
}

/// Who was hired, and by which bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hired {
    /// The accepted bid.
    pub bid: BidId,
    /// Who made it.
    pub bidder: UserId,
}

/// How far a gig has come, with what only that state has. Somebody was hired in each state but the first and the last;
/// `None` says that their account is gone since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GigState {
    /// Waits for bids.
    Open,
    /// Somebody was hired.
    InProgress(Option<Hired>),
    /// It is done.
    Completed(Option<Hired>),
    /// Nobody was hired, and nobody will be.
    Cancelled,
}

impl GigState {
    /// The word for it.
    pub const fn status(self) -> GigStatus {
        match self {
            Self::Open => GigStatus::Open,
            Self::InProgress(_) => GigStatus::InProgress,
            Self::Completed(_) => GigStatus::Completed,
            Self::Cancelled => GigStatus::Cancelled,
        }
    }

    /// Who was hired, where somebody was and their account is there.
    pub const fn hired(self) -> Option<Hired> {
        match self {
            Self::InProgress(hired) | Self::Completed(hired) => hired,
            Self::Open | Self::Cancelled => None,
        }
    }
}

/// What a gig may cost: from, to, either, or neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    min: Option<Cents>,
    max: Option<Cents>,
}

impl Budget {
    /// Judges the two against each other.
    pub fn new(min: Option<Cents>, max: Option<Cents>) -> Result<Self, Invalid> {
        match (min, max) {
            (Some(min), Some(max)) if min > max => {
                Err(Invalid::because("must be greater than or equal to the minimum budget"))
            }
            _ => Ok(Self { min, max }),
        }
    }

    /// From.
    pub const fn min(self) -> Option<Cents> {
        self.min
    }

    /// To.
    pub const fn max(self) -> Option<Cents> {
        self.max
    }
}

/// A gig as its owner works on it: all but counters and tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gig {
    /// Its identifier.
    pub id: GigId,
    /// Who wants it done.
    pub owner: UserId,
    /// The title.
    pub title: String,
    /// What is to be done, Markdown.
    pub description: String,
    /// What it may cost.
    pub budget: Budget,
    /// In which currency.
    pub currency: Currency,
    /// Until when.
    pub deadline: Option<NaiveDate>,
    /// How far it has come.
    pub state: GigState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Why a gig does not do what was asked: it would have to be in another state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GigRefused {
    /// Somebody was hired, or it was cancelled.
    #[error("This gig is not open any more")]
    NotOpen,
    /// Nobody was hired, or it is over.
    #[error("Only a gig in progress can be completed")]
    NotInProgress,
    /// It is not done.
    #[error("A gig can be reviewed once it is completed")]
    NotCompleted,
}

impl GigRefused {
    /// For machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotOpen => "gig_not_open",
            Self::NotInProgress => "gig_not_in_progress",
            Self::NotCompleted => "gig_not_completed",
        }
    }
}

impl Gig {
    /// A new gig, which is open.
    pub fn create(id: GigId, owner: UserId, terms: GigTerms, now: DateTime<Utc>) -> Self {
        let GigTerms { title, description, budget, currency, deadline, tools: _, stacks: _ } = terms;
        Self { id, owner, title, description, budget, currency, deadline, state: GigState::Open, created_at: now }
    }

    /// The rule that only its owner works on a gig.
    pub fn owned_by(&self, person: UserId) -> Result<(), NotOwner> {
        if self.owner == person { Ok(()) } else { Err(NotOwner) }
    }

    /// The gig as one that waits for bids.
    pub fn open(self) -> Result<OpenGig, GigRefused> {
        match self.state {
            GigState::Open => Ok(OpenGig(self)),
            GigState::InProgress(_) | GigState::Completed(_) | GigState::Cancelled => Err(GigRefused::NotOpen),
        }
    }

    /// The gig as one that somebody works on.
    pub fn running(self) -> Result<RunningGig, GigRefused> {
        match self.state {
            GigState::InProgress(hired) => Ok(RunningGig { gig: self, hired }),
            GigState::Open | GigState::Completed(_) | GigState::Cancelled => Err(GigRefused::NotInProgress),
        }
    }

    /// The gig as one that is done.
    pub const fn completed(&self) -> Result<CompletedGig, GigRefused> {
        match self.state {
            GigState::Completed(hired) => Ok(CompletedGig { id: self.id, owner: self.owner, hired }),
            GigState::Open | GigState::InProgress(_) | GigState::Cancelled => Err(GigRefused::NotCompleted),
        }
    }

    /// Whether somebody has a part in it: its owner, and whoever was hired.
    pub fn concerns(&self, person: UserId) -> bool {
        person == self.owner || self.state.hired().is_some_and(|hired| hired.bidder == person)
    }
}

/// A gig that waits for bids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenGig(Gig);

impl OpenGig {
    /// The gig.
    pub const fn gig(&self) -> &Gig {
        &self.0
    }

    /// The rule of bidding. Somebody who withdrew a bid places the `earlier` one anew, with new terms.
    pub fn place_bid(
        &self,
        id: BidId,
        bidder: UserId,
        terms: BidTerms,
        earlier: Option<Bid>,
        now: DateTime<Utc>,
    ) -> Result<Bid, BidRefused> {
        if bidder == self.0.owner {
            return Err(BidRefused::OwnGig);
        }
        let currency = terms.currency.unwrap_or(self.0.currency);
        match earlier {
            None => Ok(Bid::place(id, self.0.id, bidder, terms, currency, now)),
            Some(earlier) => earlier.placed_again(terms, currency),
        }
    }

    /// Changes what is asked for, as somebody said it. What they did not say stays.
    #[must_use]
    pub fn change(self, change: GigChange) -> Gig {
        let Self(gig) = self;
        Gig {
            title: change.title.unwrap_or(gig.title),
            description: change.description.unwrap_or(gig.description),
            budget: change.budget,
            currency: change.currency.unwrap_or(gig.currency),
            deadline: change.deadline.unwrap_or(gig.deadline),
            ..gig
        }
    }

    /// Hires whoever made a bid. Answers the gig, which is under way, and the bid, which is accepted. `None` for a bid
    /// on another gig.
    pub fn hire(self, bid: PendingBid) -> Option<(Gig, Bid)> {
        let Self(gig) = self;
        if bid.bid().gig != gig.id {
            return None;
        }
        let accepted = bid.accept();
        let hired = Hired { bid: accepted.id, bidder: accepted.bidder };
        Some((Gig { state: GigState::InProgress(Some(hired)), ..gig }, accepted))
    }

    /// Gives up, before anybody was hired.
    #[must_use]
    pub fn cancel(self) -> Gig {
        Gig { state: GigState::Cancelled, ..self.0 }
    }
}

/// A gig that somebody works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningGig {
    gig: Gig,
    hired: Option<Hired>,
}

impl RunningGig {
    /// It is done. Whoever was hired hears of it, if their account is still there.
    #[must_use]
    pub fn complete(self) -> Gig {
        Gig { state: GigState::Completed(self.hired), ..self.gig }
    }
}

/// A gig that is done, as far as reviews ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompletedGig {
    pub(super) id: GigId,
    pub(super) owner: UserId,
    pub(super) hired: Option<Hired>,
}

#[cfg(test)]
mod tests;
