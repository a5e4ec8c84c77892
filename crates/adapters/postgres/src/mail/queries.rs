use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, QueryDsl,
    dsl::exists,
    select,
    sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Email,
    ids::UserId,
    mail::{MailKind, MailPreferences, Standing, Week, WeekInNumbers},
};
use vibeslop_ports::{
    StoreError,
    mail::{MailQueries, Mentioned, Recipient, ReportedThing},
};

use crate::{Database, error::store_error, schema::sent_mails};

crate::statement! {
    /// Whom a mail is for.
    struct RecipientOf {
        id: Uuid as SqlUuid,
    }
    rows (Text, Text, Text, Bool, Bool, Bool, Array<Text>);
    sql include_str!("recipient.sql");
}

crate::statement! {
    /// Somebody whom a mail for somebody else speaks of. Indexes: the primary keys.
    struct MentionedFor {
        id: Uuid as SqlUuid,
        reader: Uuid as SqlUuid,
    }
    rows (Text, Text);
    sql "SELECT u.username, u.display_name FROM active_users u
         WHERE u.id = $1
            AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = u.id)";
}

crate::statement! {
    /// A report that nobody has looked at yet. Index: the primary keys.
    struct PendingReport {
        id: Uuid as SqlUuid,
    }
    rows (Text, Nullable<Text>, SqlUuid, Text, Text, Nullable<SqlUuid>);
    sql "SELECT r.reportable_type, r.reason, u.id, u.username, u.display_name, coalesce(
             r.open_user_id,
             (SELECT p.user_id FROM posts p WHERE p.id = r.open_post_id),
             (SELECT j.user_id FROM projects j WHERE j.id = r.open_project_id),
             (SELECT c.user_id FROM comments c WHERE c.id = r.open_comment_id),
             (SELECT g.user_id FROM gigs g WHERE g.id = r.open_gig_id)
         )
         FROM reports r JOIN users u ON u.id = r.user_id
         WHERE r.id = $1 AND r.status = 'pending'";
}

crate::statement! {
    /// A week in numbers.
    struct WeekOf {
        id: Uuid as SqlUuid,
        from: DateTime<Utc> as Timestamptz,
        until: DateTime<Utc> as Timestamptz,
    }
    rows (BigInt, BigInt, BigInt, BigInt, BigInt);
    sql include_str!("week.sql");
}

crate::statement! {
    /// When mail about a topic went out last. Index: `sent_mails_of_topic`.
    struct LastSent<'a> {
        id: Uuid as SqlUuid,
        kind: &'a str as Text,
        topic: Uuid as SqlUuid,
    }
    rows Nullable<Timestamptz>;
    sql "SELECT max(s.sent_at) FROM sent_mails s WHERE s.user_id = $1 AND s.kind = $2 AND s.topic = $3";
}

crate::statement! {
    /// Which kinds somebody does not want. Indexes: the primary keys.
    struct RefusalsOf {
        id: Uuid as SqlUuid,
    }
    rows Array<Text>;
    sql "SELECT ARRAY(SELECT r.kind FROM mail_refusals r WHERE r.user_id = u.id) FROM users u WHERE u.id = $1";
}

crate::statement! {
    /// Accounts by their verified addresses. Index: `users_email_key`.
    struct WithAddresses<'a> {
        addresses: &'a [String] as Array<Text>,
    }
    rows SqlUuid;
    sql "SELECT u.id FROM active_users u WHERE u.email_verified AND lower(u.email) = ANY($1) ORDER BY u.id";
}

crate::statement! {
    /// To whom a digest may go.
    struct DigestReaders {
        after: Uuid as SqlUuid,
        most: i64 as BigInt,
    }
    rows SqlUuid;
    sql include_str!("digest_readers.sql");
}

crate::statement! {
    /// What a gig is called. Index: the primary key.
    struct TitleOf {
        id: Uuid as SqlUuid,
    }
    rows Text;
    sql "SELECT g.title FROM gigs g WHERE g.id = $1";
}

crate::statement! {
    /// Whether somebody has not read all of a conversation. Index: the primary key.
    struct HasUnread {
        id: Uuid as SqlUuid,
        reader: Uuid as SqlUuid,
    }
    rows Bool;
    sql "SELECT CASE $2 WHEN c.user_one_id THEN c.user_one_unread > 0 WHEN c.user_two_id THEN c.user_two_unread > 0
            ELSE false END
         FROM conversations c WHERE c.id = $1";
}

