use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

crate::statement! {
    /// A tool with the first free slug of `slug`, `slug-2`, `slug-3`, …. None where the name is taken. Indexes:
    /// `ai_tools_slug_key`, `ai_tools_name_key`.
    pub struct CreateTool<'a> {
        pub id: Uuid as SqlUuid,
        pub name: &'a str as Text,
        pub slug: &'a str as Text,
        pub now: DateTime<Utc> as Timestamptz,
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
    pub struct CreateStack<'a> {
        pub id: Uuid as SqlUuid,
        pub name: &'a str as Text,
        pub slug: &'a str as Text,
        pub now: DateTime<Utc> as Timestamptz,
        pub category: &'a str as Text,
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
    pub struct AddModels<'a> {
        pub ids: &'a [Uuid] as Array<SqlUuid>,
        pub names: &'a [&'a str] as Array<Text>,
        pub slugs: &'a [&'a str] as Array<Text>,
        pub now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "INSERT INTO ai_tools (id, name, slug, inserted_at)
         SELECT id, name, slug, $4 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS new (id, name, slug)
         ORDER BY slug
         ON CONFLICT DO NOTHING";
}

crate::statement! {
    /// One statement, so that of two who ask at once one waits for the other and then finds the turn taken.
    pub struct TakeTurn<'a> {
        pub what: &'a str as Text,
        pub holder: Uuid as SqlUuid,
        pub until: DateTime<Utc> as Timestamptz,
        pub now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "INSERT INTO admin_turns AS kept (what, holder, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (what) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
         WHERE kept.expires_at <= $4";
}

crate::statement! {
    /// Decides on a report. One that is opened again holds on to its thing, if that is still there.
    pub struct SetStatus<'a> {
        pub id: Uuid as SqlUuid,
        pub status: &'a str as Text,
        pub now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql include_str!("set_report_status.sql");
}

crate::statement! {
    /// This report, and the open ones on the same thing. Indexes: the primary key, `reports_of_item`.
    pub struct Resolve<'a> {
        pub id: Uuid as SqlUuid,
        pub kind: &'a str as Text,
        pub thing: Uuid as SqlUuid,
        pub now: DateTime<Utc> as Timestamptz,
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
    pub struct Suspend<'a> {
        pub id: Uuid as SqlUuid,
        pub now: DateTime<Utc> as Timestamptz,
        pub until: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub reason: &'a str as Text,
    }
    rows ();
    sql "WITH codes AS (DELETE FROM login_codes WHERE user_id = $1)
         UPDATE users SET suspended_at = $2, suspended_until = $3, suspension_reason = $4,
             tokens_valid_after = greatest(tokens_valid_after, $2), updated_at = $2
         WHERE id = $1";
}
