//! Accounts: who makes a request, how people sign in and out.
//!
//! [`Accounts`] knows the tokens of this service, [`SignIn`] the way to one through another service, [`Profiles`] what
//! people tell of themselves. [`Exports`] makes an archive of all that is somebody's, [`Leaving`] deletes it.

pub(crate) mod exports;
pub(crate) mod leaving;
mod profiles;
mod resealing;
mod sessions;
mod sign_in;
#[cfg(test)]
mod tests;

pub use exports::{Export, Exports, MakeExport};
pub use leaving::{EraseLeavers, ErasePerson, ForgetMail, Leaving};
pub use profiles::{Profile, Profiles, UserSummary};
pub use resealing::{Resealed, Resealing};
pub(crate) use sessions::account_is_gone;
pub use sessions::{Accounts, IssuedToken, MyAccount, TOKEN_LIFETIME};
pub use sign_in::{
    Begun, CODE_SECONDS, Callback, Finished, Flow, SIGN_IN_MINUTES, SignIn, SignInRefused, token_purpose,
};
