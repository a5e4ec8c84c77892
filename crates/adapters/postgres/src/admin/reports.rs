use chrono::{DateTime, Utc};
use diesel::{
    prelude::Queryable,
    sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use uuid::Uuid;
use vibeslop_domain::ids::ReportId;
use vibeslop_ports::{
    StoreError,
    admin::{ReportPreview, ReportView},
};

use super::people::BriefRow;
use crate::rows::word;

/// The columns of a [`ReportRow`] for the reports that `chosen` holds.
macro_rules! columns {
    () => {
        include_str!("reports.sql")
    };
}

crate::statement! {
    /// See the file. Indexes: `reports_newest`, `reports_by_status`; for the count, `reports_of_item`.
    pub struct Reports<'a> {
        pub status: Option<&'a str> as Nullable<Text>,
        pub kind: Option<&'a str> as Nullable<Text>,
        pub at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub id: Option<Uuid> as Nullable<SqlUuid>,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
    }
    rows (
        SqlUuid, Text, SqlUuid, Text, Nullable<Text>, Timestamptz, BigInt,
        (Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>, Nullable<Text>), Nullable<Text>,
        (Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>, Nullable<Text>)
    );
    sql concat!(
        "WITH chosen AS (
             SELECT r.* FROM reports r
             WHERE ($1::text IS NULL OR r.status = $1) AND ($2::text IS NULL OR r.reportable_type = $2)
                 AND (r.inserted_at, r.id) < (
                     coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                 )
             ORDER BY r.inserted_at DESC, r.id DESC
             LIMIT $5 OFFSET $6
         )
         ", columns!()
    );
}

crate::statement! {
    /// How many reports there are.
    pub struct CountReports<'a> {
        pub status: Option<&'a str> as Nullable<Text>,
        pub kind: Option<&'a str> as Nullable<Text>,
    }
    rows BigInt;
    sql "SELECT count(*) FROM reports r
         WHERE ($1::text IS NULL OR r.status = $1) AND ($2::text IS NULL OR r.reportable_type = $2)";
}

crate::statement! {
    /// One report. Index: the primary key.
    pub struct OneReport {
        pub id: Uuid as SqlUuid,
    }
    rows (
        SqlUuid, Text, SqlUuid, Text, Nullable<Text>, Timestamptz, BigInt,
        (Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>, Nullable<Text>), Nullable<Text>,
        (Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>, Nullable<Text>)
    );
    sql concat!("WITH chosen AS (SELECT r.* FROM reports r WHERE r.id = $1) ", columns!());
}

/// A row of these.
#[derive(Debug, Queryable)]
pub struct ReportRow {
    pub id: Uuid,
    kind: String,
    thing: Uuid,
    status: String,
    reason: Option<String>,
    pub inserted_at: DateTime<Utc>,
    reports_count: i64,
    reporter: BriefRow,
    text: Option<String>,
    author: BriefRow,
}

impl TryFrom<ReportRow> for ReportView {
    type Error = StoreError;

    fn try_from(row: ReportRow) -> Result<Self, StoreError> {
        let reporter = row.reporter.view();
        let preview = row.text.zip(row.author.view()).map(|(text, author)| ReportPreview { text, author });
        Ok(Self {
            id: ReportId(row.id),
            reportable_type: row.kind,
            reportable_id: row.thing,
            status: word(&row.status, "reports.status")?,
            reason: row.reason,
            inserted_at: row.inserted_at,
            reporter: reporter.ok_or_else(|| StoreError::failed("a report is by nobody"))?,
            preview,
            reports_count: row.reports_count,
        })
    }
}
