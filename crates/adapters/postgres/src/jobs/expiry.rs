//! Rows that are of no use any more.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use vibeslop_domain::{
    ai::KEEP_CALLS,
    jobs::{KEEP_COMPLETED, KEEP_GIVEN_UP},
    mail::KEEP_SENT,
    moderation::VERDICT_LASTS,
    notifications::KEEP_READ,
};
use vibeslop_ports::{
    StoreError,
    jobs::{ExpiredRows, Expiring},
};

use crate::{Database, error::store_error};

/// A statement that deletes up to `$2` rows of `$table` that are older than `$1`. `$key` is its primary key.
macro_rules! prune {
    ($(#[$meta:meta])* $name:ident: $table:literal, by $key:literal, where $condition:literal) => {
        crate::statement! {
            $(#[$meta])*
            struct $name {
                before: DateTime<Utc> as Timestamptz,
                most: i64 as BigInt,
            }
            rows ();
            sql concat!(
                "DELETE FROM ", $table, " WHERE (", $key, ") IN (
                     SELECT ", $key, " FROM ", $table, " WHERE ", $condition, " LIMIT $2 FOR UPDATE SKIP LOCKED
                 )"
            );
        }
    };
}

prune!(
    /// Index: `revoked_tokens_expiry`.
    RevokedTokens: "revoked_tokens", by "jti", where "expires_at < $1"
);
prune!(
    /// Index: `login_codes_expiry`.
    LoginCodes: "login_codes", by "code_hash", where "expires_at < $1"
);
prune!(
    /// Index: `retries_expiry`.
    Retries: "retries", by "caller, key", where "expires_at < $1"
);
prune!(
    /// Reads the table, which has a row a person and limit at most.
    LimitWindows: "limit_windows", by "user_id, policy", where "starts_at < $1"
);
prune!(
    /// Index: `notifications_read_age`.
    Notifications: "notifications", by "id", where "read AND inserted_at < $1"
);
prune!(
    /// Index: `jobs_finished`.
    Completed: "jobs", by "id", where "finished_at < $1 AND state = 'completed'"
);
prune!(
    /// Index: `jobs_failed`.
    GivenUp: "jobs", by "id", where "finished_at < $1 AND state IN ('discarded', 'cancelled')"
);
prune!(
    /// Index: `sent_mails_age`.
    SentMails: "sent_mails", by "id", where "sent_at < $1"
);
prune!(
    /// Index: `moderation_verdicts_created_at`.
    Verdicts: "moderation_verdicts", by "sha256", where "created_at < $1"
);
prune!(
    /// Index: `generated_images_expires_at`.
    GeneratedImages: "generated_images", by "sha256", where "expires_at < $1"
);

prune!(
    /// The day is that of UTC. Index: `gig_views_by_day`.
    GigViews: "gig_views", by "gig_id, viewer_key, day", where "day < ($1 AT TIME ZONE 'UTC')::date"
);
prune!(
    /// Index: `ai_usage_by_time`.
    AiUsage: "ai_usage", by "id", where "inserted_at < $1"
);
prune!(
    /// Their parts and links go with them. Index: `exports_expiry`.
    Exports: "exports", by "user_id", where "expires_at <= $1"
);
prune!(
    /// Index: `exports_unmade`.
    UnmadeExports: "exports", by "user_id", where "expires_at IS NULL AND requested_at < $1"
);

crate::statement! {
    /// Takes marks, and the words with them that are in no text any more. Answers how many marks. Indexes: the primary keys,
    /// `posts_search`, `projects_search`, `gigs_search`.
    struct GoneWords {
        most: i64 as BigInt,
    }
    rows BigInt;
    sql include_str!("gone_words.sql");
}

/// After how long an archive is not waited for any more.
const NEVER_MADE: TimeDelta = TimeDelta::days(7);

/// Beyond the clocks of nodes, which may differ a little, and any window there is.
const MARGIN: TimeDelta = TimeDelta::days(1);

#[async_trait]
impl ExpiredRows for Database {
    async fn prune(&self, rows: Expiring, most: u32, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let (connection, most) = (&mut self.pooled().await?, i64::from(most));
        let pruned = match rows {
            Expiring::RevokedTokens => RevokedTokens { before: now - MARGIN, most }.execute(connection).await,
            Expiring::LoginCodes => LoginCodes { before: now - MARGIN, most }.execute(connection).await,
            Expiring::Retries => Retries { before: now - MARGIN, most }.execute(connection).await,
            Expiring::LimitWindows => LimitWindows { before: now - MARGIN, most }.execute(connection).await,
            Expiring::Notifications => Notifications { before: now - KEEP_READ, most }.execute(connection).await,
            Expiring::SentMails => SentMails { before: now - KEEP_SENT, most }.execute(connection).await,
            Expiring::Verdicts => Verdicts { before: now - VERDICT_LASTS - MARGIN, most }.execute(connection).await,
            Expiring::GeneratedImages => GeneratedImages { before: now - MARGIN, most }.execute(connection).await,
            Expiring::GigViews => GigViews { before: now - MARGIN, most }.execute(connection).await,
            Expiring::AiUsage => AiUsage { before: now - KEEP_CALLS, most }.execute(connection).await,
            Expiring::SearchWords => {
                let marks: Result<i64, _> = GoneWords { most }.get_result(connection).await;
                marks.map(|marks| usize::try_from(marks).unwrap_or_default())
            }
            Expiring::Exports => {
                // What is somebody's own lies around for no longer than they were told.
                let over = Exports { before: now, most }.execute(connection).await.map_err(store_error)?;
                let unmade = UnmadeExports { before: now - NEVER_MADE, most }.execute(connection).await;
                unmade.map(|unmade| over + unmade)
            }
            Expiring::Jobs => {
                let completed = Completed { before: now - KEEP_COMPLETED, most }.execute(connection).await;
                let completed = completed.map_err(store_error)?;
                let given_up = GivenUp { before: now - KEEP_GIVEN_UP, most }.execute(connection).await;
                given_up.map(|given_up| completed + given_up)
            }
        };
        pruned.map_err(store_error)
    }
}
