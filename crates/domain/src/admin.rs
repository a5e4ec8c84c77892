//! Administration: who may be removed, how a person is suspended, and what is written down of it all.
//!
//! ```
//! use uuid::Uuid;
//! use vibeslop_domain::{
//!     admin::{RemovalRefused, Suspension, SuspensionDraft, may_remove},
//!     ids::UserId,
//! };
//! # let now = chrono::DateTime::UNIX_EPOCH;
//!
//! let (admin, troll) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
//! assert_eq!(may_remove(admin, admin, true), Err(RemovalRefused::OwnAccount));
//! assert_eq!(may_remove(admin, troll, false), Ok(()));
//!
//! let draft = SuspensionDraft { reason: Some("Spam".to_owned()), until: Some("1970-01-08T00:00:00Z".to_owned()) };
//! assert_eq!(Suspension::new(&draft, now).unwrap().reason(), "Spam");
//! ```

mod audit;
mod suspension;

pub use self::{
    audit::{AdminAction, AuditSubject},
    suspension::{Suspension, SuspensionDraft},
};
use crate::{Invalid, ids::UserId};

/// Why an administrator may not remove or suspend somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RemovalRefused {
    /// It is the administrator's own account.
    #[error("You cannot do this to your own account")]
    OwnAccount,
    /// It is an administrator's account.
    #[error("This is an administrator's account; take their address out of the configuration first")]
    Administrator,
}

/// The rule of removing and suspending: neither oneself nor another administrator, so that nobody is locked out by
/// mistake, and no stolen account can lock out all others.
pub fn may_remove(actor: UserId, target: UserId, target_is_admin: bool) -> Result<(), RemovalRefused> {
    if actor == target {
        Err(RemovalRefused::OwnAccount)
    } else if target_is_admin {
        Err(RemovalRefused::Administrator)
    } else {
        Ok(())
    }
}

/// What administrators look for among people: any part of a username, a name or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSearch(String);

impl PersonSearch {
    /// The most characters.
    pub const MAX: usize = 320;

    /// Judges a search; blank means that everybody is wanted.
    pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
        Ok(crate::text::optional(text, Self::MAX)?.map(Self))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn nobody_removes_themselves_or_an_administrator() {
        let (ada, bob) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        assert_eq!(may_remove(ada, bob, false), Ok(()));
        assert_eq!(may_remove(ada, bob, true), Err(RemovalRefused::Administrator));
        assert_eq!(may_remove(ada, ada, true), Err(RemovalRefused::OwnAccount));
    }

    #[test]
    fn a_blank_search_is_none() {
        assert_eq!(PersonSearch::optional(" \n"), Ok(None));
        assert_eq!(PersonSearch::optional(" ada ").unwrap().unwrap().as_str(), "ada");
        assert!(PersonSearch::optional(&"x".repeat(321)).is_err());
    }
}
