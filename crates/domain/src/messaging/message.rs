use chrono::{DateTime, Utc};

use crate::{
    Invalid,
    ids::{ConversationId, MessageId, UserId},
    text,
};

/// What a message says, 1 to 10,000 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// The most characters.
    pub const MAX: usize = 10_000;

    /// Judges a text.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        text::required(text, 1, Self::MAX).map(Self)
    }

    /// The text as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A message that is about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// Its identifier.
    pub id: MessageId,
    /// Where it is said.
    pub conversation: ConversationId,
    /// Who says it.
    pub sender: UserId,
    /// The text.
    pub text: MessageText,
    /// Its place in the conversation: behind all that was said before.
    pub sent_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_something_and_not_too_much() {
        assert_eq!(MessageText::new("  On my way\n").unwrap().as_str(), "On my way");
        assert_eq!(MessageText::new(&"é".repeat(10_000)).unwrap().as_str().chars().count(), 10_000);
        for (text, reason) in
            [(" \u{200B}".to_owned(), Invalid::BLANK), ("é".repeat(10_001), Invalid::too_long(10_000))]
        {
            assert_eq!(MessageText::new(&text), Err(reason));
        }
    }
}
