//! GitHub and the language model, played by this program, for newcomers and tests.
//!
//! With nothing configured a newcomer can do everything: sign in as one of three people, see repositories, have a
//! project written, put up a picture. The parts behave as the real ones do, errors included, but no call leaves the
//! machine and equal questions get equal answers. A program in production must refuse to start with them.
//!
//! - [`SandboxGithub`] signs people in and reads their repositories. Three people live there, `alice`, `bob` and
//!   `carol`, with four or five repositories each; one of carol's is private.
//! - [`SandboxModel`] writes the text of a project from the data in the prompt, and tidies drafts.
//! - [`SandboxPainter`] paints a banner whose colors and shapes come from the prompt, [`SandboxVision`] names the colors
//!   of pictures.
//! - [`SandboxModels`] lists models under invented names.
//! - [`SandboxJudge`] finds every picture safe but [`UNSAFE_SAMPLE`].
#![warn(missing_docs)]

mod ai;
mod github;
mod grants;
mod moderation;
mod people;

pub use ai::{SandboxModel, SandboxModels, SandboxPainter, SandboxVision};
pub use github::SandboxGithub;
pub use moderation::{SandboxJudge, UNSAFE_SAMPLE};

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
