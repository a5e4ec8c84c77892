use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{Invalid, content::MediaFile};

use crate::{ServiceError, StoreError};

/// A picture that is what it says, without metadata.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckedImage {
    /// Its name.
    pub file: MediaFile,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for CheckedImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CheckedImage({}, {} bytes)", self.file, self.bytes.len())
    }
}

/// Why bytes are no picture that we keep.
#[derive(Debug, thiserror::Error)]
pub enum ImageRefused {
    /// A person can mend it: another format, fewer pixels.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The checker failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Finds out what bytes are.
///
/// # What an implementation guarantees
/// Nothing that is too large, in bytes or in pixels, is decoded; a picture that is broken, or another format in the
/// clothes of one, is [`ImageRefused::Invalid`]. It holds up nobody else while it works.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ImageChecker: Send + Sync {
    /// The picture in these bytes, by their content and not by any claim, without metadata such as the place
    /// where it was taken. Equal bytes give equal pictures.
    async fn check(&self, bytes: Vec<u8>) -> Result<CheckedImage, ImageRefused>;
}

/// A picture that is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptMedia {
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for KeptMedia {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeptMedia({} bytes)", self.bytes.len())
    }
}

/// Keeps pictures under names that say what is in them.
///
/// # What an implementation guarantees
/// What was put is there for every node when `put` has returned, and survives a crash. What a name stands for never
/// changes, so copies may be kept for ever. A picture that is not there is `Ok(None)`.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MediaStore: Send + Sync {
    /// Keeps a picture. Keeping it twice changes nothing. A reader never sees half of one.
    async fn put(&self, image: &CheckedImage) -> Result<(), StoreError>;

    /// The picture.
    async fn get(&self, file: &MediaFile) -> Result<Option<KeptMedia>, StoreError>;

    /// Takes a picture away. One that is not there is fine.
    async fn remove(&self, file: &MediaFile) -> Result<(), StoreError>;
}

/// Which pictures are kept, for all nodes: so that one that nothing refers to can be told from one that is about to be
/// referred to.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MediaHolds: Send + Sync {
    /// Says that somebody is about to refer to these pictures, before they are kept or looked for: none is struck off
    /// before `until`. It holds from now on, whatever becomes of the request. Waits for whoever is just striking one off.
    /// One statement.
    async fn hold(&self, files: &[MediaFile], until: DateTime<Utc>) -> Result<(), StoreError>;

    /// Pictures that nothing refers to and nobody holds at `now`, in the order of their names, behind `after`, at most
    /// `most` of them. One statement.
    async fn unused(
        &self,
        after: Option<MediaFile>,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<MediaFile>, StoreError>;
}

/// The same, written inside a unit of work.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MediaRegister: Send {
    /// Strikes a picture off if nothing refers to it and nobody holds it at `now`. Whether it was: then nobody can hold it
    /// until the unit of work has ended, and its file can be taken away.
    async fn strike(&mut self, file: &MediaFile, now: DateTime<Utc>) -> Result<bool, StoreError>;
}
