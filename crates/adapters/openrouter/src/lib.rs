//! OpenRouter, or any server that speaks the same protocol.
//!
//! - [`OpenRouter`] writes text, at once or piece by piece.
//! - [`OpenRouterPainter`] paints pictures.
//! - [`OpenRouterVision`] looks at pictures and answers questions, [`VisionJudge`] says whether they may be shown.
//! - [`OpenRouterModels`] lists the models that there are.
//!
//! All but the last send one kind of request, `POST {base}/chat/completions`, and all bound it in every direction: how
//! long a connection may take, how long the service may be silent, how long the whole call may last, how large an answer
//! may be. A call is repeated once at most after a fault of the service, and only before anything was received. A service
//! that fails again and again is [left alone](Rest) for a while.
//!
//! Prompts, pictures and the key appear in no log and no error. What the service says of a fault, which may repeat what it
//! was asked, is told to the log at the level `debug`, shortened and without the key, and to nobody else.
#![warn(missing_docs)]

mod answer;
mod body;
mod breaker;
mod call;
mod chat;
mod directory;
mod endpoint;
mod fault;
mod painter;
mod stream;
mod vision;
mod wire;

pub use breaker::Rest;
pub use chat::OpenRouter;
pub use directory::OpenRouterModels;
pub use endpoint::{Endpoint, Limits, http_client};
pub use painter::OpenRouterPainter;
pub use vision::{OpenRouterVision, VisionJudge};

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
