//! Language models, models that paint and look, and what their calls cost.
//!
//! One trait a need. That one service stands behind all of them is an adapter's business.

mod calls;
mod models;
mod pictures;
mod texts;

pub use calls::{CallLog, CallOutcome, ModelCall, UsageLine};
pub use models::{ListedModel, ModelDirectory};
pub use pictures::{AspectRatio, LookRequest, PaintRequest, Painted, Painter, Picture, VisionModel};
pub use texts::{ChatRequest, Completion, LanguageModel, Usage, Writing};

#[cfg(feature = "mocks")]
pub use self::{
    calls::MockCallLog,
    models::MockModelDirectory,
    pictures::{MockPainter, MockVisionModel},
    texts::{MockLanguageModel, MockWriting},
};
