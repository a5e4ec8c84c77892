//! Entities that are valid as they stand, and what a test holds instead of the world: the time, identifiers, chance.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{ExternalProfile, NewAccount, ProviderName, Username},
    admin::{Suspension, SuspensionDraft},
    content::{CommentText, ItemRef, NewComment, NewPost, PostText, Project, ProjectDraft, ProjectTerms},
    gigs::{Bid, BidDraft, BidTerms, Gig, GigDraft, GigTerms, Review, ReviewDraft, ReviewTerms},
    ids::{BidId, CommentId, ConversationId, GigId, MessageId, PostId, ProjectId, ReviewId, UserId},
    messaging::{MessageText, NewConversation, NewMessage, Pair},
    social::{ReportDraft, ReportTerms, Reported},
};
use vibeslop_ports::{
    accounts::KeptIdentity,
    environment::{Clock, Entropy, Ids},
    tokens::Sealed,
};

/// When tests begin: 2026-02-02, 12:00 UTC, a Monday.
pub fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_770_033_600, 0).expect("a time")
}

/// A clock that goes when the test says so.
#[derive(Debug)]
pub struct FakeClock(Mutex<DateTime<Utc>>);

impl FakeClock {
    /// Stands at `now`.
    pub const fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now))
    }

    /// Goes on.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Default for FakeClock {
    fn default() -> Self {
        Self::at(noon())
    }
}

impl Clock for FakeClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Identifiers that count: of version 7, in order, the same in every run.
#[derive(Debug, Default)]
pub struct CountingIds(AtomicU64);

impl Ids for CountingIds {
    fn next(&self) -> Uuid {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        Uuid::from_u128((0x0190_0000_0000_7000_8000_u128 << 48) | u128::from(number))
    }
}

/// Chance that does not surprise: it counts.
#[derive(Debug, Default)]
pub struct CountingEntropy(AtomicU64);

impl Entropy for CountingEntropy {
    fn secret(&self) -> SecretString {
        format!("secret-{:036}", self.0.fetch_add(1, Ordering::Relaxed)).into()
    }

    fn number(&self) -> u32 {
        u32::try_from(self.0.fetch_add(1, Ordering::Relaxed)).unwrap_or_default()
    }
}

/// An identifier made from a small number, to be told apart at a glance.
pub const fn id(number: u128) -> Uuid {
    Uuid::from_u128((0x0190_0000_0000_7000_8000_u128 << 48) | 0xf000_0000_0000 | number)
}

/// What GitHub says of somebody with this login.
pub fn profile(login: &str) -> ExternalProfile {
    ExternalProfile {
        provider: ProviderName::github(),
        subject: format!("subject-of-{login}"),
        login: login.to_owned(),
        name: Some(format!("{login} Example")),
        verified_email: Some(format!("{login}@example.com")),
        bio: None,
        location: None,
        avatar_url: None,
    }
}

/// The account of somebody with this login who signs in for the first time.
pub fn new_account(login: &str) -> (Username, NewAccount) {
    let username = Username::suggested(login, 0, 0);
    let account = NewAccount::from_profile(&profile(login), &username);
    (username, account)
}

/// What is kept of the identity of somebody with this login.
pub fn identity(login: &str) -> KeptIdentity {
    let profile = profile(login);
    KeptIdentity {
        provider: profile.provider,
        subject: profile.subject,
        login: profile.login,
        verified_email: profile.verified_email,
        access_token: Some(Sealed(vec![1, 2, 3])),
        refresh_token: None,
        scopes: Some("read:user".to_owned()),
        expires_at: None,
    }
}

/// A post of this text.
pub fn new_post(id: Uuid, author: UserId, text: &str, at: DateTime<Utc>) -> NewPost {
    NewPost {
        id: PostId(id),
        author,
        text: PostText::new(text).expect("a valid text"),
        media: Vec::new(),
        quote: None,
        linked_project: None,
        created_at: at,
    }
}

/// A draft of a project that will do, with this title.
pub fn project_draft(title: &str) -> ProjectDraft {
    ProjectDraft {
        title: Some(title.to_owned()),
        description: Some(format!("{title} does one thing.")),
        ..ProjectDraft::default()
    }
}

/// A published project of this title.
pub fn new_project(id: Uuid, owner: UserId, title: &str, at: DateTime<Utc>) -> Project {
    let terms = ProjectTerms::new(&project_draft(title), "http://localhost:4001").expect("a valid draft");
    Project::create(ProjectId(id), owner, terms, Vec::new(), at)
}

/// An open gig of this title, without a budget.
pub fn new_gig(id: Uuid, owner: UserId, title: &str, at: DateTime<Utc>) -> Gig {
    let draft = GigDraft {
        title: Some(title.to_owned()),
        description: Some(format!("{title}, and do it well.")),
        ..GigDraft::default()
    };
    Gig::create(GigId(id), owner, GigTerms::new(&draft, at).expect("a valid draft"), at)
}

/// A pending bid of 900 dollars on an open gig.
pub fn new_bid(id: Uuid, gig: &Gig, bidder: UserId, at: DateTime<Utc>) -> Bid {
    let draft = BidDraft {
        amount: Some(90_000),
        delivery_days: Some(14),
        proposal: Some("I have done three of these before and would like to do a fourth.".to_owned()),
        currency: None,
    };
    let terms = BidTerms::new(&draft).expect("a valid draft");
    let open = gig.clone().open().expect("an open gig");
    open.place_bid(BidId(id), bidder, terms, None, at).expect("somebody else's gig")
}

/// A review of five stars by `reviewer`, who owns the completed gig or was hired for it.
pub fn new_review(id: Uuid, gig: &Gig, reviewer: UserId, at: DateTime<Utc>) -> Review {
    let draft = ReviewDraft { rating: Some(5), content: Some("A pleasure to work with.".to_owned()) };
    let completed = gig.completed().expect("a completed gig");
    let terms = ReviewTerms::new(&draft).expect("a valid draft");
    completed.review(ReviewId(id), reviewer, terms, at).expect("one of the two")
}

/// A comment of this text, which answers no other.
pub fn new_comment(id: Uuid, author: UserId, item: ItemRef, text: &str, at: DateTime<Utc>) -> NewComment {
    let text = CommentText::new(text).expect("a valid text");
    NewComment { id: CommentId(id), author, item, parent: None, text, created_at: at }
}

/// A conversation of two people, opened by the first.
pub fn new_conversation(id: Uuid, opened_by: UserId, with: UserId, at: DateTime<Utc>) -> NewConversation {
    let pair = Pair::of(opened_by, with).expect("two people");
    NewConversation { id: ConversationId(id), pair, opened_by, opened_at: at }
}

/// A message of this text.
pub fn new_message(
    id: Uuid,
    conversation: ConversationId,
    sender: UserId,
    text: &str,
    at: DateTime<Utc>,
) -> NewMessage {
    let text = MessageText::new(text).expect("a valid text");
    NewMessage { id: MessageId(id), conversation, sender, text, sent_at: at }
}

/// A report of a thing, as spam.
pub fn report_of(thing: Reported) -> ReportTerms {
    let draft = ReportDraft { kind: thing.kind().to_owned(), id: thing.id(), reason: Some("Spam".to_owned()) };
    ReportTerms::new(&draft).expect("a valid draft")
}

/// A suspension for good.
pub fn suspension() -> Suspension {
    let draft = SuspensionDraft { reason: Some("Spam".to_owned()), until: None };
    Suspension::new(&draft, noon()).expect("a valid draft")
}
