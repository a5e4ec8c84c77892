//! How people stand to each other: who follows, blocks and mutes whom, and what they report.

mod relation;
mod report;
mod report_status;

pub use relation::{Relation, RelationRefused, Tie};
pub use report::{ReportDraft, ReportReason, ReportRefused, ReportTerms, Reported, UnknownKind};
pub use report_status::ReportStatus;
