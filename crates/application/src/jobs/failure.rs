//! What a job makes of the failure of a use case.

use vibeslop_ports::jobs::{Failure, Pause, Reason};

use crate::{Error, ServiceFailure};

impl From<Error> for Failure {
    /// A rule that refuses will refuse again, and what is gone stays gone; a store or a service may be better another
    /// time. Whoever says when is not asked before. What is kept is the code, never the sentence, which may name a person.
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound(what) => Self::Moot(Reason::new(format_args!("there is no such {what} any more"))),
            Error::Invalid(_) => Self::Never(Reason::new("validation_failed")),
            Error::PreconditionFailed => Self::Never(Reason::new("precondition_failed")),
            Error::Malformed { code, .. }
            | Error::Unauthenticated { code, .. }
            | Error::Forbidden { code, .. }
            | Error::Conflict { code, .. }
            | Error::Refused { code, .. } => Self::Never(Reason::new(code)),
            Error::Limited { code, retry_after, .. } => Self::Wait(Pause::For(retry_after), Reason::new(code)),
            Error::Service { code, failure, source, .. } => {
                tracing::warn!(error = &source as &dyn std::error::Error, code, "a service failed a job");
                match failure {
                    ServiceFailure::Unavailable { retry_after: Some(time) } => {
                        Self::Wait(Pause::For(time), Reason::new(code))
                    }
                    ServiceFailure::Unavailable { retry_after: None }
                    | ServiceFailure::Bad
                    | ServiceFailure::TimedOut => Self::Retry(Reason::new(format_args!("{code}: {source}"))),
                }
            }
            Error::Unavailable(source) => {
                tracing::warn!(error = &*source, "the store failed a job");
                Self::Retry(Reason::new("the store is not available"))
            }
            Error::Internal(source) => {
                tracing::error!(error = &*source, "a job failed by a fault of ours");
                Self::Retry(Reason::new("a fault of ours, see the log"))
            }
        }
    }
}
