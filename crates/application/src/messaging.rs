//! What people write to each other.

mod reading;
#[cfg(test)]
mod tests;
mod writing;

use std::sync::Arc;

use vibeslop_ports::{
    environment::{Clock, Ids},
    messaging::MessagingQueries,
    transactions::Transactions,
};

use crate::debug::opaque_debug;
pub use reading::Thread;
pub use writing::Conversation;

/// Conversations and messages.
#[derive(Clone)]
pub struct Messaging {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads conversations.
    pub queries: Arc<dyn MessagingQueries>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
}

opaque_debug!(Messaging);
