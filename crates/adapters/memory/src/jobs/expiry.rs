//! Rows that are of no use any more.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use vibeslop_domain::{
    ai::KEEP_CALLS,
    jobs::{JobState, KEEP_COMPLETED, KEEP_GIVEN_UP},
    mail::KEEP_SENT,
    moderation::VERDICT_LASTS,
    notifications::KEEP_READ,
};
use vibeslop_ports::{
    StoreError,
    jobs::{ExpiredRows, Expiring},
};

use super::rows::JobRow;
use crate::{Memory, accounts::rows::ExportRow, table::Table, text::words::Words, world::World};

/// Beyond the clocks of nodes, which may differ a little, and any window there is.
const MARGIN: TimeDelta = TimeDelta::days(1);

/// Takes up to `most` rows away that are of no use, and answers how many.
fn prune<K: Ord + Clone, R: Clone>(table: &mut Table<K, R>, most: usize, useless: impl Fn(&R) -> bool) -> usize {
    let keys: Vec<K> = table.iter().filter(|(_, row)| useless(row)).take(most).map(|(key, _)| key.clone()).collect();
    keys.iter().filter_map(|key| table.remove(key)).count()
}

/// After how long an archive is not waited for any more.
const NEVER_MADE: TimeDelta = TimeDelta::days(7);

impl World {
    fn prune_gig_views(&mut self, most: usize, before: NaiveDate) -> usize {
        let mut gone = 0;
        for id in self.gigs.keys_where(|_, row| row.views.iter().any(|(day, _)| *day < before)) {
            let Some(row) = self.gigs.get_mut(&id) else { continue };
            let old: Vec<_> = row.views.iter().filter(|(day, _)| *day < before).take(most - gone).copied().collect();
            gone += old.iter().filter(|view| row.views.remove(view)).count();
        }
        gone
    }

    fn prune_exports(&mut self, most: usize, now: DateTime<Utc>) -> usize {
        // What is somebody's own lies around for no longer than they were told.
        let is_over = |row: &ExportRow| match row.made {
            Some(made) => made.expires_at <= now,
            None => row.requested_at < now - NEVER_MADE,
        };
        let over = self.exports.keys_where(|_, row| is_over(row));
        over.into_iter().take(most).filter(|person| self.delete_export(*person)).count()
    }

    /// Words that stand in no text any more.
    fn prune_search_words(&mut self, most: usize) -> usize {
        let mut used = BTreeSet::new();
        let mut gather = |words: &Words| used.extend(words.iter().map(str::to_owned));
        self.posts.values().for_each(|row| gather(&self.post_words(row)));
        self.projects.values().for_each(|row| gather(&self.project_words(row)));
        self.gigs.values().for_each(|row| gather(&self.gig_words(row)));
        let gone = self.search_words.keys_where(|word, ()| !used.contains(word));
        gone.iter().take(most).filter_map(|word| self.search_words.remove(word)).count()
    }

    fn prune_jobs(&mut self, most: usize, now: DateTime<Utc>) -> usize {
        let over = |row: &JobRow, before| row.view.finished_at.is_some_and(|at| at < before);
        let completed = |row: &JobRow| row.view.state == JobState::Completed && over(row, now - KEEP_COMPLETED);
        let given_up = |row: &JobRow| row.view.state != JobState::Completed && over(row, now - KEEP_GIVEN_UP);
        prune(&mut self.jobs, most, completed) + prune(&mut self.jobs, most, given_up)
    }
}

#[async_trait]
impl ExpiredRows for Memory {
    async fn prune(&self, rows: Expiring, most: u32, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let ago = now - MARGIN;
        match rows {
            Expiring::Retries => Ok(self.inner.retries.prune(most, ago)),
            Expiring::LimitWindows => Ok(self.inner.limits.prune(most, ago)),
            Expiring::Verdicts => Ok(self.inner.pictures.prune_verdicts(most, ago - VERDICT_LASTS)),
            Expiring::AiUsage => Ok(self.inner.calls.prune(most, now - KEEP_CALLS)),
            Expiring::GeneratedImages => Ok(self.inner.pictures.prune_made(most, ago)),
            in_the_world => {
                self.write(|world| {
                    Ok(match in_the_world {
                        Expiring::RevokedTokens => prune(&mut world.revoked_tokens, most, |row| row.expires_at < ago),
                        Expiring::LoginCodes => prune(&mut world.login_codes, most, |row| row.expires_at < ago),
                        Expiring::Notifications => {
                            // They were read, so that nobody has fewer to read.
                            prune(&mut world.notifications, most, |row| row.read && row.at < now - KEEP_READ)
                        }
                        Expiring::GigViews => world.prune_gig_views(most, ago.date_naive()),
                        Expiring::Exports => world.prune_exports(most, now),
                        Expiring::SearchWords => world.prune_search_words(most),
                        Expiring::SentMails => prune(&mut world.sent_mails, most, |sent| sent.at < now - KEEP_SENT),
                        _ => world.prune_jobs(most, now),
                    })
                })
                .await
            }
        }
    }
}
