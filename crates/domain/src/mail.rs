//! Mail: what it is about, who wants which, and when a mail about messages is due.
//!
//! ```
//! use chrono::{DateTime, TimeDelta};
//! use vibeslop_domain::mail::{MailKind, MailPreferences, MessageMail, NotMailed, Standing, message_mail};
//!
//! let preferences = MailPreferences::without([MailKind::WeeklyDigest]);
//! let ada = Standing { verified: true, suspended: false, leaving: false, preferences };
//! assert_eq!(ada.may_get(MailKind::BidReceived), Ok(()));
//! assert_eq!(ada.may_get(MailKind::WeeklyDigest), Err(NotMailed::Unwanted));
//!
//! // About one conversation once an hour at most.
//! let now = DateTime::UNIX_EPOCH + TimeDelta::hours(5);
//! let told = now - TimeDelta::minutes(50);
//! assert_eq!(message_mail(true, Some(told), now), MessageMail::NotBefore(now + TimeDelta::minutes(10)));
//! ```

mod digest;
mod kind;
mod messages;
mod preferences;

pub use digest::{DIGEST_DAYS, Week, WeekInNumbers};
pub use kind::MailKind;
pub use messages::{BETWEEN_MESSAGE_MAILS, KEEP_SENT, MESSAGE_MAIL_DELAY, MessageMail, message_mail};
pub use preferences::{MailPreferences, NotMailed, Standing};
