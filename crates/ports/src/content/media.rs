use async_trait::async_trait;
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
}
