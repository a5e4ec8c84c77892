use std::time::Duration;

use vibeslop_domain::{
    Violations, accounts::PreferencesRefused, content::NotOwner, feed::InvalidCursor, limits::Standing,
    page::OffsetTooLarge,
};
use vibeslop_ports::{BoxError, ServiceError, StoreError};

/// Why a use case did not do what it was asked. A dozen kinds; whoever shows them to people (HTTP, a command line)
/// turns each kind into an answer of its own at one place.
///
/// `code` is for machines and never changes, `message` is a sentence for people. A `source` is for the log alone.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Fields of the draft are wrong.
    #[error("{0}")]
    Invalid(#[from] Violations),
    /// The request makes no sense, whoever sends it.
    #[error("{message}")]
    Malformed {
        /// For machines.
        code: &'static str,
        /// For people.
        message: String,
    },
    /// Nobody is signed in, or not in the way that is needed.
    #[error("{message}")]
    Unauthenticated {
        /// For machines.
        code: &'static str,
        /// For people.
        message: String,
    },
    /// Somebody is signed in who may not do this.
    #[error("{message}")]
    Forbidden {
        /// For machines.
        code: &'static str,
        /// For people.
        message: String,
    },
    /// There is no such thing, or none that the caller may know of.
    #[error("There is no such {0}")]
    NotFound(&'static str),
    /// It does not fit what is there by now.
    #[error("{message}")]
    Conflict {
        /// For machines.
        code: &'static str,
        /// For people.
        message: String,
    },
    /// The change was meant for a state that the thing has no more.
    #[error("This has changed in the meantime: read it again")]
    PreconditionFailed,
    /// A rule of the domain forbids it.
    #[error("{message}")]
    Refused {
        /// For machines.
        code: &'static str,
        /// For people.
        message: String,
    },
    /// Done too often.
    #[error("{message}")]
    Limited {
        /// For machines.
        code: &'static str,
        /// For people.
        message: String,
        /// When it may be done again.
        retry_after: Duration,
        /// The limits that forbid it.
        violated: Vec<Standing>,
    },
    /// A service behind us failed.
    #[error("{message}")]
    Service {
        /// For machines.
        code: &'static str,
        /// For people.
        message: String,
        /// In which way.
        failure: ServiceFailure,
        /// What exactly, for the log.
        source: ServiceError,
    },
    /// The store is not there at the moment.
    #[error("Please try again in a moment")]
    Unavailable(#[source] BoxError),
    /// A fault of ours.
    #[error("Something failed on our side")]
    Internal(#[source] BoxError),
}

/// In which way a service behind us failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceFailure {
    /// It answered badly, or not at all.
    Bad,
    /// It limits us, or the operator has to act; may be tried again then.
    Unavailable {
        /// When, if known.
        retry_after: Option<Duration>,
    },
    /// It did not answer in time.
    TimedOut,
}

impl Error {
    /// A failure of a service, told with the code and the sentence of the endpoint that needed it.
    pub fn service(code: &'static str, message: impl Into<String>, source: ServiceError) -> Self {
        let failure = match &source {
            ServiceError::Limited { retry_after } => ServiceFailure::Unavailable { retry_after: *retry_after },
            ServiceError::Resting { retry_after } => ServiceFailure::Unavailable { retry_after: Some(*retry_after) },
            ServiceError::OutOfCredit => ServiceFailure::Unavailable { retry_after: None },
            ServiceError::TimedOut => ServiceFailure::TimedOut,
            ServiceError::Unauthorized
            | ServiceError::Forbidden
            | ServiceError::NotFound
            | ServiceError::Moderated
            | ServiceError::Unavailable(_)
            | ServiceError::Malformed(_) => ServiceFailure::Bad,
        };
        Self::Service { code, message: message.into(), failure, source }
    }
}

impl Error {
    /// Whether another unit of work was in the way, so that doing this one again may well succeed.
    pub fn is_contention(&self) -> bool {
        match self {
            Self::Unavailable(source) => matches!(source.downcast_ref(), Some(StoreError::Contended(_))),
            _ => false,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(source) => Self::Unavailable(source),
            // Kept whole, so that whoever can do the work again knows that it is worth while.
            StoreError::Contended(_) => Self::Unavailable(error.into()),
            StoreError::Failed(source) => Self::Internal(source),
        }
    }
}

impl From<PreferencesRefused> for Error {
    fn from(refused: PreferencesRefused) -> Self {
        match refused {
            PreferencesRefused::NoIdentifier(_) => {
                Self::Malformed { code: "bad_request", message: refused.to_string() }
            }
            PreferencesRefused::Invalid(violations) => Self::Invalid(violations),
        }
    }
}

impl From<NotOwner> for Error {
    fn from(refused: NotOwner) -> Self {
        Self::Forbidden { code: "forbidden", message: refused.to_string() }
    }
}

impl From<InvalidCursor> for Error {
    fn from(refused: InvalidCursor) -> Self {
        Self::Malformed { code: "invalid_cursor", message: refused.to_string() }
    }
}

impl From<OffsetTooLarge> for Error {
    fn from(refused: OffsetTooLarge) -> Self {
        Self::Refused { code: "offset_too_large", message: refused.to_string() }
    }
}
