//! Who may write to whom, and what a message is.

mod conversation;
mod message;

pub use conversation::{Addressee, Correspondence, MessagingRefused, NewConversation, Pair};
pub use message::{MessageText, NewMessage};
