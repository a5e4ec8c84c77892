//! Rows of the outbox, however they were read.

use uuid::Uuid;
use vibeslop_domain::{
    ids::{MessageId, NotificationId, UserId},
    stream::Position,
};
use vibeslop_ports::{
    StoreError,
    stream::{Occurrence, Stretch, What},
};

/// A row of `behind.sql` and `missed.sql`: whether nothing is missing, and what happened, all null if nothing did.
pub(super) type Row = (bool, Option<i64>, Option<Uuid>, Option<String>, Option<Uuid>, Option<String>);

/// What the rows tell.
pub(super) fn stretch(rows: Vec<Row>) -> Result<Stretch, StoreError> {
    let complete = rows.first().is_some_and(|row| row.0);
    let occurrences = rows.into_iter().filter_map(occurrence).collect::<Result<_, _>>()?;
    Ok(Stretch { complete, occurrences })
}

fn occurrence((_, position, person, kind, subject, token): Row) -> Option<Result<Occurrence, StoreError>> {
    let (position, person, kind) = (Position(position?), UserId(person?), kind?);
    let what = match (kind.as_str(), subject, token) {
        ("notification", Some(id), _) => What::Notification(NotificationId(id)),
        ("message", Some(id), _) => What::Message(MessageId(id)),
        ("counts", ..) => What::Counts,
        ("token_ended", _, Some(id)) => What::TokenEnded(id),
        ("person_ended", ..) => What::PersonEnded,
        _ => return Some(Err(StoreError::failed(format!("stream_events.kind holds {kind:?}, which means nothing")))),
    };
    Some(Ok(Occurrence { position, person, what }))
}
