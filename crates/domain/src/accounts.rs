//! Accounts: how people are named, what they say of themselves, who they are at other services.

mod administrators;
mod email;
mod identity;
mod profile;
mod username;

pub use administrators::Administrators;
pub use email::Email;
pub use identity::{ExternalProfile, NewAccount, ProviderName};
pub use profile::{Bio, DisplayName, Location, MessagePrivacy, TwitterHandle};
pub use username::Username;
