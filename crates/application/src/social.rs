//! How people stand to each other: follows, blocks, mutes, and what they report.

mod people;
mod reports;
#[cfg(test)]
mod tests;
mod ties;

use std::sync::Arc;

use vibeslop_ports::{feed::SuggestionCache, social::SocialQueries};

use crate::{accounts::Accounts, debug::opaque_debug};
pub use people::Follow;

/// Follows, blocks, mutes, reports.
#[derive(Clone)]
pub struct Social {
    /// Accounts, and what they need: transactions, clock, who is an administrator.
    pub accounts: Accounts,
    /// Reads how people stand to each other.
    pub queries: Arc<dyn SocialQueries>,
    /// Whom people may want to follow: forgotten when they follow somebody, or no longer do.
    pub suggestions: Arc<dyn SuggestionCache>,
}

opaque_debug!(Social);
