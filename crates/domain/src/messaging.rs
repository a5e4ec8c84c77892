//! Who may write to whom, and what a message is.
//!
//! ```
//! use chrono::{DateTime, TimeDelta};
//! use uuid::Uuid;
//! use vibeslop_domain::{
//!     accounts::MessagePrivacy,
//!     ids::{ConversationId, MessageId, UserId},
//!     messaging::{Addressee, Correspondence, MessageText, MessagingRefused},
//! };
//!
//! let (ada, bob) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
//! let shy = Addressee {
//!     id: bob,
//!     blocked: false,
//!     privacy: MessagePrivacy::Following,
//!     is_followed: true,
//!     follows: false,
//! };
//! assert_eq!(shy.converse(ada, false), Err(MessagingRefused::Restricted));
//!
//! // Whoever has answered once is open to answers, and a message always comes behind the last one.
//! let last = DateTime::UNIX_EPOCH + TimeDelta::seconds(9);
//! let id = ConversationId(Uuid::from_u128(3));
//! let talk = Correspondence { id, addressee: shy, has_answered: true, last_at: Some(last) };
//! let text = MessageText::new("Hello!").unwrap();
//! let sent = talk.send(MessageId(Uuid::from_u128(4)), ada, text, DateTime::UNIX_EPOCH).unwrap();
//! assert!(sent.sent_at > last);
//! ```

mod conversation;
mod message;

pub use conversation::{Addressee, Correspondence, MessagingRefused, NewConversation, Pair};
pub use message::{MessageText, NewMessage};
