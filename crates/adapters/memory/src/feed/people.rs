//! Whom somebody may want to follow, and what speaks for each.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    feed::Candidate,
    ids::{ProjectId, UserId},
};
use vibeslop_ports::feed::Candidates;

use crate::{
    accounts::{count, rows::UserRow},
    catalog::rows::tags,
    engagement::rows::Liked,
    social::rows::ties_of,
    world::World,
};

// What is looked at is bounded, as it is on a large site.
const FOLLOWED: usize = 100;
const GIVEN: usize = 200;
const PROJECTS: usize = 100;
const POPULAR: usize = 1_000;

/// The last of these, by when they happened.
fn last<T>(mut rows: Vec<(DateTime<Utc>, Uuid, T)>, most: usize) -> impl Iterator<Item = T> {
    rows.sort_by_key(|(at, id, _)| Reverse((*at, *id)));
    rows.into_iter().take(most).map(|(_, _, row)| row)
}

/// Those who have most of something.
fn best(of: &HashMap<UserId, i64>, most: usize, proposed: impl Fn(UserId) -> bool) -> Vec<UserId> {
    let mut people: Vec<(UserId, i64)> =
        of.iter().map(|(id, much)| (*id, *much)).filter(|(id, _)| proposed(*id)).collect();
    people.sort_by_key(|(id, much)| (Reverse(*much), *id));
    people.into_iter().take(most).map(|(id, _)| id).collect()
}

impl World {
    fn followed_last(&self, person: UserId) -> Vec<UserId> {
        let ties = ties_of(&self.follows, person).map(|(id, at)| (at, id.0, id)).collect();
        last(ties, FOLLOWED).collect()
    }

    /// What somebody gave last, and how much that weighs: a like 1, a bookmark 2.
    fn given(&self, person: UserId) -> Vec<(ItemRef, i64)> {
        let likes =
            self.likes.iter().filter(|((_, by), _)| *by == person).filter_map(|((liked, _), row)| match liked {
                Liked::Item(item) => Some((row.at, row.id, (*item, 1))),
                Liked::Comment(_) => None,
            });
        let bookmarks = self.bookmarks.iter().filter(|((_, by), _)| *by == person);
        let bookmarks = bookmarks.map(|((item, _), row)| (row.at, row.id, (*item, 2)));
        last(likes.collect(), GIVEN).chain(last(bookmarks.collect(), GIVEN)).collect()
    }

    /// Whom those follow whom somebody follows, and who made what they gave to.
    fn ties_to(&self, followed: &[UserId], given: &[(ItemRef, i64)]) -> HashMap<UserId, i64> {
        let mut ties: HashMap<UserId, i64> = HashMap::new();
        for next in followed.iter().flat_map(|person| self.followed_last(*person)) {
            *ties.entry(next).or_default() += 1;
        }
        for (item, weight) in given {
            if let Some(owner) = self.item_owner(*item) {
                *ties.entry(owner).or_default() += weight;
            }
        }
        ties
    }

    /// How many of the tools and stacks, of the projects among these, somebody's projects name as well.
    fn shared(&self, given: &[(ItemRef, i64)]) -> HashMap<UserId, i64> {
        let tags_of = |id: &ProjectId| {
            let row = self.projects.get(id);
            row.into_iter().flat_map(|row| tags(&row.tools, &row.stacks))
        };
        let projects =
            given.iter().filter_map(|(item, _)| if let ItemRef::Project(id) = item { Some(id) } else { None });
        let tags: BTreeSet<Uuid> = projects.flat_map(tags_of).collect();
        // Of each tag the newest projects.
        let mut looked_at: HashMap<Uuid, usize> = HashMap::new();
        let mut makers: BTreeMap<UserId, BTreeSet<Uuid>> = BTreeMap::new();
        for row in self.projects.values().rev() {
            for tag in tags_of(&row.project.id).filter(|tag| tags.contains(tag)) {
                let looked_at = looked_at.entry(tag).or_default();
                *looked_at += 1;
                if *looked_at <= PROJECTS && row.is_published() {
                    makers.entry(row.project.owner).or_default().insert(tag);
                }
            }
        }
        makers.into_iter().map(|(maker, tags)| (maker, count(tags.iter()))).collect()
    }

    fn active_people(&self) -> impl Iterator<Item = &UserRow> {
        self.users.values().filter(|row| row.has_onboarded && row.is_active(self.now))
    }

    /// When each posted or published last.
    fn last_heard_of(&self) -> HashMap<UserId, DateTime<Utc>> {
        let mut last = HashMap::new();
        for (_, author, at) in self.shown() {
            let known = last.entry(author).or_insert(at);
            *known = at.max(*known);
        }
        last
    }

    pub(super) fn candidates(&self, viewer: Option<UserId>, most: usize) -> Candidates {
        let followed = viewer.map(|viewer| self.followed_last(viewer)).unwrap_or_default();
        let given = viewer.map(|viewer| self.given(viewer)).unwrap_or_default();
        let (ties, shared) = (self.ties_to(&followed, &given), self.shared(&given));
        let mut followers: HashMap<UserId, i64> = HashMap::new();
        for ((_, person), _) in self.follows.iter() {
            *followers.entry(*person).or_default() += 1;
        }
        let followers_of = |id: UserId| followers.get(&id).copied().unwrap_or_default();

        let is_new = |id: UserId| viewer != Some(id) && !self.follows(viewer, id);
        let mut popular: Vec<&UserRow> = self.active_people().collect();
        popular.sort_by_key(|row| Reverse((followers_of(row.id), row.inserted_at, row.id)));
        let popular = popular.into_iter().take(POPULAR).map(|row| row.id);
        let popular = popular.filter(|id| is_new(*id) && !self.hides(viewer, *id)).take(most);
        let proposed: BTreeSet<UserId> =
            best(&ties, most, is_new).into_iter().chain(best(&shared, most, is_new)).chain(popular).collect();

        let heard_of = self.last_heard_of();
        let people: Vec<Candidate> = proposed
            .into_iter()
            .filter(|id| !self.hides(viewer, *id))
            .filter_map(|id| self.active(id).filter(|row| row.has_onboarded))
            .map(|row| Candidate {
                person: row.id,
                ties: ties.get(&row.id).copied().unwrap_or_default(),
                followers: followers_of(row.id),
                shared: shared.get(&row.id).copied().unwrap_or_default(),
                active_at: heard_of.get(&row.id).copied(),
                joined_at: row.inserted_at,
            })
            .collect();
        let likes = self.likes.iter().filter(|((_, by), _)| Some(*by) == viewer).take(4).count();
        Candidates { has_graph: !people.is_empty() && (!followed.is_empty() || likes > 3), people }
    }
}
