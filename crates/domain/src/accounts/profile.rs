use super::Username;
use crate::{Invalid, text};

macro_rules! profile_text {
    ($(#[$doc:meta])* $name:ident, $max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The most characters.
            pub const MAX: usize = $max;

            /// Judges the text; blank means none.
            pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
                Ok(text::optional(text, Self::MAX)?.map(Self))
            }

            /// As much of a text from elsewhere as fits.
            pub fn shortened(text: &str) -> Option<Self> {
                let clean: String = text.chars().filter(|c| *c != '\0').collect();
                Self::optional(text::beginning(clean.trim(), Self::MAX)).ok().flatten()
            }

            /// The text as it is stored and shown.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

profile_text!(
    /// What a person says of themselves.
    Bio, 500
);
profile_text!(
    /// Where a person says they are.
    Location, 100
);
profile_text!(
    /// The name that others read.
    DisplayName, 100
);

impl DisplayName {
    /// Judges a name that has to be there.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        Self::optional(text)?.ok_or(Invalid::BLANK)
    }
}

impl From<&Username> for DisplayName {
    /// A username always fits.
    fn from(username: &Username) -> Self {
        Self(username.as_str().to_owned())
    }
}

/// An account's name on Twitter, kept without the `@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwitterHandle(String);

impl TwitterHandle {
    /// The most characters.
    pub const MAX: usize = 15;

    /// Judges a handle, with or without its `@`; blank means none.
    pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
        let text = text.trim();
        let Some(handle) = text::optional(text.strip_prefix('@').unwrap_or(text), Self::MAX)? else { return Ok(None) };
        if handle.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            Ok(Some(Self(handle)))
        } else {
            Err(Invalid::FORM)
        }
    }

    /// The handle without `@`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who may write to a person who has not written to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MessagePrivacy {
    /// Everybody.
    #[default]
    Everyone,
    /// Those who follow the person.
    Followers,
    /// Those whom the person follows.
    Following,
}

impl MessagePrivacy {
    /// The word that stands for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Followers => "followers",
            Self::Following => "following",
        }
    }
}

impl std::str::FromStr for MessagePrivacy {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        [Self::Everyone, Self::Followers, Self::Following]
            .into_iter()
            .find(|privacy| privacy.as_str() == word)
            .ok_or(Invalid::FORM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_loses_its_sign() {
        assert_eq!(TwitterHandle::optional("@ada").unwrap().unwrap().as_str(), "ada");
        assert!(TwitterHandle::optional("a b").is_err() && TwitterHandle::optional("x".repeat(16).as_str()).is_err());
        assert_eq!(TwitterHandle::optional(" @ ").unwrap(), None);
    }

    #[test]
    fn a_text_from_elsewhere_is_shortened_not_refused() {
        assert_eq!(Bio::shortened(&"é".repeat(600)).unwrap().as_str(), "é".repeat(500));
        assert_eq!(Bio::shortened(" "), None);
    }

    #[test]
    fn privacy_survives_its_word() {
        assert_eq!("following".parse(), Ok(MessagePrivacy::Following));
        assert!("nobody".parse::<MessagePrivacy>().is_err());
    }
}
