use super::{Bio, DisplayName, Email, Location, Username};
use crate::Invalid;

/// The short name of a service that people sign in with, as in a path: `github`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderName(String);

impl ProviderName {
    /// GitHub, which is always there and whose repositories become projects.
    pub fn github() -> Self {
        Self("github".to_owned())
    }

    /// Judges a name: 1 to 32 of `a-z`, `0-9`, `-` and `_`.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid::FORM) }
    }

    /// The name as it stands in a path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ProviderName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What another service says of the person who has just signed in there. None of it is judged yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalProfile {
    /// The service.
    pub provider: ProviderName,
    /// The person's identifier there, which never changes.
    pub subject: String,
    /// The person's login there, which they can change.
    pub login: String,
    /// The full name.
    pub name: Option<String>,
    /// An address, if the service says that it was verified. Any other is left out by the adapter.
    pub verified_email: Option<String>,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// Where they say they are.
    pub location: Option<String>,
    /// The address of their picture.
    pub avatar_url: Option<String>,
}

/// The account of somebody who signs in for the first time, as far as the other service's word makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The address.
    pub email: Email,
    /// Whether the other service verified it. A made-up one never is.
    pub email_verified: bool,
    /// The name that others read.
    pub display_name: DisplayName,
    /// What they say of themselves.
    pub bio: Option<Bio>,
    /// Where they say they are.
    pub location: Option<Location>,
    /// The address of their picture.
    pub avatar_url: Option<String>,
    /// Their login, if the service is GitHub.
    pub github_username: Option<String>,
}

impl NewAccount {
    /// Takes from a profile what fits, shortens what is too long and leaves out the rest: nobody is turned away
    /// because of what another service let them write. `username` stands in for a missing name.
    pub fn from_profile(profile: &ExternalProfile, username: &Username) -> Self {
        let verified = profile.verified_email.as_deref().and_then(|address| Email::new(address).ok());
        let name = profile.name.as_deref().and_then(DisplayName::shortened);
        Self {
            email_verified: verified.is_some(),
            email: verified.unwrap_or_else(|| Email::placeholder(&profile.provider, &profile.subject)),
            display_name: name.unwrap_or_else(|| username.into()),
            bio: profile.bio.as_deref().and_then(Bio::shortened),
            location: profile.location.as_deref().and_then(Location::shortened),
            avatar_url: profile.avatar_url.clone().filter(|url| url.starts_with("https://") && url.len() <= 2_000),
            github_username: (profile.provider == ProviderName::github()).then(|| profile.login.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> ExternalProfile {
        ExternalProfile {
            provider: ProviderName::github(),
            subject: "583231".to_owned(),
            login: "Ada-L".to_owned(),
            name: Some("x".repeat(300)),
            verified_email: None,
            bio: Some("\0".to_owned()),
            location: None,
            avatar_url: Some("javascript:alert(1)".to_owned()),
        }
    }

    #[test]
    fn odd_profiles_still_make_an_account() {
        let account = NewAccount::from_profile(&profile(), &Username::suggested("Ada-L", 0, 0));
        assert_eq!(account.email.as_str(), "583231@github.user");
        assert!(!account.email_verified);
        assert_eq!(account.display_name.as_str().len(), 100);
        assert_eq!((account.bio, account.avatar_url), (None, None));
    }

    #[test]
    fn a_missing_name_is_replaced_by_the_username() {
        let nameless = ExternalProfile { name: Some("  ".to_owned()), ..profile() };
        let account = NewAccount::from_profile(&nameless, &Username::suggested("ada", 0, 0));
        assert_eq!(account.display_name.as_str(), "ada");
    }
}
