use std::collections::BTreeMap;

use async_trait::async_trait;
use vibeslop_domain::{
    ids::JobId,
    jobs::{JobState, Queue},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    jobs::{JobCount, JobFilter, JobQueries, JobView},
};

use super::rows::JobRow;
use crate::Memory;

fn wanted(filter: JobFilter, job: &JobView) -> bool {
    filter.state.is_none_or(|state| state == job.state) && (filter.queue.is_none() || filter.queue == job.queue)
}

#[async_trait]
impl JobQueries for Memory {
    async fn jobs(
        &self,
        filter: JobFilter,
        start: Start,
        limit: Limit,
    ) -> Result<Page<JobView, TimeCursor>, StoreError> {
        let world = self.read().await;
        // The newest first: their identifiers go with the time.
        let jobs = world.jobs.values().rev().map(|row| &row.view).filter(|job| wanted(filter, job));
        let behind = jobs.filter(|job| start.cursor().is_none_or(|cursor| job.id.0 < cursor.id));
        let skipped = usize::try_from(start.skipped()).unwrap_or(usize::MAX);
        let rows = behind.skip(skipped).take(usize::from(limit.get()) + 1).cloned().collect();
        Ok(Page::of_one_more(rows, limit, |job: &JobView| TimeCursor { at: job.inserted_at, id: job.id.0 }))
    }

    async fn job(&self, id: JobId) -> Result<Option<JobView>, StoreError> {
        Ok(self.read().await.jobs.get(&id).map(|row| row.view.clone()))
    }

    async fn job_counts(&self) -> Result<Vec<JobCount>, StoreError> {
        let world = self.read().await;
        let mut counts: BTreeMap<(&str, &str), (JobState, i64)> = BTreeMap::new();
        for JobRow { view: job, .. } in world.jobs.values() {
            let queue = job.queue.map_or("", Queue::as_str);
            counts.entry((queue, job.state.as_str())).or_insert((job.state, 0)).1 += 1;
        }
        let count = |((queue, _), (state, jobs)): ((&str, &str), _)| JobCount { queue: queue.to_owned(), state, jobs };
        Ok(counts.into_iter().map(count).collect())
    }
}
