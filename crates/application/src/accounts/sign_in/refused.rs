use vibeslop_domain::text;
use vibeslop_ports::{BoxError, StoreError};

use crate::Error;

/// Why somebody was not signed in. The texts are for people, [`code`](Self::code) is for machines, sources are for
/// the log alone.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefused {
    /// There is no such service, or it is not set up.
    #[error("Signing in with this service is not possible here")]
    NotConfigured,
    /// The person did not agree at the other service.
    #[error("The sign-in was cancelled")]
    AccessDenied,
    /// The state does not prove that the sign-in was begun here, in this browser, a short while ago.
    #[error("The sign-in took too long or was begun elsewhere; please start again")]
    StateMismatch,
    /// Another account has the address, and accounts are never joined silently.
    #[error("Another account has the same mail address; please sign in the way you did before")]
    EmailTaken,
    /// The account is suspended.
    #[error("This account is suspended")]
    Suspended,
    /// Its owner wanted the account deleted, and the time to come back is over.
    #[error("This account is being deleted; in an hour you can sign up anew")]
    Erasing,
    /// The other service failed, or cannot be trusted.
    #[error("The service that you sign in with did not answer as it should; please try again in a moment")]
    ProviderError(#[source] BoxError),
    /// We failed.
    #[error("{0}")]
    Failed(#[from] Error),
}

impl SignInRefused {
    /// The word that stands for it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotConfigured => "oauth_not_configured",
            Self::AccessDenied => "access_denied",
            Self::StateMismatch => "state_mismatch",
            Self::EmailTaken => "email_taken",
            Self::Suspended => "suspended",
            Self::Erasing => "account_erased",
            Self::ProviderError(_) => "provider_error",
            Self::Failed(_) => "internal_error",
        }
    }

    /// What a service's own word for a failure (RFC 6749, section 4.1.2.1) means. It arrives through the browser,
    /// so that anybody can have written it: only its beginning goes to the log.
    pub(super) fn told(error: &str) -> Self {
        if error == "access_denied" {
            return Self::AccessDenied;
        }
        Self::ProviderError(format!("the service says {:?}", text::beginning(error, 100)).into())
    }
}

impl From<StoreError> for SignInRefused {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}
