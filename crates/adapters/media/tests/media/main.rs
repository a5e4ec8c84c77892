//! Pictures of all kinds, honest and not, and the places where they are kept.

mod animations;
mod metadata;
mod pictures;
mod refusals;
mod stores;
