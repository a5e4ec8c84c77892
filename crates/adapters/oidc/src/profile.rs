use openidconnect::core::{CoreIdTokenClaims, CoreUserInfoClaims};
use vibeslop_domain::accounts::{ExternalProfile, ProviderName};

/// What one source says of a person. Providers put it into the ID token, at the userinfo endpoint, or half and half.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    preferred_username: Option<String>,
    nickname: Option<String>,
    name: Option<String>,
    email: Option<String>,
    email_verified: bool,
    picture: Option<String>,
}

macro_rules! told {
    ($claims:expr) => {
        Told {
            preferred_username: filled($claims.preferred_username().map(|name| name.as_str())),
            nickname: filled($claims.nickname().and_then(|name| name.get(None)).map(|name| name.as_str())),
            name: filled($claims.name().and_then(|name| name.get(None)).map(|name| name.as_str())),
            email: filled($claims.email().map(|email| email.as_str())),
            email_verified: $claims.email_verified() == Some(true),
            picture: filled($claims.picture().and_then(|url| url.get(None)).map(|url| url.as_str())),
        }
    };
}

impl From<&CoreIdTokenClaims> for Told {
    fn from(claims: &CoreIdTokenClaims) -> Self {
        told!(claims)
    }
}

impl From<&CoreUserInfoClaims> for Told {
    fn from(claims: &CoreUserInfoClaims) -> Self {
        told!(claims)
    }
}

impl Told {
    /// Whether what an account is made of is missing.
    pub(crate) fn lacks_something(&self) -> bool {
        self.name.is_none() || self.verified_email().is_none() || self.preferred_username.is_none()
    }

    /// This, and where it says nothing, the other. An address is taken together with the word on it.
    pub(crate) fn or(self, other: Self) -> Self {
        let keeps_email = self.verified_email().is_some() || other.email.is_none();
        let (email, email_verified) =
            if keeps_email { (self.email, self.email_verified) } else { (other.email, other.email_verified) };
        Self {
            preferred_username: self.preferred_username.or(other.preferred_username),
            nickname: self.nickname.or(other.nickname),
            name: self.name.or(other.name),
            email,
            email_verified,
            picture: self.picture.or(other.picture),
        }
    }

    /// The person, as the application knows people.
    pub(crate) fn profile(self, provider: ProviderName, subject: &str) -> ExternalProfile {
        ExternalProfile {
            provider,
            subject: subject.to_owned(),
            login: self.login(subject),
            verified_email: self.verified_email().map(str::to_owned),
            name: self.name,
            bio: None,
            location: None,
            avatar_url: self.picture,
        }
    }

    fn verified_email(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| self.email_verified)
    }

    /// What the person calls themselves. Some providers take a mail address for a name: then it is what stands before
    /// the `@`.
    fn login(&self, subject: &str) -> String {
        let named = [&self.preferred_username, &self.nickname, &self.email];
        named
            .into_iter()
            .flatten()
            .map(|name| name.split('@').next().unwrap_or_default())
            .find(|name| !name.is_empty())
            .unwrap_or(subject)
            .to_owned()
    }
}

fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_the_best_name_that_was_told() {
        let mut told = Told {
            preferred_username: filled(Some("ada")),
            nickname: filled(Some("countess")),
            email: filled(Some("lovelace@x.example")),
            ..Told::default()
        };
        assert_eq!(told.login("7"), "ada");
        told.preferred_username = filled(Some("ada.l@corp.example"));
        assert_eq!(told.login("7"), "ada.l");
        told.preferred_username = None;
        assert_eq!(told.login("7"), "countess");
        told.nickname = None;
        assert_eq!(told.login("7"), "lovelace");
        told.email = filled(Some("@x.example"));
        assert_eq!(told.login("7"), "7");
    }

    #[test]
    fn an_address_is_never_taken_from_one_source_and_the_word_on_it_from_the_other() {
        let unverified = Told { email: filled(Some("victim@x.example")), ..Told::default() };
        let verified = Told { email: filled(Some("mine@x.example")), email_verified: true, ..Told::default() };
        assert_eq!(unverified.clone().or(verified.clone()).verified_email(), Some("mine@x.example"));
        assert_eq!(verified.clone().or(unverified.clone()).verified_email(), Some("mine@x.example"));
        let word_alone = Told { email_verified: true, ..Told::default() };
        assert_eq!(unverified.clone().or(word_alone.clone()).verified_email(), None);
        assert_eq!(word_alone.or(unverified).verified_email(), None);
    }
}
