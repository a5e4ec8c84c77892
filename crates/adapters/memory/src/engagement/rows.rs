use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    ids::{CommentId, UserId},
};

use crate::{table::Table, world::World};

/// What can be liked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Liked {
    Item(ItemRef),
    Comment(CommentId),
}

/// That somebody likes something. Who and what is the key.
#[derive(Debug, Clone)]
pub(crate) struct LikeRow {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
}

/// That somebody shows something to their followers.
#[derive(Debug, Clone)]
pub(crate) struct RepostRow {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
}

/// That somebody keeps something for themselves.
#[derive(Debug, Clone)]
pub(crate) struct BookmarkRow {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
}

/// Who looked: a person, or a browser of nobody signed in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Looker {
    Person(UserId),
    Browser(String),
}

/// That somebody looked, and was counted. Who and at what is the key.
#[derive(Debug, Clone)]
pub(crate) struct LookRow {
    pub(crate) at: DateTime<Utc>,
    /// The browser of somebody who was signed in.
    pub(crate) browser: Option<String>,
}

/// How much happened to an item in an hour.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HourRow {
    pub(crate) likes: i64,
    pub(crate) comments: i64,
    pub(crate) reposts: i64,
    pub(crate) bookmarks: i64,
    pub(crate) quotes: i64,
    pub(crate) impressions: i64,
}

/// Who did something with a thing, and what is known of it.
pub(crate) fn rows_of<T: Copy + Ord, R: Clone>(
    table: &Table<(T, UserId), R>,
    thing: T,
) -> impl Iterator<Item = (UserId, &R)> {
    let keys = (thing, UserId(Uuid::nil()))..=(thing, UserId(Uuid::max()));
    table.range(keys).map(|((_, user), row)| (*user, row))
}

impl World {
    /// Notes what happened to an item in its hour.
    pub(crate) fn count_hour(&mut self, item: ItemRef, at: DateTime<Utc>, count: impl FnOnce(&mut HourRow)) {
        let key = (item, at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at));
        let mut hour = self.hours.get(&key).copied().unwrap_or_default();
        count(&mut hour);
        self.hours.put(key, hour);
    }
}
