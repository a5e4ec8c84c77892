//! What is read for the next page of a walk through the for-you feed.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashSet},
};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    feed::{Ahead, Engagement, MAX_PER_AUTHOR, Place, Ranked, Walk, for_you_score},
    ids::UserId,
};

use super::rows::{Ranking, Standing, id_of};
use crate::{catalog::rows::tags, world::World};

impl Standing {
    /// Where it stands at a moment, for whom these tools and stacks mean something.
    fn place(&self, seen_at: DateTime<Utc>, liked: &BTreeSet<Uuid>) -> Place {
        let score = for_you_score(&self.engagement, self.at, seen_at, !self.tags.is_disjoint(liked));
        Place { recent: score.recent, score: score.score, at: self.at, id: id_of(self.item) }
    }

    /// Whether it was shown in one of the snapshots that are gone.
    fn was_shown(&self, walk: &Walk, liked: &BTreeSet<Uuid>) -> bool {
        let shown = |floor: &vibeslop_domain::feed::Floor| {
            self.at <= floor.as_of && self.place(floor.seen_at, liked) >= floor.reached
        };
        walk.floors.iter().any(shown)
    }

    fn ranked(&self, walk: &Walk, liked: &BTreeSet<Uuid>) -> Ranked {
        Ranked { item: self.item, author: self.author, place: self.place(walk.snapshot.at, liked) }
    }
}

impl World {
    /// The tools and stacks that somebody prefers.
    fn preferred(&self, viewer: Option<UserId>) -> BTreeSet<Uuid> {
        let row = viewer.and_then(|viewer| self.user(viewer));
        row.map(|row| tags(&row.tools, &row.stacks).collect()).unwrap_or_default()
    }

    /// What is not in the snapshot, because newer, and came out before the walk began. Nobody's engagement with it counts
    /// before the next one.
    fn newer(&self, walk: &Walk, ranking: &Ranking) -> impl Iterator<Item = Standing> {
        let since = walk.snapshot.at - TimeDelta::minutes(1);
        let newer = self.shown().filter(move |(_, _, at)| *at > since && *at <= walk.as_of);
        newer.filter(|(item, _, _)| ranking.get(*item).is_none()).map(|(item, author, at)| Standing {
            item,
            author,
            at,
            engagement: Engagement::default(),
            tags: BTreeSet::new(),
        })
    }

    /// What comes next.
    pub(super) fn ahead(&self, walk: &Walk, viewer: Option<UserId>, window: usize) -> Ahead {
        let liked = self.preferred(viewer);
        let nothing = Ranking::default();
        let ranking = self.rankings.get(&walk.snapshot.at).unwrap_or(&nothing);
        let newer: Vec<Standing> = self.newer(walk, ranking).collect();
        let mut all: Vec<Ranked> = ranking
            .items
            .iter()
            .map(std::convert::AsRef::as_ref)
            .chain(&newer)
            .filter(|standing| self.is_public(standing.item) && self.sees(viewer, standing.author))
            .filter(|standing| !standing.was_shown(walk, &liked))
            .map(|standing| standing.ranked(walk, &liked))
            .collect();
        all.sort_by_key(|ranked| Reverse(ranked.place));
        // Of those who wait, what stands between the last that was taken and where the walk has come: one more than a
        // page takes.
        let mut held = Vec::new();
        let mut full_up = HashSet::new();
        for waiting in &walk.waiting {
            let passed_over = |ranked: &&Ranked| {
                ranked.author == waiting.author
                    && ranked.place < waiting.behind
                    && walk.behind.is_some_and(|behind| ranked.place >= behind)
            };
            let of_author: Vec<Ranked> = all.iter().filter(passed_over).take(MAX_PER_AUTHOR + 1).copied().collect();
            if of_author.len() > MAX_PER_AUTHOR {
                full_up.insert(waiting.author);
            }
            held.extend(of_author);
        }
        let is_next = |ranked: &Ranked| {
            walk.behind.is_none_or(|behind| ranked.place < behind) && !full_up.contains(&ranked.author)
        };
        let next: Vec<Ranked> = all.into_iter().filter(is_next).take(window).collect();
        Ahead { exhausted: next.len() < window, held, next }
    }

    /// Posts as the for-you feed ranks them for nobody in particular, in a snapshot.
    pub(super) fn trending(&self, snapshot: DateTime<Utc>) -> Vec<ItemRef> {
        let items = self.rankings.get(&snapshot).map_or([].as_slice(), |ranking| &ranking.items);
        let nobody = BTreeSet::new();
        let mut places: Vec<_> =
            items.iter().map(|standing| (standing.place(snapshot, &nobody), standing.item)).collect();
        places.sort_by_key(|(place, _)| Reverse(*place));
        places.into_iter().map(|(_, item)| item).collect()
    }
}
