//! Accounts: who makes a request, how people sign in and out.
//!
//! [`Accounts`] knows the tokens of this service, [`SignIn`] the way to one through another service, [`Profiles`] what
//! people tell of themselves.

mod profiles;
mod sessions;
mod sign_in;
#[cfg(test)]
mod tests;

pub use profiles::{Profile, Profiles, UserSummary};
pub(crate) use sessions::account_is_gone;
pub use sessions::{Accounts, IssuedToken, MyAccount, TOKEN_LIFETIME};
pub use sign_in::{
    Begun, CODE_SECONDS, Callback, Finished, Flow, SIGN_IN_MINUTES, SignIn, SignInRefused, token_purpose,
};
