use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    admin::Suspension,
    catalog::{ModelTool, Stack, StackCategory, TagName, Tool},
    ids::{ReportId, StackId, ToolId, UserId},
    social::{ReportStatus, Reported},
};
use vibeslop_ports::{
    StoreError,
    admin::{AdminStore, AuditEntry, CreateEntryError, LockedPerson, StoredReport},
};

use super::entries::{free_slug, has_slug, is_named};
use crate::unit_of_work::Unit;

#[async_trait]
impl AdminStore for Unit {
    async fn toggle_verified(&mut self, id: UserId, now: DateTime<Utc>) -> Result<Option<bool>, StoreError> {
        self.world.edit_user(id, now, |row| row.is_verified = !row.is_verified);
        Ok(self.world.user(id).map(|row| row.is_verified))
    }

    async fn lock_person(&mut self, id: UserId) -> Result<Option<LockedPerson>, StoreError> {
        Ok(self.world.user(id).map(|row| LockedPerson {
            id,
            email: row.email.clone(),
            email_verified: row.email_verified,
            suspended: row.is_suspended(self.world.now),
            leaves_at: row.leaves_at,
        }))
    }

    async fn delete_person(&mut self, id: UserId) -> Result<(), StoreError> {
        self.world.forget_reasons(id);
        self.world.forget_browsers(id);
        self.world.delete_user(id);
        Ok(())
    }

    async fn suspend(&mut self, id: UserId, suspension: &Suspension, now: DateTime<Utc>) -> Result<(), StoreError> {
        // Codes would become tokens.
        self.world.login_codes.remove_where(|_, row| row.user == id);
        self.world.edit_user(id, now, |row| {
            row.suspended_at = Some(now);
            row.suspended_until = suspension.until();
            row.suspension_reason = Some(suspension.reason().to_owned());
            row.tokens_valid_after = row.tokens_valid_after.max(Some(now));
        });
        Ok(())
    }

    async fn restore(&mut self, id: UserId, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.world.edit_user(id, now, |row| {
            (row.suspended_at, row.suspended_until, row.suspension_reason) = (None, None, None);
        });
        Ok(())
    }

    async fn create_tool(&mut self, id: ToolId, name: &TagName, _: DateTime<Utc>) -> Result<Tool, CreateEntryError> {
        let slug = free_slug(&self.world.tools, name, id.0)?;
        let tool = Tool { id, name: name.as_str().to_owned(), slug, icon_url: None };
        self.world.tools.add_new(id, tool.clone())?;
        self.done.catalog_grew = true;
        Ok(tool)
    }

    async fn create_stack(
        &mut self,
        id: StackId,
        name: &TagName,
        category: StackCategory,
        _: DateTime<Utc>,
    ) -> Result<Stack, CreateEntryError> {
        let slug = free_slug(&self.world.stacks, name, id.0)?;
        let category = Some(category.as_str().to_owned());
        let stack = Stack { id, name: name.as_str().to_owned(), slug, category };
        self.world.stacks.add_new(id, stack.clone())?;
        self.done.catalog_grew = true;
        Ok(stack)
    }

    async fn delete_tool(&mut self, id: ToolId) -> Result<bool, StoreError> {
        let deleted = self.world.delete_tool(id);
        self.done.catalog_grew |= deleted;
        Ok(deleted)
    }

    async fn delete_stack(&mut self, id: StackId) -> Result<bool, StoreError> {
        let deleted = self.world.delete_stack(id);
        self.done.catalog_grew |= deleted;
        Ok(deleted)
    }

    async fn add_models(&mut self, tools: &[ModelTool], ids: &[ToolId], _: DateTime<Utc>) -> Result<u64, StoreError> {
        let known = &mut self.world.tools;
        let mut new: Vec<(&ModelTool, ToolId)> = tools.iter().zip(ids.iter().copied()).collect();
        new.sort_by_key(|(tool, _)| &tool.slug);
        let mut added = 0;
        for (ModelTool { name, slug, .. }, id) in new {
            let (name, slug) = (name.as_str().to_owned(), slug.as_str().to_owned());
            let free = !is_named(known, &name) && !has_slug(known, &slug);
            added += u64::from(free && known.add(id, Tool { id, name, slug, icon_url: None }));
        }
        self.done.catalog_grew |= added > 0;
        Ok(added)
    }

    async fn take_sync_turn(
        &mut self,
        holder: Uuid,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let free = self.world.sync_turn.is_none_or(|(_, until)| until <= now);
        if free {
            self.world.sync_turn = Some((holder, until));
        }
        Ok(free)
    }

    async fn give_sync_turn_back(&mut self, holder: Uuid) -> Result<(), StoreError> {
        self.world.sync_turn = self.world.sync_turn.filter(|(had_by, _)| *had_by != holder);
        Ok(())
    }

    async fn report(&mut self, id: ReportId) -> Result<Option<StoredReport>, StoreError> {
        Ok(self.world.reports.get(&id).map(|row| StoredReport { thing: row.thing, status: row.status }))
    }

    async fn set_report_status(
        &mut self,
        id: ReportId,
        status: ReportStatus,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        Ok(self.world.decide(id, status, now))
    }

    async fn resolve_reports(&mut self, id: ReportId, thing: Reported, now: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(self.world.resolve(id, thing, now))
    }

    async fn record(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        self.world.audit.add_new(entry.id, entry.clone())
    }
}
