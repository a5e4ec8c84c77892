//! Mail by SMTP, or into a mailbox on this machine.
//!
//! - [`SmtpMailer`] hands mail to a server.
//! - [`LocalMailbox`] keeps it where a developer can read it.
//!
//! Both write the same mail: one text and one HTML part, a `Message-ID` that stays the same when a mail is sent again,
//! and `List-Unsubscribe` where there is something to unsubscribe from. Names and subjects are put on one line before
//! anything else is done with them, so that nobody can write headers of their own.
#![warn(missing_docs)]

mod local;
mod message;
mod smtp;

pub use local::LocalMailbox;
pub use smtp::{InvalidSmtpUrl, SmtpMailer};

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
