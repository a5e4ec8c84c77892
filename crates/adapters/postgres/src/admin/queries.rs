use async_trait::async_trait;
use diesel::OptionalExtension;
use diesel_async::RunQueryDsl;
use vibeslop_domain::{
    admin::PersonSearch,
    ids::{ReportId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    admin::{AdminQueries, AdminUserView, AuditFilter, AuditView, CountedPage, ReportFilter, ReportView},
};

use super::{
    audit::{CountDeeds, DeedRow, Deeds},
    people::{CountPeople, OnePerson, People, PersonRow},
    reports::{CountReports, OneReport, ReportRow, Reports},
};
use crate::{Database, error::store_error, rows::like_containing};

/// A page whose rows may make no sense.
fn sound<R, T>(page: Page<R, TimeCursor>) -> Result<Page<T, TimeCursor>, StoreError>
where
    T: TryFrom<R, Error = StoreError>,
{
    Ok(Page { items: page.items.into_iter().map(T::try_from).collect::<Result<_, _>>()?, next: page.next })
}

#[async_trait]
impl AdminQueries for Database {
    async fn people(
        &self,
        search: Option<PersonSearch>,
        start: Start,
        limit: Limit,
    ) -> Result<CountedPage<AdminUserView>, StoreError> {
        let pattern = search.map(|search| like_containing(search.as_str()));
        let after = start.cursor();
        let people = People {
            pattern: pattern.as_deref(),
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        };
        let mut connection = self.connection().await?;
        let rows: Vec<PersonRow> = people.load(&mut *connection).await.map_err(store_error)?;
        let count = CountPeople { pattern: pattern.as_deref() };
        let total = count.get_result(&mut *connection).await.map_err(store_error)?;
        let page = Page::of_one_more(rows, limit, |row| TimeCursor { at: row.inserted_at, id: row.id });
        Ok(CountedPage { page: page.map(Into::into), total })
    }

    async fn person(&self, id: UserId) -> Result<Option<AdminUserView>, StoreError> {
        let mut connection = self.connection().await?;
        let row: Option<PersonRow> =
            OnePerson { id: id.0 }.get_result(&mut *connection).await.optional().map_err(store_error)?;
        Ok(row.map(Into::into))
    }

    async fn reports(
        &self,
        filter: &ReportFilter,
        start: Start,
        limit: Limit,
    ) -> Result<CountedPage<ReportView>, StoreError> {
        let (status, kind) = (filter.status.map(vibeslop_domain::social::ReportStatus::as_str), filter.kind.as_deref());
        let after = start.cursor();
        let reports = Reports {
            status,
            kind,
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        };
        let mut connection = self.connection().await?;
        let rows: Vec<ReportRow> = reports.load(&mut *connection).await.map_err(store_error)?;
        let total = CountReports { status, kind }.get_result(&mut *connection).await.map_err(store_error)?;
        let page = Page::of_one_more(rows, limit, |row| TimeCursor { at: row.inserted_at, id: row.id });
        Ok(CountedPage { page: sound(page)?, total })
    }

    async fn report(&self, id: ReportId) -> Result<Option<ReportView>, StoreError> {
        let mut connection = self.connection().await?;
        let row: Option<ReportRow> =
            OneReport { id: id.0 }.get_result(&mut *connection).await.optional().map_err(store_error)?;
        row.map(ReportView::try_from).transpose()
    }

    async fn audit(
        &self,
        filter: &AuditFilter,
        start: Start,
        limit: Limit,
    ) -> Result<CountedPage<AuditView>, StoreError> {
        let (actor, subject) = (filter.actor.map(|actor| actor.0), filter.subject_id.as_deref());
        let action = filter.action.map(vibeslop_domain::admin::AdminAction::as_str);
        let after = start.cursor();
        let deeds = Deeds {
            actor,
            action,
            subject,
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        };
        let mut connection = self.connection().await?;
        let rows: Vec<DeedRow> = deeds.load(&mut *connection).await.map_err(store_error)?;
        let total = CountDeeds { actor, action, subject }.get_result(&mut *connection).await.map_err(store_error)?;
        let page = Page::of_one_more(rows, limit, |row| TimeCursor { at: row.inserted_at, id: row.id });
        Ok(CountedPage { page: sound(page)?, total })
    }
}
