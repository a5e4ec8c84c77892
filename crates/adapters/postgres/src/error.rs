//! What a port's caller is told of a failure.

use diesel::result::{DatabaseErrorKind, Error};
use vibeslop_ports::StoreError;

/// What a caller could do about a failure that no constraint explains: do the unit of work again, come back later, or
/// nothing.
///
/// Violations of constraints that stand for an answer (a name is taken, an item is gone) are to be told apart before,
/// by [`violated`].
pub fn store_error(error: Error) -> StoreError {
    if is_contention(&error) {
        return StoreError::Contended(error.into());
    }
    let passing = match &error {
        Error::BrokenTransactionManager => true,
        Error::DatabaseError(kind, information) => match kind {
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction => true,
            DatabaseErrorKind::Unknown => is_passing(information.message()),
            _ => false,
        },
        _ => false,
    };
    if passing { StoreError::Unavailable(error.into()) } else { StoreError::Failed(error.into()) }
}

/// Whether `error` is a violation of the constraint (or unique index) of this name.
pub fn violated(error: &Error, constraint: &str) -> bool {
    matches!(error, Error::DatabaseError(_, information) if information.constraint_name() == Some(constraint))
}

/// Whether the row that a foreign key names is not there (any more).
pub fn names_nothing(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))
}

/// Whether another transaction was in the way and the same work may well succeed when it is tried again: a deadlock, or
/// a lock that was not to be had within `lock_timeout`.
pub fn is_contention(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(DatabaseErrorKind::Unknown, information) => CONTENTION.contains(&information.message()),
        _ => false,
    }
}

/// diesel keeps no error code, so these are known by their text, in the language that the server was told to use for
/// messages. Where that is not English, a passing failure is answered as a lasting one.
const CONTENTION: [&str; 2] = ["deadlock detected", "canceling statement due to lock timeout"];
const PASSING: [&str; 7] = [
    "canceling statement due to statement timeout",
    "terminating connection due to administrator command",
    "terminating connection due to idle-in-transaction timeout",
    "the database system is starting up",
    "the database system is shutting down",
    "the database system is in recovery mode",
    "sorry, too many clients already",
];

fn is_passing(message: &str) -> bool {
    PASSING.contains(&message)
}
