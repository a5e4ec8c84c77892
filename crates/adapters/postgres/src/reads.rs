//! Reads that may be a little late, and where they go.
//!
//! Whoever is signed in reads from the primary: they may have written something a moment ago, at any node, and are to see
//! it. Whoever is not has written nothing, and is sent to the replica for feeds and searches, if it is there and not too
//! late. A page that fails there is read from the primary. Whatever decides about a write is no question of these ports,
//! and single things are read from the primary by everybody: somebody who was just given a link is to find it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use metrics::{Counter, Unit, counter, describe_counter};
use vibeslop_domain::{
    content::ItemRef,
    feed::{Ahead, Snapshot, Walk},
    ids::UserId,
    page::{Limit, Offset, Page, TimeCursor},
    search::SearchQuery,
};
use vibeslop_ports::{
    StoreError,
    accounts::UserSummaryView,
    content::{PostView, ProjectCardView},
    feed::{Candidates, ExploreList, ExploreOrder, FeedItemView, FeedQueries},
    search::{FoundGigView, SearchQueries},
};

use crate::{Database, Replica};

const READS: &str = "vibeslop_database_late_reads_total";

/// Feeds and searches over two servers.
#[derive(Clone)]
pub struct Reads {
    primary: Database,
    replica: Replica,
    at_primary: Counter,
    at_replica: Counter,
}

/// What has to be there, so that a read can be late.
#[derive(Debug, Clone, Copy)]
enum Needs {
    /// What people wrote.
    Content,
    /// Any ranking, or the words that are made together with it.
    AnyRanking,
    /// This ranking.
    Ranking(Snapshot),
}

impl Reads {
    /// Reads from the replica where that will do, and else from the primary.
    pub fn new(primary: Database, replica: Replica) -> Self {
        describe_counter!(READS, Unit::Count, "Reads that may be late, by the pool that answered them.");
        Self {
            primary,
            replica,
            at_primary: counter!(READS, "pool" => "primary"),
            at_replica: counter!(READS, "pool" => "replica"),
        }
    }

    /// The replica, if it will do for this viewer.
    fn late(&self, viewer: Option<UserId>, needs: Needs) -> Option<&Database> {
        if viewer.is_some() {
            return None;
        }
        let there = match needs {
            Needs::Content => true,
            Needs::AnyRanking => self.replica.ranking().is_some(),
            Needs::Ranking(wanted) => self.replica.ranking().is_some_and(|newest| newest.at >= wanted.at),
        };
        let fit = self.replica.fit().filter(|_| there);
        if fit.is_none() {
            self.at_primary.increment(1);
        }
        fit
    }

    /// A read at the replica has come to an end. What failed is asked of the primary.
    fn answered<T>(&self, answer: Result<T, StoreError>) -> Option<T> {
        match answer {
            Ok(answer) => {
                self.at_replica.increment(1);
                Some(answer)
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the replica failed: the primary is asked");
                self.at_primary.increment(1);
                self.replica.doubt();
                None
            }
        }
    }
}

impl std::fmt::Debug for Reads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reads").field("primary", &self.primary).field("replica", &self.replica).finish_non_exhaustive()
    }
}

/// Asks the replica if it will do, and the primary if not, or if that failed.
macro_rules! either {
    ($reads:expr, $viewer:expr, $needs:expr, $port:ident::$question:ident($($argument:expr),*)) => {{
        let reads = $reads;
        if let Some(replica) = reads.late($viewer, $needs)
            && let Some(answer) = reads.answered($port::$question(replica, $($argument),*).await)
        {
            return Ok(answer);
        }
        $port::$question(&reads.primary, $($argument),*).await
    }};
}

#[async_trait]
impl FeedQueries for Reads {
    async fn newest_snapshot(&self, now: DateTime<Utc>) -> Result<Option<Snapshot>, StoreError> {
        self.primary.newest_snapshot(now).await
    }

    async fn refresh(&self, now: DateTime<Utc>) -> Result<Snapshot, StoreError> {
        self.primary.refresh(now).await
    }

    async fn renew(&self, now: DateTime<Utc>) -> Result<Snapshot, StoreError> {
        self.primary.renew(now).await
    }

    async fn ahead(&self, walk: &Walk, viewer: Option<UserId>, window: usize) -> Result<Ahead, StoreError> {
        either!(self, viewer, Needs::Ranking(walk.snapshot), FeedQueries::ahead(walk, viewer, window))
    }

    async fn following(
        &self,
        viewer: UserId,
        after: Option<TimeCursor>,
        limit: Limit,
    ) -> Result<Page<FeedItemView, TimeCursor>, StoreError> {
        self.primary.following(viewer, after, limit).await
    }

    async fn explore(
        &self,
        list: &ExploreList,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Vec<PostView>, StoreError> {
        let needs = match list.order {
            ExploreOrder::Recent => Needs::Content,
            ExploreOrder::Top => Needs::AnyRanking,
            ExploreOrder::Trending(snapshot) => Needs::Ranking(snapshot),
        };
        either!(self, viewer, needs, FeedQueries::explore(list, limit, viewer))
    }

    async fn candidates(&self, viewer: Option<UserId>, most: usize) -> Result<Candidates, StoreError> {
        either!(self, viewer, Needs::Content, FeedQueries::candidates(viewer, most))
    }

    async fn suggestible(&self, ids: &[UserId], viewer: Option<UserId>) -> Result<Vec<UserSummaryView>, StoreError> {
        // Whoever is followed is gone at once.
        FeedQueries::suggestible(&self.primary, ids, viewer).await
    }

    async fn items(&self, items: &[ItemRef], viewer: Option<UserId>) -> Result<Vec<FeedItemView>, StoreError> {
        if let Some(replica) = self.late(viewer, Needs::Content)
            && let Some(found) = self.answered(FeedQueries::items(replica, items, viewer).await)
            // One that the primary has ranked may not be there yet.
            && found.len() == items.len()
        {
            return Ok(found);
        }
        FeedQueries::items(&self.primary, items, viewer).await
    }
}

#[async_trait]
impl SearchQueries for Reads {
    async fn people(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<UserSummaryView>, StoreError> {
        either!(self, viewer, Needs::Content, SearchQueries::people(query, limit, offset, viewer))
    }

    async fn projects(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<ProjectCardView>, StoreError> {
        either!(self, viewer, Needs::Content, SearchQueries::projects(query, limit, offset, viewer))
    }

    async fn posts(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<PostView>, StoreError> {
        either!(self, viewer, Needs::Content, SearchQueries::posts(query, limit, offset, viewer))
    }

    async fn gigs(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<FoundGigView>, StoreError> {
        either!(self, viewer, Needs::Content, SearchQueries::gigs(query, limit, offset, viewer))
    }

    async fn corrected(&self, query: &SearchQuery) -> Result<Option<SearchQuery>, StoreError> {
        // How words are written is nobody's own matter.
        either!(self, None, Needs::AnyRanking, SearchQueries::corrected(query))
    }
}
