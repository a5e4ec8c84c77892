//! What is known of pictures. On connections of its own: a verdict has cost something, and holds even where the write
//! that asked for it is undone.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Binary, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{content::MediaFile, ids::UserId};
use vibeslop_ports::{
    StoreError,
    moderation::{KnownImages, Verdict},
};

use crate::{Database, error::store_error};

crate::statement! {
    /// Indexes: the primary keys.
    struct Known<'a> {
        hashes: &'a [&'a [u8]] as Array<Binary>,
        judged_since: DateTime<Utc> as Timestamptz,
        now: DateTime<Utc> as Timestamptz,
    }
    rows (Binary, Bool, Nullable<Text>);
    sql include_str!("moderation/known.sql");
}

crate::statement! {
    /// The newer verdict holds: nodes may differ about which came first, and the clock decides.
    struct Judged<'a> {
        hash: &'a [u8] as Binary,
        safe: bool as Bool,
        reason: Option<&'a str> as Nullable<Text>,
        model: &'a str as Text,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "INSERT INTO moderation_verdicts AS kept (sha256, safe, reason, model, created_at)
         VALUES ($1, $2, left($3, 200), left($4, 200), $5)
         ON CONFLICT (sha256) DO UPDATE
         SET safe = excluded.safe, reason = excluded.reason, model = excluded.model, created_at = excluded.created_at
         WHERE kept.created_at <= excluded.created_at";
}

crate::statement! {
    /// Nothing is remembered for somebody who is gone.
    struct MadeHere<'a> {
        hash: &'a [u8] as Binary,
        maker: Uuid as SqlUuid,
        until: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "INSERT INTO generated_images AS kept (sha256, user_id, expires_at)
         SELECT $1, u.id, $3 FROM users u WHERE u.id = $2 FOR KEY SHARE
         ON CONFLICT (sha256) DO UPDATE
         SET user_id = excluded.user_id, expires_at = excluded.expires_at
         WHERE kept.expires_at <= excluded.expires_at";
}

#[async_trait]
impl KnownImages for Database {
    async fn verdicts(
        &self,
        files: &[MediaFile],
        judged_since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<HashMap<MediaFile, Verdict>, StoreError> {
        let hashes: Vec<&[u8]> = files.iter().map(|file| file.hash().as_slice()).collect();
        let mut connection = self.own().await?;
        let known = Known { hashes: &hashes, judged_since, now };
        let rows: Vec<(Vec<u8>, bool, Option<String>)> = known.load(&mut *connection).await.map_err(store_error)?;
        let mut verdicts = HashMap::with_capacity(rows.len());
        for (hash, safe, reason) in rows {
            let verdict = if safe { Verdict::Safe } else { Verdict::Unsafe { reason } };
            for file in files.iter().filter(|file| file.hash().as_slice() == hash) {
                verdicts.insert(*file, verdict.clone());
            }
        }
        Ok(verdicts)
    }

    async fn judged(
        &self,
        file: &MediaFile,
        verdict: &Verdict,
        judge: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (safe, reason) = match verdict {
            Verdict::Safe => (true, None),
            Verdict::Unsafe { reason } => (false, reason.as_deref()),
        };
        let mut connection = self.own().await?;
        Judged { hash: file.hash(), safe, reason, model: judge, now }
            .execute(&mut *connection)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn made_here(&self, file: &MediaFile, maker: UserId, until: DateTime<Utc>) -> Result<(), StoreError> {
        let mut connection = self.own().await?;
        MadeHere { hash: file.hash(), maker: maker.0, until }
            .execute(&mut *connection)
            .await
            .map(drop)
            .map_err(store_error)
    }
}
