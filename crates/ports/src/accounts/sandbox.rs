#![expect(clippy::needless_lifetimes, reason = "mockall wants a name for the lifetime inside an `Option`")]
#![cfg_attr(feature = "mocks", expect(clippy::ref_option_ref, reason = "mockall writes such types"))]

use secrecy::SecretString;

/// Somebody who can sign in through the sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxPerson {
    /// The login, by which a script picks a person.
    pub login: String,
    /// The name that others read.
    pub name: String,
    /// A sentence about them, so that a newcomer knows whom to pick.
    pub bio: String,
}

/// Plays a service that people sign in with, for newcomers and tests: the people of the sandbox that stands in for GitHub, and the codes with which they come back from its
/// authorisation page. The page itself is served by whoever serves pages.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait SandboxDirectory: Send + Sync {
    /// Everybody, in the order of the page.
    fn people(&self) -> Vec<SandboxPerson>;

    /// A one-time code for the person with this login, `None` if there is nobody of that name. The sandbox takes it
    /// back once, soon, and only from whoever knows the verifier of `code_challenge` (PKCE, S256) and names the same
    /// `redirect_uri`.
    fn grant<'a>(&self, login: &str, redirect_uri: &str, code_challenge: Option<&'a str>) -> Option<SecretString>;
}
