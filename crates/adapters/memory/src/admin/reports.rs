//! Reports as administrators see them, and what becomes of them.

use chrono::{DateTime, Utc};
use vibeslop_domain::{
    content::ItemRef,
    ids::{ReportId, UserId},
    social::{ReportStatus, Reported},
};
use vibeslop_ports::{
    StoreError,
    admin::{ReportPreview, ReportView},
};

use crate::{accounts::count, social::rows::ReportRow, world::World};

/// The most characters that are shown of a thing.
const PREVIEW: usize = 200;

impl World {
    /// What a thing says, or its title, and whose it is, while it is there.
    fn reported_text(&self, thing: Reported) -> Option<(&str, UserId)> {
        Some(match thing {
            Reported::User(id) => (&self.user(id)?.display_name, id),
            Reported::Item(ItemRef::Post(id)) => {
                let post = &self.posts.get(&id)?.post;
                (post.text.as_str(), post.author)
            }
            Reported::Item(ItemRef::Project(id)) => {
                let project = &self.projects.get(&id)?.project;
                (&project.title, project.owner)
            }
            Reported::Comment(id) => {
                let comment = &self.comments.get(&id)?.comment;
                (comment.text.as_str(), comment.author)
            }
            Reported::Gig(id) => {
                let gig = &self.gigs.get(&id)?.gig;
                (&gig.title, gig.owner)
            }
        })
    }

    pub(super) fn report_view(&self, row: &ReportRow) -> Result<ReportView, StoreError> {
        let preview = self.reported_text(row.thing).and_then(|(text, author)| {
            Some(ReportPreview { text: text.chars().take(PREVIEW).collect(), author: self.brief(author)? })
        });
        Ok(ReportView {
            id: row.id,
            reportable_type: row.thing.kind().to_owned(),
            reportable_id: row.thing.id(),
            status: row.status,
            reason: row.reason.clone(),
            inserted_at: row.inserted_at,
            reporter: self.brief(row.reporter).ok_or_else(|| StoreError::failed("a report is by nobody"))?,
            preview,
            reports_count: count(self.reports.values().filter(|other| other.thing == row.thing)),
        })
    }

    /// Decides on a report. Whether it is there.
    pub(super) fn decide(&mut self, id: ReportId, status: ReportStatus, now: DateTime<Utc>) -> bool {
        let gone = self.reports.get(&id).is_some_and(|row| self.reported_text(row.thing).is_none());
        let Some(row) = self.reports.get_mut(&id) else { return false };
        (row.status, row.updated_at, row.item_gone) = (status, now, gone);
        true
    }

    /// Resolves a report, and the open ones on the same thing. Answers how many.
    pub(super) fn resolve(&mut self, id: ReportId, thing: Reported, now: DateTime<Utc>) -> u64 {
        let meant = self.reports.keys_where(|_, row| row.id == id || (row.thing == thing && row.status.is_open()));
        for row in &meant {
            if let Some(row) = self.reports.get_mut(row) {
                (row.status, row.updated_at) = (ReportStatus::Resolved, now);
            }
        }
        u64::try_from(meant.len()).unwrap_or(u64::MAX)
    }
}
