//! Mail: which is sent why, what it says, who wants it, and how it goes out.
//!
//! A use case that has something to tell calls [`enqueue`] in its unit of work, with a [`Letter`] of identifiers. A job
//! writes the mail when it sends it, from what is true by then: names, titles and the address of whoever it is for
//! stand nowhere in between, and what is gone by then is not told.

mod admit;
mod deliver;
mod digests;
mod jobs;
mod letter;
mod preferences;
mod render;
mod unsubscribe;
mod write;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use vibeslop_domain::accounts::Administrators;
use vibeslop_ports::{
    environment::{Clock, Entropy, Ids},
    mail::{MailQueries, Mailer},
    tokens::Cipher,
    transactions::Transactions,
};

pub use self::{
    jobs::{AlertAdministrators, DeliverMail, SendDigests, alert_administrators, enqueue, enqueue_all},
    letter::Letter,
    preferences::MailChoice,
    unsubscribe::Unsubscribing,
};
use crate::debug::opaque_debug;

/// Writes and sends mail, and asks people which they want.
#[derive(Clone)]
pub struct Mailing {
    /// Reads what mail is written from.
    pub queries: Arc<dyn MailQueries>,
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Sends. `None` where an operator wants no mail sent.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// Seals the links that people unsubscribe with.
    pub cipher: Arc<dyn Cipher>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
    /// Secrets of links.
    pub entropy: Arc<dyn Entropy>,
    /// Who hears of reports.
    pub administrators: Administrators,
    /// The address of this service, without a slash at its end.
    pub backend_url: String,
    /// The address of the web client, without a slash at its end.
    pub frontend_url: String,
}

opaque_debug!(Mailing);
