//! Accounts: how people are named, what they say of themselves, who they are at other services.
//!
//! ```
//! use vibeslop_domain::accounts::{HeldProfile, ProfileChange, ProfileDraft, Username};
//!
//! // The outer `Some` says that a field was sent; `Some(None)` empties it.
//! let draft = ProfileDraft {
//!     username: Some(Some("Ada L".to_owned())),
//!     website_url: Some(Some("javascript:alert(1)".to_owned())),
//!     bio: Some(None),
//!     ..ProfileDraft::default()
//! };
//! let held = HeldProfile { username: "ada".to_owned(), ..HeldProfile::default() };
//! let wrong = ProfileChange::new(&draft, &held, "https://vibeslop.example").unwrap_err();
//! assert_eq!(wrong.fields().count(), 2, "the name and the address");
//!
//! // A login at another service becomes a free name, with luck from outside.
//! assert_eq!(Username::suggested("Ada-L", 0, 42).as_str(), "ada_l");
//! assert_eq!(Username::suggested("Ada-L", 1, 42).as_str(), "ada_l_42");
//! ```

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
