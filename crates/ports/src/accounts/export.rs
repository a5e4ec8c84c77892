use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{accounts::ExportSection, ids::UserId};

use crate::StoreError;

/// An archive that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeExport {
    /// Which: its parts are kept under this.
    pub archive: Uuid,
    /// In how many parts it is kept, numbered from 0.
    pub parts: u32,
    /// How many bytes it has.
    pub size: u64,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Until when it is kept.
    pub expires_at: DateTime<Utc>,
}

/// Somebody's archive, as far as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportState {
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// The archive; `None` while it is being made.
    pub made: Option<MadeExport>,
}

/// How a link to an archive came to its owner. There is one of each at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportLink {
    /// By mail.
    Mail,
    /// In an answer to its owner.
    Page,
}

impl ExportLink {
    /// The word that stands for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Page => "page",
        }
    }
}

/// Where a row stands in its section. What it is made of is the store's own business; whoever reads on hands it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportPlace {
    /// What it belongs to, where rows come in groups; nil otherwise.
    pub group: Uuid,
    /// Its time.
    pub at: DateTime<Utc>,
    /// Tells rows of one time apart.
    pub id: Uuid,
}

/// Something of somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedRow {
    /// Where it stands.
    pub place: ExportPlace,
    /// What it is, as the text of a JSON object: an archive has the names of the store, and no others between.
    pub json: String,
}

/// Reads what archives are made of, and archives.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ExportQueries: Send + Sync {
    /// What is the person's in a section, in an order of the store, behind `after`, at most `most` rows. No secret is
    /// among it: no token, sealed or not. What is of others is there only as far as the person sees it. One statement.
    async fn rows(
        &self,
        person: UserId,
        section: ExportSection,
        after: Option<ExportPlace>,
        most: u32,
    ) -> Result<Vec<ExportedRow>, StoreError>;

    /// The archive that a link leads to, by the hash (SHA-256) of the link's secret, if it is kept at `now`. One
    /// statement.
    async fn linked(&self, token_hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<MadeExport>, StoreError>;

    /// A part of an archive; `None` if it is gone. One statement.
    async fn part(&self, archive: Uuid, part: u32) -> Result<Option<Vec<u8>>, StoreError>;
}

/// Writes archives.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ExportStore: Send {
    /// Notes that a person wants an archive, unless they have one that is kept at `now`, or one is being made. Answers
    /// how it stands then; `None` if the account is gone. Of two who ask at once, one is the first.
    async fn request(&mut self, person: UserId, now: DateTime<Utc>) -> Result<Option<ExportState>, StoreError>;

    /// Keeps a part of an archive that is being made. Whether the person still wants it.
    async fn add_part(
        &mut self,
        person: UserId,
        archive: Uuid,
        part: u32,
        content: Vec<u8>,
    ) -> Result<bool, StoreError>;

    /// Makes an archive, all of whose parts are kept, the person's. Those of other attempts go. False if the person has
    /// one by now, or wants none, or if parts are missing: then its own parts go.
    async fn finish(&mut self, person: UserId, made: &MadeExport) -> Result<bool, StoreError>;

    /// Lets a secret of this hash (SHA-256) lead to the person's archive, in the place of the one before that came the
    /// same way. Whether there is an archive at `now`.
    async fn link(
        &mut self,
        person: UserId,
        way: ExportLink,
        token_hash: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError>;
}
