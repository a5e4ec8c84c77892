//! The live stream: what happened, in the order in which it became visible, and tickets.
//!
//! As one unit of work ends after the other, the order in which events are written is the one in which they become visible:
//! they have their places at once.

mod bus;
mod queries;
pub(crate) mod rows;
mod store;
