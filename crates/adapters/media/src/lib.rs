//! Pictures: checked, cleaned and kept.
//!
//! - [`ImageInspector`] finds out what bytes are, takes the metadata out and proves the rest whole.
//! - [`LocalMedia`] keeps pictures in a folder, [`S3Media`] in a bucket of any server that speaks S3.
#![warn(missing_docs)]

mod container;
mod decode;
mod inspector;
mod local;
mod s3;

pub use inspector::ImageInspector;
pub use local::LocalMedia;
pub use s3::{S3Media, S3Settings};

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
