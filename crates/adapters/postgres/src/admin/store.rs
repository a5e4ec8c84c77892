use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, dsl::not, sql_types::Text};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Email,
    admin::Suspension,
    catalog::{ModelTool, Stack, StackCategory, TagName, Tool},
    ids::{ReportId, StackId, ToolId, UserId},
    social::{ReportStatus, Reported},
};
use vibeslop_ports::{
    StoreError,
    admin::{AdminStore, AuditEntry, CreateEntryError, LockedPerson, StoredReport},
};

use super::{
    erasure::{ForgetAnswers, ForgetBrowsers, ForgetReasons},
    people::Lock,
    statements::{AddModels, CreateStack, CreateTool, Resolve, SetStatus, Suspend, TakeTurn},
};
use crate::{
    error::{names_nothing, store_error},
    rows::word,
    schema::{admin_audit, admin_turns, ai_tools, reports, tech_stacks, users},
    unit_of_work::PgUnitOfWork,
};

/// The turn of filling the catalog.
const SYNC: &str = "sync_tools";

/// How often a free slug is looked for while others take it.
const ATTEMPTS: usize = 3;

/// Address, whether it is verified, whether the person is suspended, when they leave.
type PersonRow = (String, bool, bool, Option<DateTime<Utc>>);

#[async_trait]
impl AdminStore for PgUnitOfWork {
    async fn toggle_verified(&mut self, id: UserId, now: DateTime<Utc>) -> Result<Option<bool>, StoreError> {
        diesel::update(users::table.find(id.0))
            .set((users::is_verified.eq(not(users::is_verified)), users::updated_at.eq(now)))
            .returning(users::is_verified)
            .get_result(self.connection()?)
            .await
            .optional()
            .map_err(store_error)
    }

    async fn lock_person(&mut self, id: UserId) -> Result<Option<LockedPerson>, StoreError> {
        let row: Option<PersonRow> =
            Lock { id: id.0 }.get_result(self.connection()?).await.optional().map_err(store_error)?;
        row.map(|(email, email_verified, suspended, leaves_at)| {
            let email = Email::new(&email)
                .map_err(|reason| StoreError::failed(format!("users.email holds what is no address: {reason}")))?;
            Ok(LockedPerson { id, email, email_verified, suspended, leaves_at })
        })
        .transpose()
    }

    async fn delete_person(&mut self, id: UserId) -> Result<(), StoreError> {
        self.give_way().await?;
        // What names the person without a foreign key, while it can still be told what is theirs.
        ForgetReasons { id: id.0 }.execute(self.connection()?).await.map_err(store_error)?;
        ForgetBrowsers { id: id.0 }.execute(self.connection()?).await.map_err(store_error)?;
        ForgetAnswers { id: id.0 }.execute(self.connection()?).await.map_err(store_error)?;
        // What hangs on it goes by foreign keys, the counters of others by triggers.
        diesel::delete(users::table.find(id.0)).execute(self.connection()?).await.map(drop).map_err(store_error)
    }

