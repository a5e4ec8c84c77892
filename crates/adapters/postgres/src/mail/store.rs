use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension,
    sql_types::{Array, Text, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{ids::UserId, mail::MailKind};
use vibeslop_ports::{
    StoreError,
    mail::{MailStore, SentMail},
};

use crate::{error::store_error, schema::sent_mails, unit_of_work::PgUnitOfWork};

crate::statement! {
    /// Notes what somebody wants and does not want. Indexes: the primary keys.
    struct SetPreferences<'a> {
        id: Uuid as SqlUuid,
        refused: &'a [&'a str] as Array<Text>,
        wanted: &'a [&'a str] as Array<Text>,
    }
    rows SqlUuid;
    sql "WITH person AS (SELECT u.id FROM users u WHERE u.id = $1 FOR KEY SHARE),
             added AS (
                 INSERT INTO mail_refusals (user_id, kind)
                 SELECT person.id, word FROM person, unnest($2) AS word
                 ON CONFLICT DO NOTHING
             ),
             taken_back AS (
                 DELETE FROM mail_refusals r USING person WHERE r.user_id = person.id AND r.kind = ANY($3)
             )
         SELECT person.id FROM person";
}

#[async_trait]
impl MailStore for PgUnitOfWork {
    async fn set_preferences(&mut self, user: UserId, wanted: &[(MailKind, bool)]) -> Result<bool, StoreError> {
        let words = |want| -> Vec<&str> {
            wanted.iter().filter(|(_, wants)| *wants == want).map(|(kind, _)| kind.as_str()).collect()
        };
        let (wanted, refused) = (words(true), words(false));
        let statement = SetPreferences { id: user.0, refused: &refused, wanted: &wanted };
        let person: Option<Uuid> = statement.get_result(self.connection()?).await.optional().map_err(store_error)?;
        Ok(person.is_some())
    }

    async fn note_sent(&mut self, sent: &SentMail) -> Result<(), StoreError> {
        diesel::insert_into(sent_mails::table)
            .values((
                sent_mails::id.eq(sent.mail),
                sent_mails::user_id.eq(sent.to.0),
                sent_mails::kind.eq(sent.kind.as_str()),
                sent_mails::topic.eq(sent.topic),
                sent_mails::sent_at.eq(sent.at),
            ))
            .on_conflict_do_nothing()
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }
}
