use vibeslop_ports::ServiceError;

/// An answer that the documentation does not foresee. `what` is for the log.
pub(crate) fn malformed(what: impl Into<String>) -> ServiceError {
    ServiceError::Malformed(what.into().into())
}

/// A fault of the connection. The address stays out of it: queries may hold what is nobody's business.
pub(crate) fn transport(error: reqwest::Error) -> ServiceError {
    if error.is_timeout() { ServiceError::TimedOut } else { ServiceError::Unavailable(error.without_url().into()) }
}
