//! Whether a picture may be shown.

use async_trait::async_trait;

use crate::{ServiceError, content::CheckedImage};

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

/// Judges pictures. An error is no verdict: whoever asks must refuse the picture then.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ImageJudge: Send + Sync {
    /// Judges a picture.
    async fn judge(&self, image: &CheckedImage) -> Result<Verdict, ServiceError>;
}
