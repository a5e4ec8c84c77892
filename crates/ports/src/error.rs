use std::time::Duration;

/// The cause of a failure, for the log and for nobody else.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A store could not do what it was asked, for no reason that a caller could act upon.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store cannot be reached, or has no room at the moment. The same call may work in a moment.
    #[error("the store is not available")]
    Unavailable(#[source] BoxError),
    /// Another unit of work was in the way, and this one has to be undone. The whole of it may well succeed when it
    /// is done again.
    #[error("another unit of work was in the way")]
    Contended(#[source] BoxError),
    /// Anything else: a fault of ours, or stored data that makes no sense.
    #[error("the store failed")]
    Failed(#[source] BoxError),
}

impl StoreError {
    /// A failure with a cause that is only a sentence.
    pub fn failed(cause: impl Into<BoxError>) -> Self {
        Self::Failed(cause.into())
    }
}

/// A service behind us could not do what it was asked. The service's own words are in the source, for the log.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// It does not accept the credentials that the call was made with.
    #[error("the service refused the credentials")]
    Unauthorized,
    /// It accepts the credentials but not what was asked with them.
    #[error("the service forbids this")]
    Forbidden,
    /// There is no such thing.
    #[error("the service has no such thing")]
    NotFound,
    /// Too much was asked. `retry_after` says when it may be asked again, where the service said so.
    #[error("the service asks for patience")]
    Limited {
        /// How long to wait.
        retry_after: Option<Duration>,
    },
    /// It has failed so often that it is left alone for a while. Nothing was asked.
    #[error("the service is left alone for a while")]
    Resting {
        /// How much longer.
        retry_after: Duration,
    },
    /// What the service charges for is used up: a matter for the operator.
    #[error("the service wants to be paid")]
    OutOfCredit,
    /// The service refused the content as against its rules.
    #[error("the service refused the content")]
    Moderated,
    /// It did not answer in time.
    #[error("the service took too long")]
    TimedOut,
    /// It cannot be reached, or says that it is out of order.
    #[error("the service is not available")]
    Unavailable(#[source] BoxError),
    /// It answered something that its documentation does not foresee.
    #[error("the service answered something unexpected")]
    Malformed(#[source] BoxError),
}
