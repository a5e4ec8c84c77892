//! Mail: what it is about, who wants which, and when a mail about messages is due.

mod digest;
mod kind;
mod messages;
mod preferences;

pub use digest::{DIGEST_DAYS, Week, WeekInNumbers};
pub use kind::MailKind;
pub use messages::{BETWEEN_MESSAGE_MAILS, KEEP_SENT, MESSAGE_MAIL_DELAY, MessageMail, message_mail};
pub use preferences::{MailPreferences, NotMailed, Standing};
