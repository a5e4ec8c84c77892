use lettre::transport::smtp::Error;
use vibeslop_ports::{ServiceError, mail::MailError};

/// The server cannot be reached, hangs up, cannot be spoken to safely, or says that it is out of order.
pub(super) fn of_connecting(error: Error) -> MailError {
    if error.is_timeout() {
        return ServiceError::TimedOut.into();
    }
    ServiceError::Unavailable(error.into()).into()
}

/// The server does not accept the name and the password.
pub(super) fn of_signing_in(error: Error) -> MailError {
    // Also when it knows no way of signing in that we know.
    if error.is_permanent() || error.is_client() { ServiceError::Unauthorized.into() } else { of_connecting(error) }
}

/// The server did not take the mail.
pub(super) fn of_sending(error: Error) -> MailError {
    match error.status().map(u16::from) {
        // These are about us and not about the mail (RFC 4954): it may be sent once the settings are right.
        Some(530 | 534 | 535 | 538) => ServiceError::Unauthorized.into(),
        Some(500..=599) => MailError::Refused(error.into()),
        // The mail needs something that the server cannot do, as letters outside of ASCII in an address.
        None if error.is_client() => MailError::Refused(error.into()),
        _ => of_connecting(error),
    }
}
