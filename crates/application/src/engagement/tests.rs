mod acts;
mod bookmarks;
mod impressions;

use std::sync::Arc;

use chrono::TimeDelta;
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    engagement::{Act, Engageable, ImpressionsDraft, Likeable, Wish},
    ids::{CommentId, PostId, UserId},
};
use vibeslop_ports::{
    engagement::LockedThing,
    mocks::{MockEngagementQueries, MockTransactions, MockUnitOfWork},
};

use super::Engagement;
use crate::{
    fixtures::{BOB, SetClock, now, spawnable},
    page::PageRequest,
};

const POST: ItemRef = ItemRef::Post(PostId(Uuid::from_u128(7)));
const COMMENT: CommentId = CommentId(Uuid::from_u128(8));
const LIKE: Act = Act::Like(Likeable::Item(POST));

/// Bob's thing, which four engage with, seen by somebody who is here for a day.
fn locked() -> LockedThing {
    LockedThing {
        thing: Engageable { owner: BOB, item: POST, is_public: true },
        total: 4,
        viewer_since: now() - TimeDelta::days(1),
    }
}

/// The engagement of people who have to be here for an hour.
fn engagement(
    units: impl IntoIterator<Item = MockUnitOfWork>,
    queries: MockEngagementQueries,
) -> (Engagement, Arc<MockTransactions>) {
    let transactions = Arc::new(MockTransactions::of(units));
    let engagement = Engagement {
        transactions: Arc::clone(&transactions) as Arc<_>,
        queries: Arc::new(queries),
        clock: SetClock::new(),
        minimum_age: TimeDelta::hours(1),
    };
    (engagement, transactions)
}

const _: fn(&Engagement, UserId, &ImpressionsDraft, &PageRequest) = |engagement, viewer, draft, request| {
    spawnable(&engagement.perform(viewer, LIKE, Wish::Toggle));
    spawnable(&engagement.see(None, draft));
    spawnable(&engagement.bookmarks(viewer, request));
};
