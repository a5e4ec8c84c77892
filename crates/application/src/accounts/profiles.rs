//! People as others see them, and what they change of themselves.

mod editing;

use std::sync::Arc;

use vibeslop_domain::{accounts::Username, ids::UserId, page::Limit, text};
use vibeslop_ports::accounts::{ProfileQueries, ProfileView, UserSummaryView, Viewer};

use super::Accounts;
use crate::{Error, content::Images, debug::opaque_debug};

/// The most characters of a search for people that are looked at. No name is longer.
const MAX_SEARCH: usize = 100;

/// People's profiles.
#[derive(Clone)]
pub struct Profiles {
    /// Accounts, and what they need: transactions, clock, who is an administrator.
    pub accounts: Accounts,
    /// Reads profiles.
    pub queries: Arc<dyn ProfileQueries>,
    /// Takes pictures in.
    pub images: Images,
    /// The address of this service, without a slash at its end.
    pub backend_url: String,
}

opaque_debug!(Profiles);

/// A person as everybody sees them, with what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The profile.
    pub view: ProfileView,
    /// Whether the account is an administrator's.
    pub is_admin: bool,
}

/// A person in a list of people, with what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSummary {
    /// The person.
    pub view: UserSummaryView,
    /// Whether the account is an administrator's.
    pub is_admin: bool,
}

impl Accounts {
    /// A person in a list of people.
    pub fn summary(&self, view: UserSummaryView) -> UserSummary {
        let is_admin = view.verified_email.as_ref().is_some_and(|address| self.administrators.include(address, true));
        UserSummary { view, is_admin }
    }
}

impl Profiles {
    /// Somebody's profile, by their username in any case.
    pub async fn profile(&self, username: &str, viewer: Option<UserId>) -> Result<Profile, Error> {
        let username = Username::sought(username).ok_or(Error::NotFound("user"))?;
        let view = self.queries.profile(&username, viewer).await?.ok_or(Error::NotFound("user"))?;
        let administrators = &self.accounts.administrators;
        let is_admin = view.verified_email.as_ref().is_some_and(|address| administrators.include(address, true));
        Ok(Profile { view, is_admin })
    }

    /// People whose username or name contains `text`, for whoever wants to mention or address them. An `@` in front is
    /// how people write it. Nothing finds nobody.
    pub async fn search(&self, viewer: UserId, text: &str, limit: Limit) -> Result<Vec<UserSummary>, Error> {
        let text = text.trim();
        let text = text::beginning(text.strip_prefix('@').unwrap_or(text).trim(), MAX_SEARCH);
        if text::is_blank(text) {
            return Ok(Vec::new());
        }
        let found = self.queries.search(text, viewer, limit).await?;
        Ok(found.into_iter().map(|view| self.accounts.summary(view)).collect())
    }

    /// Whether the viewer could be called that: nobody else is, and it is no name that the rules refuse. Only taking it
    /// decides: somebody else may do so in between.
    pub async fn is_username_available(&self, viewer: &Viewer, text: &str) -> Result<bool, Error> {
        match Username::sought(text) {
            Some(name) if name.as_str() == viewer.username => Ok(true),
            Some(name) if Username::new(name.as_str()).is_ok() => {
                Ok(self.accounts.queries.id_of(name.as_str()).await?.is_none_or(|holder| holder == viewer.id))
            }
            _ => Ok(false),
        }
    }
}
