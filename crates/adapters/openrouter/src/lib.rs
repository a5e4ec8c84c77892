//! OpenRouter, or any server that speaks the same protocol.
//!
//! - [`OpenRouter`] writes text.
//! - [`VisionJudge`] looks at pictures.
//! - [`OpenRouterModels`] lists the models that there are.
//!
//! The first two send one kind of request, `POST {base}/chat/completions`, and bound it in every direction: how long a
//! connection may take, how long the service may be silent, how long the whole call may last, how large an answer may
//! be. A call is repeated once at most after a fault of the service, and only before anything was received.
//!
//! Prompts, pictures and the key appear in no log and no error. What the service says of a fault is kept in the
//! error's source, shortened and without the key; an error's own text never shows it.
#![warn(missing_docs)]

mod answer;
mod body;
mod call;
mod chat;
mod directory;
mod endpoint;
mod fault;
mod vision;
mod wire;

pub use chat::OpenRouter;
pub use directory::OpenRouterModels;
pub use endpoint::{Endpoint, Limits, http_client};
pub use vision::VisionJudge;