    async fn suspend(&mut self, id: UserId, suspension: &Suspension, now: DateTime<Utc>) -> Result<(), StoreError> {
        Suspend { id: id.0, now, until: suspension.until(), reason: suspension.reason() }
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn restore(&mut self, id: UserId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let none = None::<DateTime<Utc>>;
        diesel::update(users::table.find(id.0))
            .set((
                users::suspended_at.eq(none),
                users::suspended_until.eq(none),
                users::suspension_reason.eq(None::<String>),
                users::updated_at.eq(now),
            ))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn create_tool(&mut self, id: ToolId, name: &TagName, now: DateTime<Utc>) -> Result<Tool, CreateEntryError> {
        let wanted = wanted_slug(name, id.0);
        for _ in 0..ATTEMPTS {
            let create = CreateTool { id: id.0, name: name.as_str(), slug: &wanted, now };
            let slug: Option<String> = create.get_result(self.connection()?).await.optional().map_err(store_error)?;
            if let Some(slug) = slug {
                self.note_catalog_grew();
                return Ok(Tool { id, name: name.as_str().to_owned(), slug, icon_url: None });
            }
            let taken: i64 = ai_tools::table
                .filter(lower(ai_tools::name).eq(lower(name.as_str())))
                .count()
                .get_result(self.connection()?)
                .await
                .map_err(store_error)?;
            if taken > 0 {
                return Err(CreateEntryError::NameTaken);
            }
        }
        Err(StoreError::Contended("slugs were taken while they were looked for".into()).into())
    }

    async fn create_stack(
        &mut self,
        id: StackId,
        name: &TagName,
        category: StackCategory,
        now: DateTime<Utc>,
    ) -> Result<Stack, CreateEntryError> {
        let wanted = wanted_slug(name, id.0);
        for _ in 0..ATTEMPTS {
            let create = CreateStack { id: id.0, name: name.as_str(), slug: &wanted, now, category: category.as_str() };
            let slug: Option<String> = create.get_result(self.connection()?).await.optional().map_err(store_error)?;
            if let Some(slug) = slug {
                self.note_catalog_grew();
                let category = Some(category.as_str().to_owned());
                return Ok(Stack { id, name: name.as_str().to_owned(), slug, category });
            }
            let taken: i64 = tech_stacks::table
                .filter(lower(tech_stacks::name).eq(lower(name.as_str())))
                .count()
                .get_result(self.connection()?)
                .await
                .map_err(store_error)?;
            if taken > 0 {
                return Err(CreateEntryError::NameTaken);
            }
        }
        Err(StoreError::Contended("slugs were taken while they were looked for".into()).into())
    }

    async fn delete_tool(&mut self, id: ToolId) -> Result<bool, StoreError> {
        let deleted =
            diesel::delete(ai_tools::table.find(id.0)).execute(self.connection()?).await.map_err(store_error)?;
        if deleted > 0 {
            self.note_catalog_grew();
        }
        Ok(deleted > 0)
    }

    async fn delete_stack(&mut self, id: StackId) -> Result<bool, StoreError> {
        let deleted =
            diesel::delete(tech_stacks::table.find(id.0)).execute(self.connection()?).await.map_err(store_error)?;
        if deleted > 0 {
            self.note_catalog_grew();
        }
        Ok(deleted > 0)
    }

    async fn add_models(&mut self, tools: &[ModelTool], ids: &[ToolId], now: DateTime<Utc>) -> Result<u64, StoreError> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
        let slugs: Vec<&str> = tools.iter().map(|tool| tool.slug.as_str()).collect();
        let added = AddModels { ids: &ids, names: &names, slugs: &slugs, now }
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        if added > 0 {
            self.note_catalog_grew();
        }
        Ok(u64::try_from(added).unwrap_or(u64::MAX))
    }

    async fn take_sync_turn(
        &mut self,
        holder: Uuid,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        TakeTurn { what: SYNC, holder, until, now }
            .execute(self.connection()?)
            .await
            .map(|taken| taken > 0)
            .map_err(store_error)
    }

    async fn give_sync_turn_back(&mut self, holder: Uuid) -> Result<(), StoreError> {
        diesel::delete(admin_turns::table.filter(admin_turns::what.eq(SYNC)).filter(admin_turns::holder.eq(holder)))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn report(&mut self, id: ReportId) -> Result<Option<StoredReport>, StoreError> {
        let row: Option<(String, Uuid, String)> = reports::table
            .find(id.0)
            .select((reports::reportable_type, reports::reportable_id, reports::status))
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        row.map(|(kind, thing, status)| {
            let named = Reported::named(&kind, thing);
            let thing = named.ok_or_else(|| StoreError::failed(format!("a report is about {kind:?}")))?;
            Ok(StoredReport { thing, status: word(&status, "reports.status")? })
        })
        .transpose()
    }

    async fn set_report_status(
        &mut self,
        id: ReportId,
        status: ReportStatus,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        match (SetStatus { id: id.0, status: status.as_str(), now }).execute(self.connection()?).await {
            Ok(rows) => Ok(rows > 0),
            // The thing went between the look at it and the key that names it.
            Err(error) if names_nothing(&error) => Err(StoreError::Contended(error.into())),
            Err(error) => Err(store_error(error)),
        }
    }

    async fn resolve_reports(&mut self, id: ReportId, thing: Reported, now: DateTime<Utc>) -> Result<u64, StoreError> {
        Resolve { id: id.0, kind: thing.kind(), thing: thing.id(), now }
            .execute(self.connection()?)
            .await
            .map(|rows| u64::try_from(rows).unwrap_or(u64::MAX))
            .map_err(store_error)
    }

    async fn record(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        let details = entry.details.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
        diesel::insert_into(admin_audit::table)
            .values((
                admin_audit::id.eq(entry.id),
                admin_audit::actor_id.eq(entry.actor.0),
                admin_audit::action.eq(entry.action.as_str()),
                admin_audit::subject_type.eq(entry.subject.kind),
                admin_audit::subject_id.eq(entry.subject.id.as_deref()),
                admin_audit::details.eq(serde_json::Value::Object(details)),
                admin_audit::inserted_at.eq(entry.at),
            ))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }
}

diesel::define_sql_function! {
    /// As the unique indexes compare names.
    fn lower(text: Text) -> Text;
}

/// The slug that a name makes, or one made up where it makes none.
fn wanted_slug(name: &TagName, id: Uuid) -> String {
    name.slug().unwrap_or_else(|| format!("tag-{}", id.simple()))
}
