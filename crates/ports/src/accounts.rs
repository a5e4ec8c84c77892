//! Accounts, identities at other services, sessions.

mod queries;
mod sign_in;
mod store;

pub use queries::{AccountQueries, Connection, Me, Viewer};
pub use sign_in::{Authorization, AuthorizationRequest, IdentityError, IdentityProvider, SignedInIdentity};
pub use store::{AccountStore, CreateAccountError, KeptIdentity, LinkIdentityError, StoredAccount};

#[cfg(feature = "mocks")]
pub use self::{queries::MockAccountQueries, sign_in::MockIdentityProvider, store::MockAccountStore};
