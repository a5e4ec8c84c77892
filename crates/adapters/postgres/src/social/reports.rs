//! What is reported to the administrators.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl,
    sql_types::{Array, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    ids::UserId,
    social::{ReportReason, ReportTerms, Reported},
};
use vibeslop_ports::StoreError;

use crate::{
    error::store_error,
    schema::{comments, gigs, posts, reports},
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// People, kept from being deleted, in the order of all locks. Index: the primary key.
    struct KeepPeople<'a> {
        ids: &'a [Uuid] as Array<SqlUuid>,
    }
    rows SqlUuid;
    sql "SELECT u.id FROM users u WHERE u.id = ANY($1) ORDER BY u.id FOR KEY SHARE";
}

crate::statement! {
    /// A project that somebody may know of, kept from being deleted. Index: the primary key.
    struct KeepProject {
        id: Uuid as SqlUuid,
        person: Uuid as SqlUuid,
    }
    rows SqlUuid;
    sql "SELECT j.user_id FROM projects j
         WHERE j.id = $1 AND (j.status = 'published' OR j.user_id = $2)
         FOR KEY SHARE";
}

impl PgUnitOfWork {
    pub(super) async fn keep_reported(
        &mut self,
        thing: Reported,
        reporter: UserId,
    ) -> Result<Option<UserId>, StoreError> {
        let mut people = vec![reporter.0];
        if let Reported::User(id) = thing {
            people.push(id.0);
        }
        let kept: Vec<Uuid> = KeepPeople { ids: &people }.load(self.connection()?).await.map_err(store_error)?;
        if people.iter().any(|person| !kept.contains(person)) {
            return Ok(None);
        }
        let connection = self.connection()?;
        let owner: Option<Uuid> = match thing {
            Reported::User(id) => return Ok(Some(id)),
            Reported::Item(ItemRef::Post(id)) => {
                posts::table.find(id.0).select(posts::user_id).for_key_share().first(connection).await
            }
            Reported::Item(ItemRef::Project(id)) => {
                KeepProject { id: id.0, person: reporter.0 }.get_result(connection).await
            }
            Reported::Gig(id) => gigs::table.find(id.0).select(gigs::user_id).for_key_share().first(connection).await,
            Reported::Comment(id) => {
                comments::table.find(id.0).select(comments::user_id).for_key_share().first(connection).await
            }
        }
        .optional()
        .map_err(store_error)?;
        Ok(owner.map(UserId))
    }

    /// Its identifier; `None` if it was there before. The constraint `reports_once` decides.
    pub(super) async fn add_report(
        &mut self,
        reporter: UserId,
        report: &ReportTerms,
        at: DateTime<Utc>,
    ) -> Result<Option<Uuid>, StoreError> {
        let id = self.new_id();
        diesel::insert_into(reports::table)
            .values((
                reports::id.eq(id),
                reports::user_id.eq(reporter.0),
                reports::reportable_type.eq(report.thing.kind()),
                reports::reportable_id.eq(report.thing.id()),
                reports::reason.eq(report.reason.as_ref().map(ReportReason::as_str)),
                reports::inserted_at.eq(at),
                reports::updated_at.eq(at),
            ))
            .on_conflict_do_nothing()
            .execute(self.connection()?)
            .await
            .map(|rows| (rows > 0).then_some(id))
            .map_err(store_error)
    }
}
