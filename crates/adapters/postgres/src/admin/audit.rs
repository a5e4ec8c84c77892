use chrono::{DateTime, Utc};
use diesel::{
    prelude::Queryable,
    sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::Value;
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{StoreError, admin::AuditView};

use super::people::BriefRow;
use crate::rows::word;

macro_rules! chosen {
    () => {
        " WHERE ($1::uuid IS NULL OR a.actor_id = $1) AND ($2::text IS NULL OR a.action = $2)
             AND ($3::text IS NULL OR a.subject_id = $3)"
    };
}

crate::statement! {
    /// What administrators did, the newest first. Indexes: `admin_audit_newest`, `admin_audit_of_actor`,
    /// `admin_audit_of_subject`.
    pub struct Deeds<'a> {
        pub actor: Option<Uuid> as Nullable<SqlUuid>,
        pub action: Option<&'a str> as Nullable<Text>,
        pub subject: Option<&'a str> as Nullable<Text>,
        pub at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub id: Option<Uuid> as Nullable<SqlUuid>,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
    }
    rows (
        SqlUuid, SqlUuid, Text, Text, Nullable<Text>, Jsonb, Timestamptz,
        (Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>, Nullable<Text>)
    );
    sql concat!(
        "SELECT a.id, a.actor_id, a.action, a.subject_type, a.subject_id, a.details, a.inserted_at,
             u.id, u.username, u.display_name, CASE WHEN u.avatar_url NOT LIKE 'data:%' THEN u.avatar_url END
         FROM admin_audit a
         LEFT JOIN users u ON u.id = a.actor_id", chosen!(),
        " AND (a.inserted_at, a.id) < (
             coalesce($4, 'infinity'), coalesce($5, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
         )
         ORDER BY a.inserted_at DESC, a.id DESC
         LIMIT $6 OFFSET $7"
    );
}

crate::statement! {
    /// How much administrators did.
    pub struct CountDeeds<'a> {
        pub actor: Option<Uuid> as Nullable<SqlUuid>,
        pub action: Option<&'a str> as Nullable<Text>,
        pub subject: Option<&'a str> as Nullable<Text>,
    }
    rows BigInt;
    sql concat!("SELECT count(*) FROM admin_audit a", chosen!());
}

/// A row of these.
#[derive(Debug, Queryable)]
pub struct DeedRow {
    pub id: Uuid,
    actor_id: Uuid,
    action: String,
    subject_type: String,
    subject_id: Option<String>,
    details: Value,
    pub inserted_at: DateTime<Utc>,
    actor: BriefRow,
}

impl TryFrom<DeedRow> for AuditView {
    type Error = StoreError;

    fn try_from(row: DeedRow) -> Result<Self, StoreError> {
        let details = row.details.as_object().into_iter().flatten();
        let details = details.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        Ok(Self {
            id: row.id,
            actor_id: UserId(row.actor_id),
            action: word(&row.action, "admin_audit.action")?,
            subject_type: row.subject_type,
            subject_id: row.subject_id,
            details: details.collect(),
            at: row.inserted_at,
            actor: row.actor.view(),
        })
    }
}
