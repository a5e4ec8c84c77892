//! What becomes of a job whose use case failed.

use std::time::Duration;

use vibeslop_ports::jobs::{Failure, Reason};

use crate::Error;

/// How long a job sleeps when a service asks for patience and does not say for how long.
pub(crate) const LIMIT_WITHOUT_A_TIME: Duration = Duration::from_mins(1);

/// It may work another time. The cause goes to the log, since it may hold what is nobody's business.
pub(crate) fn failed(error: impl Into<Error>) -> Failure {
    let error = error.into();
    tracing::warn!(error = &error as &dyn std::error::Error, "a job failed");
    let kind = match error {
        Error::Unavailable(_) => "the store is not available",
        _ => "something failed on our side",
    };
    Failure::Retry(Reason::new(kind))
}
