use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{content::ItemRef, ids::UserId};

/// The most items of one author on a page.
pub const MAX_PER_AUTHOR: usize = 3;
/// How many authors may have items waiting that were passed over. A page ends early rather than forget one.
pub const MAX_WAITING: usize = 40;
/// In how many snapshots, one gone after the other, a walk may have been.
pub const MAX_FLOORS: usize = 4;

/// How old the newest snapshot is when it is time for another.
pub const DUE: TimeDelta = TimeDelta::seconds(60);
/// How old a snapshot may be for a walk to begin in it: how long a change of engagement takes to show, at most. Longer than
/// it takes for another to be there, so that no reader waits for one.
pub const FRESH: TimeDelta = TimeDelta::seconds(90);
/// How long a walk can go on in a snapshot.
pub const KEPT: TimeDelta = TimeDelta::minutes(40);

/// The ranking as of a moment, which is its name too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Snapshot {
    /// The moment that ages are counted to, in whole microseconds.
    pub at: DateTime<Utc>,
}

impl Snapshot {
    /// Whether a walk may begin in it at `now`.
    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        self.at <= now && now - self.at < FRESH
    }

    /// Whether it is time for another at `now`.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.at > now || now - self.at >= DUE
    }

    /// Whether it is still there at `now` for those who walk in it.
    pub fn is_kept(&self, now: DateTime<Utc>) -> bool {
        now - self.at < KEPT
    }
}

/// Where an item stands in a ranking, for one viewer. Greater stands further up: recent items before older ones, then by
/// score, newest first, and by identifier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Whether the item is recent.
    pub recent: bool,
    /// Its score.
    pub score: f64,
    /// When it came out.
    pub at: DateTime<Utc>,
    /// Its identifier.
    pub id: Uuid,
}

impl Eq for Place {}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        self.recent
            .cmp(&other.recent)
            .then(self.score.total_cmp(&other.score))
            .then(self.at.cmp(&other.at))
            .then(self.id.cmp(&other.id))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An item at its place of a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// Which.
    pub item: ItemRef,
    /// Whose.
    pub author: UserId,
    /// Where it stands.
    pub place: Place,
}

/// Somebody of whom more was there than a page takes of one author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The author.
    pub author: UserId,
    /// The last of their items that was shown. Those from here to where the walk stands are still to come.
    pub behind: Place,
}

/// How far a walk had come in a snapshot that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floor {
    /// The snapshot's moment.
    pub seen_at: DateTime<Utc>,
    /// When the walk began in it.
    pub as_of: DateTime<Utc>,
    /// The last item that was looked at.
    pub reached: Place,
}

/// Where a walk through the for-you feed stands: all that has to be known of a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// The ranking it goes through.
    pub snapshot: Snapshot,
    /// When it began: nothing newer appears in it.
    pub as_of: DateTime<Utc>,
    /// The last item of the ranking that was looked at; `None` at its beginning.
    pub behind: Option<Place>,
    /// Who has items that were passed over.
    pub waiting: Vec<Waiting>,
    /// Where it was before its snapshots were gone.
    pub floors: Vec<Floor>,
}

impl Walk {
    /// A walk that begins now.
    pub const fn begin(snapshot: Snapshot, now: DateTime<Utc>) -> Self {
        Self { snapshot, as_of: now, behind: None, waiting: Vec::new(), floors: Vec::new() }
    }

    /// The same walk in a newer snapshot, since its own is gone. It begins at the top and leaves out whatever would
    /// have been shown: what stood in the old ranking, with the engagement of today, above where the walk had come.
    /// Engagement grows, so that nothing is shown twice; what has grown meanwhile may not be shown at all, nor what had
    /// been passed over. `None` for a walk that outlived too many snapshots: it ends.
    #[must_use]
    pub fn resume(mut self, snapshot: Snapshot, now: DateTime<Utc>) -> Option<Self> {
        if let Some(reached) = self.behind {
            if self.floors.len() == MAX_FLOORS {
                return None;
            }
            self.floors.push(Floor { seen_at: self.snapshot.at, as_of: self.as_of, reached });
        }
        Some(Self { snapshot, as_of: now, behind: None, waiting: Vec::new(), floors: self.floors })
    }
}

/// What was read for a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ahead {
    /// Of each author who waits, the next items that were passed over: one more than a page takes, or all.
    pub held: Vec<Ranked>,
    /// The next items behind where the walk stands, in order; without authors of whom `held` has more than a page
    /// takes.
    pub next: Vec<Ranked>,
    /// Nothing comes behind `next`.
    pub exhausted: bool,
}

/// The next page of a walk, of up to `size` items, and where the walk stands then; `None` at its end.
///
/// A page takes the best items that are left, at most [`MAX_PER_AUTHOR`] of one author. An item passed over for that
/// reason waits for the next page, where it comes first, so that a walk shows each item exactly once. A page is short only
/// where the authors left in what was read cannot fill it.
pub fn next_page(walk: &Walk, ahead: &Ahead, size: usize) -> (Vec<Ranked>, Option<Walk>) {
    let mut page = Page { taken: Vec::with_capacity(size), of: HashMap::new(), size };
    let mut held: Vec<&Ranked> = ahead.held.iter().collect();
    held.sort_by_key(|ranked| std::cmp::Reverse(ranked.place));
    let mut left: HashSet<UserId> = HashSet::new();
    for ranked in held {
        if !page.take(ranked) {
            left.insert(ranked.author);
        }
    }
    let mut waiting: Vec<Waiting> = walk
        .waiting
        .iter()
        .filter(|waiting| left.contains(&waiting.author))
        .map(|waiting| Waiting { behind: page.last_of(waiting.author).unwrap_or(waiting.behind), ..*waiting })
        .collect();
    let mut behind = walk.behind;
    let mut read = 0;
    for ranked in &ahead.next {
        if page.is_full() {
            break;
        }
        let is_passed_over = left.contains(&ranked.author) || !page.take(ranked);
        if is_passed_over && left.insert(ranked.author) {
            let Some(last) = page.last_of(ranked.author).filter(|_| waiting.len() < MAX_WAITING) else { break };
            waiting.push(Waiting { author: ranked.author, behind: last });
        }
        behind = Some(ranked.place);
        read += 1;
    }
    let more = !waiting.is_empty() || read < ahead.next.len() || !ahead.exhausted;
    let next = more.then(|| Walk { behind, waiting, ..walk.clone() });
    (page.taken, next)
}

struct Page {
    taken: Vec<Ranked>,
    of: HashMap<UserId, (usize, Place)>,
    size: usize,
}

impl Page {
    fn is_full(&self) -> bool {
        self.taken.len() >= self.size
    }

    /// Whether it was taken.
    fn take(&mut self, ranked: &Ranked) -> bool {
        let count = self.of.get(&ranked.author).map_or(0, |(count, _)| *count);
        let taken = !self.is_full() && count < MAX_PER_AUTHOR;
        if taken {
            self.of.insert(ranked.author, (count + 1, ranked.place));
            self.taken.push(*ranked);
        }
        taken
    }

    /// The last item of an author on this page.
    fn last_of(&self, author: UserId) -> Option<Place> {
        self.of.get(&author).map(|(_, place)| *place)
    }
}

#[cfg(test)]
mod tests;
