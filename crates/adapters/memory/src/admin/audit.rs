//! What administrators did.

use std::collections::BTreeMap;

use vibeslop_ports::admin::{AuditEntry, AuditFilter, AuditView};

use crate::world::World;

/// Whether something is wanted that was done.
pub(super) fn wanted(filter: &AuditFilter, entry: &AuditEntry) -> bool {
    filter.actor.is_none_or(|actor| actor == entry.actor)
        && filter.action.is_none_or(|action| action == entry.action)
        && (filter.subject_id.is_none() || filter.subject_id == entry.subject.id)
}

impl World {
    pub(super) fn audit_view(&self, entry: &AuditEntry) -> AuditView {
        let details: BTreeMap<String, String> =
            entry.details.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        AuditView {
            id: entry.id,
            actor_id: entry.actor,
            actor: self.brief(entry.actor),
            action: entry.action,
            subject_type: entry.subject.kind.to_owned(),
            subject_id: entry.subject.id.clone(),
            details: details.into_iter().collect(),
            at: entry.at,
        }
    }
}
