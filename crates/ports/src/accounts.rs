//! Accounts, identities at other services, sessions.

mod export;
mod people;
mod profiles;
mod queries;
mod sandbox;
mod sign_in;
mod store;

pub use export::{ExportLink, ExportPlace, ExportQueries, ExportState, ExportStore, ExportedRow, MadeExport};
pub use people::UserSummaryView;
pub use profiles::{Preferences, ProfileQueries, ProfileStats, ProfileView};
pub use queries::{AccountQueries, Connection, Me, Viewer};
pub use sandbox::{SandboxDirectory, SandboxPerson};
pub use sign_in::{Authorization, AuthorizationRequest, IdentityError, IdentityProvider, SignedInIdentity};
pub use store::{
    AccountStore, CreateAccountError, KeptIdentity, LinkIdentityError, Reseal, SealedIdentity, StoredAccount,
    UpdateProfileError,
};

#[cfg(feature = "mocks")]
pub use self::{
    export::{MockExportQueries, MockExportStore},
    profiles::MockProfileQueries,
    queries::MockAccountQueries,
    sandbox::MockSandboxDirectory,
    sign_in::MockIdentityProvider,
    store::MockAccountStore,
};
