use async_trait::async_trait;
use vibeslop_domain::{
    admin::PersonSearch,
    ids::{ReportId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    admin::{AdminQueries, AdminUserView, AuditFilter, AuditView, CountedPage, ReportFilter, ReportView},
};

use super::audit::wanted;
use crate::{Memory, accounts::count, page::newest_first};

#[async_trait]
impl AdminQueries for Memory {
    async fn people(
        &self,
        search: Option<PersonSearch>,
        start: Start,
        limit: Limit,
    ) -> Result<CountedPage<AdminUserView>, StoreError> {
        let world = self.read().await;
        let found = || {
            let people = world.users.values();
            people.filter(|row| search.as_ref().is_none_or(|search| row.mentions(search.as_str())))
        };
        let page = newest_first(found(), start, limit, |row| TimeCursor { at: row.inserted_at, id: row.id.0 });
        Ok(CountedPage { page: page.map(|row| world.admin_view(row)), total: count(found()) })
    }

    async fn person(&self, id: UserId) -> Result<Option<AdminUserView>, StoreError> {
        let world = self.read().await;
        Ok(world.user(id).map(|row| world.admin_view(row)))
    }

    async fn reports(
        &self,
        filter: &ReportFilter,
        start: Start,
        limit: Limit,
    ) -> Result<CountedPage<ReportView>, StoreError> {
        let world = self.read().await;
        let found = || {
            let of_status =
                world.reports.values().filter(|row| filter.status.is_none_or(|status| status == row.status));
            of_status.filter(|row| filter.kind.as_ref().is_none_or(|kind| kind == row.thing.kind()))
        };
        let page = newest_first(found(), start, limit, |row| TimeCursor { at: row.inserted_at, id: row.id.0 });
        let items = page.items.into_iter().map(|row| world.report_view(row)).collect::<Result<_, _>>()?;
        Ok(CountedPage { page: Page { items, next: page.next }, total: count(found()) })
    }

    async fn report(&self, id: ReportId) -> Result<Option<ReportView>, StoreError> {
        let world = self.read().await;
        world.reports.get(&id).map(|row| world.report_view(row)).transpose()
    }

    async fn audit(
        &self,
        filter: &AuditFilter,
        start: Start,
        limit: Limit,
    ) -> Result<CountedPage<AuditView>, StoreError> {
        let world = self.read().await;
        let found = || world.audit.values().filter(|entry| wanted(filter, entry));
        let page = newest_first(found(), start, limit, |entry| TimeCursor { at: entry.at, id: entry.id });
        Ok(CountedPage { page: page.map(|entry| world.audit_view(entry)), total: count(found()) })
    }
}
