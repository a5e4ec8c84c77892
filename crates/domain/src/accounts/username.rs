use crate::Invalid;

/// The name in a person's address, unique among all accounts: 2 to 30 of `a-z`, `0-9` and `_`, not reserved.
/// Upper case is folded, so that `Ada` and `ada` are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Username(String);

/// Names that are words of a path, or that would let somebody pose as the service.
const RESERVED: [&str; 36] = [
    "about",
    "abuse",
    "account",
    "admin",
    "administrator",
    "api",
    "auth",
    "bookmarks",
    "check_username",
    "dev",
    "docs",
    "everyone",
    "explore",
    "feed",
    "gigs",
    "health",
    "help",
    "me",
    "messages",
    "moderator",
    "notifications",
    "null",
    "onboarding",
    "posts",
    "privacy",
    "projects",
    "root",
    "search",
    "security",
    "settings",
    "signin",
    "suggested",
    "support",
    "system",
    "undefined",
    "vibeslop",
];

impl Username {
    /// The fewest characters.
    pub const MIN: usize = 2;
    /// The most characters.
    pub const MAX: usize = 30;

    /// Judges a name that a person chose.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let name = text.trim().to_lowercase();
        if name.is_empty() {
            return Err(Invalid::BLANK);
        }
        if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            return Err(Invalid::because("can only contain lowercase letters, numbers and underscores"));
        }
        if name.len() < Self::MIN {
            return Err(Invalid::too_short(Self::MIN));
        }
        if name.len() > Self::MAX {
            return Err(Invalid::too_long(Self::MAX));
        }
        if RESERVED.contains(&name.as_str()) {
            return Err(Invalid::because("is reserved"));
        }
        Ok(Self(name))
    }

    /// A name as somebody is looked up by it, whatever its case. `None` if no account can have it. A reserved one is
    /// no fault here: the account may be older than the reservation.
    pub fn sought(text: &str) -> Option<Self> {
        let name = text.trim().to_lowercase();
        let fits = (Self::MIN..=Self::MAX).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        fits.then_some(Self(name))
    }

    /// A name for somebody who signs in for the first time, made from the login at the other service. The first
    /// attempt is the login itself as far as its letters go; each later one carries `luck`, any number, so that
    /// it is most likely free.
    ///
    /// Always answers a valid name: a login of nothing usable becomes `dev` and a number.
    pub fn suggested(login: &str, attempt: u32, luck: u32) -> Self {
        let letters: String = login
            .to_lowercase()
            .chars()
            .map(|c| if c == '-' { '_' } else { c })
            .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_')
            .collect();
        if attempt == 0
            && let Ok(name) = Self::new(&letters)
        {
            return name;
        }
        let stem = if letters.is_empty() { "dev" } else { &letters };
        let number = (luck % 1_000_000).to_string();
        let kept: String = stem.chars().take(Self::MAX - number.len() - 1).collect();
        Self(format!("{kept}_{number}"))
    }

    /// The name as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Username {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_short_plain_and_not_reserved() {
        assert_eq!(Username::new(" Ada_1 ").unwrap().as_str(), "ada_1");
        for bad in ["", "a", "a-b", "ädä", "me", "ADMIN", "a b", &"x".repeat(31)] {
            assert!(Username::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_no_account_can_be_called_is_not_looked_for() {
        assert_eq!(Username::sought("ADMIN").map(|name| name.0).as_deref(), Some("admin"));
        for nobody in ["", "a", "a-b", "a\0b", "ädä", &"x".repeat(31)] {
            assert_eq!(Username::sought(nobody), None, "{nobody:?}");
        }
    }

    #[test]
    fn reserved_names_are_sorted_and_would_be_valid_otherwise() {
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn a_login_keeps_its_letters() {
        assert_eq!(Username::suggested("Ada-L", 0, 7).as_str(), "ada_l");
        assert_eq!(Username::suggested("admin", 0, 7).as_str(), "admin_7");
        assert_eq!(Username::suggested("日本", 0, 7).as_str(), "dev_7");
    }

    proptest! {
        #[test]
        fn every_suggestion_is_valid(login in "\\PC{0,50}", attempt in 0u32..3, luck: u32) {
            let name = Username::suggested(&login, attempt, luck);
            prop_assert_eq!(Username::new(name.as_str()), Ok(name));
        }
    }
}