#[async_trait]
impl MailQueries for Database {
    async fn recipient(&self, id: UserId) -> Result<Option<Recipient>, StoreError> {
        let mut connection = self.connection().await?;
        let row: Option<(String, String, String, bool, bool, bool, Vec<String>)> =
            RecipientOf { id: id.0 }.get_result(&mut *connection).await.optional().map_err(store_error)?;
        let Some((address, username, display_name, verified, suspended, leaving, refused)) = row else {
            return Ok(None);
        };
        let address =
            Email::new(&address).map_err(|_| StoreError::failed("users.email holds something that is no address"))?;
        let standing = Standing { verified, suspended, leaving, preferences: preferences(&refused) };
        Ok(Some(Recipient { address, username, display_name, standing }))
    }

    async fn mentioned(&self, id: UserId, reader: UserId) -> Result<Option<Mentioned>, StoreError> {
        let mut connection = self.connection().await?;
        let row: Option<(String, String)> = MentionedFor { id: id.0, reader: reader.0 }
            .get_result(&mut *connection)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(row.map(|(username, display_name)| Mentioned { username, display_name }))
    }

    async fn report(&self, id: Uuid) -> Result<Option<ReportedThing>, StoreError> {
        let mut connection = self.connection().await?;
        let row: Option<(String, Option<String>, Uuid, String, String, Option<Uuid>)> =
            PendingReport { id }.get_result(&mut *connection).await.optional().map_err(store_error)?;
        Ok(row.map(|(kind, reason, reporter, username, display_name, owner)| ReportedThing {
            reporter_id: UserId(reporter),
            owner: owner.map(UserId),
            reporter: Mentioned { username, display_name },
            kind,
            reason,
        }))
    }

    async fn week(&self, id: UserId, week: Week) -> Result<WeekInNumbers, StoreError> {
        let mut connection = self.connection().await?;
        let statement = WeekOf { id: id.0, from: week.start(), until: week.end() };
        let (followers, likes, comments, reposts, projects) =
            statement.get_result(&mut *connection).await.map_err(store_error)?;
        Ok(WeekInNumbers { followers, likes, comments, reposts, projects })
    }

    async fn last_sent(&self, to: UserId, kind: MailKind, topic: Uuid) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut connection = self.connection().await?;
        let statement = LastSent { id: to.0, kind: kind.as_str(), topic };
        statement.get_result(&mut *connection).await.map_err(store_error)
    }

    async fn was_sent(&self, mail: Uuid) -> Result<bool, StoreError> {
        let mut connection = self.connection().await?;
        select(exists(sent_mails::table.find(mail))).get_result(&mut *connection).await.map_err(store_error)
    }

    async fn preferences(&self, id: UserId) -> Result<Option<MailPreferences>, StoreError> {
        let mut connection = self.connection().await?;
        let row: Option<Vec<String>> =
            RefusalsOf { id: id.0 }.get_result(&mut *connection).await.optional().map_err(store_error)?;
        Ok(row.map(|refused| preferences(&refused)))
    }

    async fn with_addresses(&self, addresses: &[Email]) -> Result<Vec<UserId>, StoreError> {
        let mut connection = self.connection().await?;
        let addresses: Vec<String> = addresses.iter().map(|address| address.as_str().to_lowercase()).collect();
        let people: Vec<Uuid> =
            WithAddresses { addresses: &addresses }.load(&mut *connection).await.map_err(store_error)?;
        Ok(people.into_iter().map(UserId).collect())
    }

    async fn digest_readers(&self, after: Option<UserId>, most: i64) -> Result<Vec<UserId>, StoreError> {
        let mut connection = self.connection().await?;
        let statement = DigestReaders { after: after.map_or(Uuid::nil(), |after| after.0), most };
        let people: Vec<Uuid> = statement.load(&mut *connection).await.map_err(store_error)?;
        Ok(people.into_iter().map(UserId).collect())
    }

    async fn has_unread(&self, conversation: Uuid, reader: UserId) -> Result<bool, StoreError> {
        let mut connection = self.connection().await?;
        let statement = HasUnread { id: conversation, reader: reader.0 };
        let unread: Option<bool> = statement.get_result(&mut *connection).await.optional().map_err(store_error)?;
        Ok(unread.unwrap_or(false))
    }

    async fn gig_title(&self, id: Uuid) -> Result<Option<String>, StoreError> {
        let mut connection = self.connection().await?;
        TitleOf { id }.get_result(&mut *connection).await.optional().map_err(store_error)
    }
}

/// A word that this version of the program does not know is another version's business.
fn preferences(refused: &[String]) -> MailPreferences {
    MailPreferences::without(refused.iter().filter_map(|word| MailKind::parse(word)))
}
