//! Whether a picture may be shown.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{content::MediaFile, ids::UserId};

use crate::{ServiceError, StoreError, content::CheckedImage};

/// What a judge says of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be shown.
    Safe,
    /// It may not. The reason, if there is one, is plain text of at most 200 characters.
    Unsafe {
        /// Why, for the person who sent it.
        reason: Option<String>,
    },
}

/// Judges pictures. An error is no verdict: whoever asks must refuse the picture then. An implementation that cannot make
/// out what its judge said answers [`ServiceError::Malformed`], and never a guess.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ImageJudge: Send + Sync {
    /// What it is called: kept with its verdicts.
    fn name(&self) -> String;

    /// Judges a picture.
    async fn judge(&self, image: &CheckedImage) -> Result<Verdict, ServiceError>;
}

/// Remembers what is known of pictures, by the hash of their bytes, for all nodes.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait KnownImages: Send + Sync {
    /// What is known of these pictures: [`Verdict::Safe`] for what was made here, else what a judge said after
    /// `judged_since`. One statement.
    async fn verdicts(
        &self,
        files: &[MediaFile],
        judged_since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<HashMap<MediaFile, Verdict>, StoreError>;

    /// Remembers a verdict. A newer one takes the place of an older one.
    async fn judged(
        &self,
        file: &MediaFile,
        verdict: &Verdict,
        judge: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Remembers until `until` that this picture was made here, for this person.
    async fn made_here(&self, file: &MediaFile, maker: UserId, until: DateTime<Utc>) -> Result<(), StoreError>;
}
