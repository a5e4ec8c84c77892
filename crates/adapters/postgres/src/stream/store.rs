use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, sql_types::BigInt};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    StoreError,
    stream::{StreamStore, Ticket},
    tokens::Claims,
};

use crate::{error::store_error, schema::stream_tickets, unit_of_work::PgUnitOfWork};

crate::statement! {
    /// Forgets what happened. See the migration `stream`.
    struct Prune {
        /// In seconds.
        kept_for: i64 as BigInt,
    }
    rows BigInt;
    sql "SELECT prune_stream_events(make_interval(secs => $1))";
}

/// Whose, its identifier, since when, until when; and until when the ticket is in force.
type TicketRow = (Uuid, Option<String>, Option<DateTime<Utc>>, DateTime<Utc>, DateTime<Utc>);

#[async_trait]
impl StreamStore for PgUnitOfWork {
    async fn insert_ticket(&mut self, ticket: &Ticket) -> Result<(), StoreError> {
        diesel::insert_into(stream_tickets::table)
            .values((
                stream_tickets::ticket_hash.eq(ticket.hash.to_vec()),
                stream_tickets::user_id.eq(ticket.claims.user.0),
                stream_tickets::token_id.eq(&ticket.claims.token_id),
                stream_tickets::token_issued_at.eq(ticket.claims.issued_at),
                stream_tickets::token_expires_at.eq(ticket.claims.expires_at),
                stream_tickets::expires_at.eq(ticket.expires_at),
            ))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn take_ticket(&mut self, hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<Claims>, StoreError> {
        // One statement: of two that delete the same row, the second finds nothing.
        let row: Option<TicketRow> =
            diesel::delete(stream_tickets::table.filter(stream_tickets::ticket_hash.eq(hash.to_vec())))
                .returning((
                    stream_tickets::user_id,
                    stream_tickets::token_id,
                    stream_tickets::token_issued_at,
                    stream_tickets::token_expires_at,
                    stream_tickets::expires_at,
                ))
                .get_result(self.connection()?)
                .await
                .optional()
                .map_err(store_error)?;
        Ok(row.filter(|(.., ends)| *ends > now).map(|(user, token_id, issued_at, expires_at, _)| Claims {
            user: UserId(user),
            token_id,
            issued_at,
            expires_at,
        }))
    }

    async fn prune(&mut self, kept_for: TimeDelta, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let gone: i64 =
            Prune { kept_for: kept_for.num_seconds() }.get_result(self.connection()?).await.map_err(store_error)?;
        let over = diesel::delete(stream_tickets::table.filter(stream_tickets::expires_at.le(now)))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(u64::try_from(gone).unwrap_or_default() + u64::try_from(over).unwrap_or_default())
    }
}
