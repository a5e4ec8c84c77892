//! Archives of what is one person's: what they are made of, and where they lie.

mod store;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    OptionalExtension, QueryDsl,
    sql_types::{BigInt, Binary, Integer, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{accounts::ExportSection, ids::UserId};
use vibeslop_ports::{
    StoreError,
    accounts::{ExportPlace, ExportQueries, ExportedRow, MadeExport},
};

use crate::{Database, error::store_error, schema::export_parts};

/// Statements that read a section each, all with the same values and the same columns.
macro_rules! sections {
    ($($name:ident: $file:literal,)*) => {
        $(crate::statement! {
            /// See the file.
            struct $name {
                person: Uuid as SqlUuid,
                at: DateTime<Utc> as Timestamptz,
                id: Uuid as SqlUuid,
                most: i64 as BigInt,
            }
            rows (Timestamptz, SqlUuid, Text);
            sql include_str!(concat!("export/", $file));
        })*
    };
}

sections! {
    Account: "account.sql",
    Projects: "projects.sql",
    Posts: "posts.sql",
    Comments: "comments.sql",
    Likes: "likes.sql",
    Reposts: "reposts.sql",
    Bookmarks: "bookmarks.sql",
    Views: "views.sql",
    Following: "following.sql",
    Followers: "followers.sql",
    Blocks: "blocks.sql",
    Mutes: "mutes.sql",
    Conversations: "conversations.sql",
    Gigs: "gigs.sql",
    Bids: "bids.sql",
    BidsReceived: "bids_received.sql",
    Reviews: "reviews.sql",
    ReviewsReceived: "reviews_received.sql",
    Notifications: "notifications.sql",
    Reports: "reports.sql",
    AiUsage: "ai_usage.sql",
    Pictures: "pictures.sql",
}

crate::statement! {
    /// See the file.
    struct Messages {
        person: Uuid as SqlUuid,
        at: DateTime<Utc> as Timestamptz,
        id: Uuid as SqlUuid,
        most: i64 as BigInt,
        conversation: Uuid as SqlUuid,
    }
    rows (Timestamptz, SqlUuid, Text, SqlUuid);
    sql include_str!("export/messages.sql");
}

crate::statement! {
    /// The archive behind a link. Indexes: `export_links_token_key`, the primary key.
    struct Linked<'a> {
        token_hash: &'a [u8] as Binary,
        now: DateTime<Utc> as Timestamptz,
    }
    rows (SqlUuid, Integer, BigInt, Timestamptz, Timestamptz);
    sql "SELECT e.archive_id, e.parts, e.size, e.made_at, e.expires_at
         FROM export_links l JOIN exports e ON e.user_id = l.user_id
         WHERE l.token_hash = $1 AND e.expires_at > $2";
}

/// Archive, parts, size, when it was made, until when it is kept.
type MadeRow = (Uuid, i32, i64, DateTime<Utc>, DateTime<Utc>);

/// Behind no row: nothing is older.
fn beginning() -> ExportPlace {
    ExportPlace { group: Uuid::nil(), at: DateTime::UNIX_EPOCH - TimeDelta::days(700_000), id: Uuid::nil() }
}

fn exported((at, id, json): (DateTime<Utc>, Uuid, String)) -> ExportedRow {
    ExportedRow { place: ExportPlace { group: Uuid::nil(), at, id }, json }
}

fn made((archive, parts, size, made_at, expires_at): MadeRow) -> Result<MadeExport, StoreError> {
    let nonsense = |_| StoreError::failed("a row of exports has a negative number");
    Ok(MadeExport {
        archive,
        parts: parts.try_into().map_err(nonsense)?,
        size: size.try_into().map_err(nonsense)?,
        made_at,
        expires_at,
    })
}

#[async_trait]
impl ExportQueries for Database {
    async fn rows(
        &self,
        person: UserId,
        section: ExportSection,
        after: Option<ExportPlace>,
        most: u32,
    ) -> Result<Vec<ExportedRow>, StoreError> {
        let ExportPlace { group, at, id } = after.unwrap_or_else(beginning);
        let (person, most) = (person.0, i64::from(most));
        let mut connection = self.connection().await?;
        macro_rules! rows {
            ($($section:ident),*) => {
                match section {
                    $(ExportSection::$section => {
                        let rows: Vec<(DateTime<Utc>, Uuid, String)> =
                            $section { person, at, id, most }.load(&mut *connection).await.map_err(store_error)?;
                        rows.into_iter().map(exported).collect()
                    })*
                    ExportSection::Messages => {
                        let statement = Messages { person, at, id, most, conversation: group };
                        let rows: Vec<(DateTime<Utc>, Uuid, String, Uuid)> =
                            statement.load(&mut *connection).await.map_err(store_error)?;
                        let row = |(at, id, json, group)| ExportedRow { place: ExportPlace { group, at, id }, json };
                        rows.into_iter().map(row).collect()
                    }
                }
            };
        }
        Ok(rows!(
            Account,
            Projects,
            Posts,
            Comments,
            Likes,
            Reposts,
            Bookmarks,
            Views,
            Following,
            Followers,
            Blocks,
            Mutes,
            Conversations,
            Gigs,
            Bids,
            BidsReceived,
            Reviews,
            ReviewsReceived,
            Notifications,
            Reports,
            AiUsage,
            Pictures
        ))
    }

    async fn linked(&self, token_hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<MadeExport>, StoreError> {
        let row: Option<MadeRow> = Linked { token_hash: &token_hash, now }
            .get_result(&mut *self.connection().await?)
            .await
            .optional()
            .map_err(store_error)?;
        row.map(made).transpose()
    }

    async fn part(&self, archive: Uuid, part: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let Ok(part) = i32::try_from(part) else { return Ok(None) };
        export_parts::table
            .find((archive, part))
            .select(export_parts::content)
            .first(&mut *self.connection().await?)
            .await
            .optional()
            .map_err(store_error)
    }
}
