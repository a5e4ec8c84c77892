//! Accounts: how people are named, what they say of themselves, who they are at other services.

mod administrators;
mod email;
mod export;
mod identity;
mod leaving;
mod preferences;
mod profile;
mod profile_draft;
mod username;

pub use administrators::Administrators;
pub use email::Email;
pub use export::{ExportSection, KEEP_EXPORT};
pub use identity::{ExternalProfile, NewAccount, ProviderName};
pub use leaving::{GRACE, LeavingRefused, confirms, erased_at, may_come_back, may_leave};
pub use preferences::{MAX_PREFERENCES, PreferencesChange, PreferencesDraft, PreferencesRefused};
pub use profile::{Bio, DisplayName, Location, MessagePrivacy, TwitterHandle};
pub use profile_draft::{HeldProfile, ProfileChange, ProfileDraft};
pub use username::Username;
