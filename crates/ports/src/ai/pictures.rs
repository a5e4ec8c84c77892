use async_trait::async_trait;
use vibeslop_domain::content::ImageFormat;

use super::{Completion, Usage};
use crate::ServiceError;

/// A picture for a model to look at.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is, by its content.
    pub format: ImageFormat,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({:?}, {} bytes)", self.format, self.bytes.len())
    }
}

/// The shape of a picture: width to height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AspectRatio {
    /// 16:9, a banner.
    Wide,
    /// 1:1.
    Square,
}

impl AspectRatio {
    /// As the services write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wide => "16:9",
            Self::Square => "1:1",
        }
    }
}

/// What a painter is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaintRequest {
    /// What it is for, as a word for the books: `cover_image`.
    pub purpose: &'static str,
    /// What to paint. Foreign text in it is fenced as data.
    pub prompt: String,
    /// Pictures to go by, as logos.
    pub references: Vec<Picture>,
    /// The shape.
    pub aspect_ratio: AspectRatio,
}

/// What a model painted.
#[derive(Clone, PartialEq)]
pub struct Painted {
    /// The bytes as they came. Whether they are a picture has to be found out: they are a stranger's.
    pub bytes: Vec<u8>,
    /// The model that painted.
    pub model: String,
    /// What it cost.
    pub usage: Usage,
}

impl std::fmt::Debug for Painted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Painted({} bytes by {})", self.bytes.len(), self.model)
    }
}

/// Paints pictures. Errors and time limits are those of [`LanguageModel`](super::LanguageModel).
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Painter: Send + Sync {
    /// Whether it is played by this program.
    fn is_sandbox(&self) -> bool;

    /// The model that is asked, for the books.
    fn name(&self) -> String;

    /// Paints. Where the service answers with an address the picture has been fetched, from public addresses alone.
    /// Dropping the future ends the call.
    async fn paint(&self, request: &PaintRequest) -> Result<Painted, ServiceError>;
}

/// What a model that sees is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct LookRequest {
    /// What it is for, as a word for the books: `brand_colors`.
    pub purpose: &'static str,
    /// The question.
    pub question: String,
    /// What to look at.
    pub pictures: Vec<Picture>,
    /// The most tokens of an answer.
    pub max_tokens: Option<u32>,
    /// How much chance plays a part, 0 to 2.
    pub temperature: f32,
}

/// Answers questions about pictures. Errors and time limits are those of [`LanguageModel`](super::LanguageModel).
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait VisionModel: Send + Sync {
    /// The model that is asked, for the books.
    fn name(&self) -> String;

    /// Looks and answers. Dropping the future ends the call.
    async fn look(&self, request: &LookRequest) -> Result<Completion, ServiceError>;
}
