//! How people stand to each other: who follows, blocks and mutes whom, and what they report.
//!
//! ```
//! use uuid::Uuid;
//! use vibeslop_domain::{
//!     ids::UserId,
//!     social::{Relation, RelationRefused, Tie},
//! };
//!
//! let (ada, bob) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
//! let follows = Tie { relation: Relation::Follows, person: ada, other: bob };
//! let blocks = Tie { relation: Relation::Blocks, ..follows };
//! let blocked = true;
//! assert_eq!(follows.begin(blocked), Err(RelationRefused::Blocked));
//! assert_eq!(blocks.begin(blocked), Ok(()), "one can block whoever blocks oneself");
//! ```

mod relation;
mod report;
mod report_status;

pub use relation::{Relation, RelationRefused, Tie};
pub use report::{ReportDraft, ReportReason, ReportRefused, ReportTerms, Reported, UnknownKind};
pub use report_status::ReportStatus;
