use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl,
    dsl::not,
    sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
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

use crate::{
    error::{names_nothing, store_error},
    rows::word,
    schema::{admin_audit, admin_turns, ai_tools, reports, tech_stacks, users},
    unit_of_work::PgUnitOfWork,
};

/// The turn of filling the catalog.
const SYNC: &str = "sync_tools";

crate::statement! {
    /// A tool with the first free slug of `slug`, `slug-2`, `slug-3`, …. None where the name is taken. Indexes:
    /// `ai_tools_slug_key`, `ai_tools_name_key`.
    struct CreateTool<'a> {
        id: Uuid as SqlUuid,
        name: &'a str as Text,
        slug: &'a str as Text,
        now: DateTime<Utc> as Timestamptz,
    }
    rows Text;
    sql "INSERT INTO ai_tools (id, name, slug, inserted_at)
         SELECT $1, $2, wanted.slug, $4
         FROM (SELECT $3 || CASE WHEN n = 1 THEN '' ELSE '-' || n END AS slug, n FROM generate_series(1, 1000) n) AS wanted
         WHERE NOT EXISTS (SELECT FROM ai_tools t WHERE t.slug = wanted.slug)
            AND NOT EXISTS (SELECT FROM ai_tools t WHERE lower(t.name) = lower($2))
         ORDER BY wanted.n
         LIMIT 1
         ON CONFLICT DO NOTHING
         RETURNING slug";
}

crate::statement! {
    /// A stack, as above. Indexes: `tech_stacks_slug_key`, `tech_stacks_name_key`.
    struct CreateStack<'a> {
        id: Uuid as SqlUuid,
        name: &'a str as Text,
        slug: &'a str as Text,
        now: DateTime<Utc> as Timestamptz,
        category: &'a str as Text,
    }
    rows Text;
    sql "INSERT INTO tech_stacks (id, name, slug, category, inserted_at)
         SELECT $1, $2, wanted.slug, $5, $4
         FROM (SELECT $3 || CASE WHEN n = 1 THEN '' ELSE '-' || n END AS slug, n FROM generate_series(1, 1000) n) AS wanted
         WHERE NOT EXISTS (SELECT FROM tech_stacks t WHERE t.slug = wanted.slug)
            AND NOT EXISTS (SELECT FROM tech_stacks t WHERE lower(t.name) = lower($2))
         ORDER BY wanted.n
         LIMIT 1
         ON CONFLICT DO NOTHING
         RETURNING slug";
}

crate::statement! {
    /// Adds what is not there yet, by slug or by name, in one order so that two who add the same wait for each other.
    struct AddModels<'a> {
        ids: &'a [Uuid] as Array<SqlUuid>,
        names: &'a [&'a str] as Array<Text>,
        slugs: &'a [&'a str] as Array<Text>,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "INSERT INTO ai_tools (id, name, slug, inserted_at)
         SELECT id, name, slug, $4 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS new (id, name, slug)
         ORDER BY slug
         ON CONFLICT DO NOTHING";
}

crate::statement! {
    /// One statement, so that of two who ask at once one waits for the other and then finds the turn taken.
    struct TakeTurn<'a> {
        what: &'a str as Text,
        holder: Uuid as SqlUuid,
        until: DateTime<Utc> as Timestamptz,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "INSERT INTO admin_turns AS kept (what, holder, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (what) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
         WHERE kept.expires_at <= $4";
}

crate::statement! {
    /// Decides on a report. One that is opened again holds on to its thing, if that is still there.
    struct SetStatus<'a> {
        id: Uuid as SqlUuid,
        status: &'a str as Text,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql include_str!("set_report_status.sql");
}

crate::statement! {
    /// This report, and the open ones on the same thing. Indexes: the primary key, `reports_of_item`.
    struct Resolve<'a> {
        id: Uuid as SqlUuid,
        kind: &'a str as Text,
        thing: Uuid as SqlUuid,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "UPDATE reports SET status = 'resolved', updated_at = $4
         WHERE id IN (
             SELECT id FROM reports
             WHERE id = $1 OR (reportable_type = $2 AND reportable_id = $3 AND status IN ('pending', 'reviewed'))
             ORDER BY id FOR NO KEY UPDATE
         )";
}

crate::statement! {
    /// Suspends a person. Their tokens end for good, and so do codes that would become tokens. Indexes: the primary key,
    /// `login_codes_of_user`.
    struct Suspend<'a> {
        id: Uuid as SqlUuid,
        now: DateTime<Utc> as Timestamptz,
        until: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        reason: &'a str as Text,
    }
    rows ();
    sql "WITH codes AS (DELETE FROM login_codes WHERE user_id = $1)
         UPDATE users SET suspended_at = $2, suspended_until = $3, suspension_reason = $4,
             tokens_valid_after = greatest(tokens_valid_after, $2), updated_at = $2
         WHERE id = $1";
}

/// How often a free slug is looked for while others take it.
const ATTEMPTS: usize = 3;

/// Address, whether it is verified, since when and until when the person is suspended.
type PersonRow = (String, bool, bool);

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
            super::people::Lock { id: id.0 }.get_result(self.connection()?).await.optional().map_err(store_error)?;
        row.map(|(email, email_verified, suspended)| {
            let email = Email::new(&email)
                .map_err(|reason| StoreError::failed(format!("users.email holds what is no address: {reason}")))?;
            Ok(LockedPerson { id, email, email_verified, suspended })
        })
        .transpose()
    }

    async fn delete_person(&mut self, id: UserId) -> Result<(), StoreError> {
        self.give_way().await?;
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
