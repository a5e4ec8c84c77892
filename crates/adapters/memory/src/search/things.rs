//! Projects, posts and gigs that fit.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    gigs::GigState,
    ids::{StackId, ToolId, UserId},
    page::{Limit, Offset},
};

use super::asked::Asked;
use crate::{
    content::rows::{PostRow, ProjectRow},
    gigs::rows::GigRow,
    text::{
        begins, word_similarity,
        words::{Weight, Words},
    },
    world::World,
};

/// How many of the best are put in order.
const BEST: usize = 200;
/// How many of these are compared by what they say, letter by letter.
const COMPARED: usize = 60;
/// From which likeness on a title is one that was meant.
const ALIKE: f64 = 0.6;
/// How much of a text is compared letter by letter.
const BEGINNING: usize = 500;

/// Something that can be found.
pub(super) struct Thing<'a> {
    pub(super) id: Uuid,
    owner: UserId,
    at: DateTime<Utc>,
    /// A post has none.
    title: Option<&'a str>,
    text: &'a str,
    tags: Option<(&'a BTreeSet<ToolId>, &'a BTreeSet<StackId>)>,
    words: Box<dyn Fn() -> Arc<Words> + 'a>,
}

impl World {
    pub(crate) fn post_words(&self, row: &PostRow) -> Arc<Words> {
        self.memo.words(&[(row.post.text.as_str(), Weight::A)])
    }

    pub(crate) fn project_words(&self, row: &ProjectRow) -> Arc<Words> {
        let project = &row.project;
        let more = project.long_description.as_deref().unwrap_or_default();
        self.memo.words(&[(&project.title, Weight::A), (&project.description, Weight::B), (more, Weight::C)])
    }

    pub(crate) fn gig_words(&self, row: &GigRow) -> Arc<Words> {
        let (tools, stacks) = (self.tools_of(&row.tools), self.stacks_of(&row.stacks));
        let names = tools.iter().map(|tool| tool.name.as_str()).chain(stacks.iter().map(|stack| stack.name.as_str()));
        let said = [(row.gig.title.as_str(), Weight::A), (row.gig.description.as_str(), Weight::B)];
        self.memo.words(&said.into_iter().chain(names.map(|name| (name, Weight::C))).collect::<Vec<_>>())
    }

    /// Posts that have what operators ask for.
    pub(super) fn posts_asked_for(&self, asked: &Asked<'_>) -> impl Iterator<Item = Thing<'_>> {
        let query = asked.query;
        let rows = self.posts.values().filter(|row| {
            (!query.has_media || !row.post.media.is_empty())
                && (!query.has_project || row.post.linked_project.is_some())
        });
        rows.map(move |row| {
            let linked = row.post.linked_project.and_then(|id| self.projects.get(&id));
            Thing {
                id: row.post.id.0,
                owner: row.post.author,
                at: row.post.created_at,
                title: None,
                text: row.post.text.as_str(),
                tags: linked.map(|project| (&project.tools, &project.stacks)),
                words: Box::new(move || self.post_words(row)),
            }
        })
    }

    /// Published projects.
    pub(super) fn published(&self) -> impl Iterator<Item = Thing<'_>> {
        self.projects.values().filter(|row| row.is_published()).map(move |row| Thing {
            id: row.project.id.0,
            owner: row.project.owner,
            at: row.shown_since(),
            title: Some(&row.project.title),
            text: &row.project.description,
            tags: Some((&row.tools, &row.stacks)),
            words: Box::new(move || self.project_words(row)),
        })
    }

    /// Open gigs.
    pub(super) fn open_gigs(&self) -> impl Iterator<Item = Thing<'_>> {
        self.gigs.values().filter(|row| matches!(row.gig.state, GigState::Open)).map(move |row| Thing {
            id: row.gig.id.0,
            owner: row.gig.owner,
            at: row.gig.created_at,
            title: Some(&row.gig.title),
            text: &row.gig.description,
            tags: Some((&row.tools, &row.stacks)),
            words: Box::new(move || self.gig_words(row)),
        })
    }

    /// Whether it has what operators ask for, and the viewer sees its owner's things.
    fn has_asked(&self, asked: &Asked<'_>, thing: &Thing<'_>, viewer: Option<UserId>) -> bool {
        let (from, tags) = (asked.query.from.as_deref(), &asked.query.tags);
        let is_by = |name: &str| self.user(thing.owner).is_some_and(|row| row.username.as_str() == name);
        let tagged = || thing.tags.is_some_and(|(tools, stacks)| self.names(tools, stacks, &tags.tools, &tags.stacks));
        self.sees(viewer, thing.owner)
            && asked.is_of_time(thing.at)
            && from.is_none_or(is_by)
            && (tags.is_empty() || tagged())
    }

    /// A page of what fits, the best first; without a text to look for the newest.
    pub(super) fn found<'a>(
        &self,
        asked: &Asked<'_>,
        things: impl Iterator<Item = Thing<'a>>,
        viewer: Option<UserId>,
        limit: Limit,
        offset: Offset,
    ) -> impl Iterator<Item = Uuid> {
        let has_text = asked.query.has_text();
        let mut found: Vec<Hit<'_>> = things
            .filter(|thing| self.has_asked(asked, thing, viewer))
            .filter_map(|thing| self.hit(asked, thing))
            .collect();
        found.sort_by_cached_key(|hit| Reverse((hit.begins, Score(hit.first), hit.place())));
        if has_text {
            found.truncate(BEST);
            let scores: HashMap<Uuid, f64> = found
                .iter()
                .enumerate()
                .map(|(place, hit)| (hit.thing.id, hit.score(self, asked, place < COMPARED)))
                .collect();
            let score = |hit: &Hit<'_>| Score(scores.get(&hit.thing.id).copied().unwrap_or_default());
            found.sort_by_cached_key(|hit| Reverse((hit.begins, score(hit), hit.place())));
        }
        let skipped = usize::try_from(offset.get()).unwrap_or(usize::MAX);
        found.into_iter().skip(skipped).take(limit.get().into()).map(|hit| hit.thing.id)
    }

    /// How a thing fits, if it does.
    fn hit<'a>(&self, asked: &Asked<'_>, thing: Thing<'a>) -> Option<Hit<'a>> {
        let has_text = asked.query.has_text();
        if !has_text && asked.without.is_empty() {
            return Some(Hit { thing, first: 0.0, begins: false });
        }
        let words = (thing.words)();
        if asked.without.iter().any(|phrase| phrase.is_in(&words)) {
            return None;
        }
        if !has_text {
            return Some(Hit { thing, first: 0.0, begins: false });
        }
        let likeness = thing.title.map_or(0.0, |title| word_similarity(&asked.text, title).into());
        let begins = thing.begins(asked);
        // Of one author only what has the words is looked for.
        let is_alike = || asked.query.from.is_none() && (begins || likeness >= ALIKE || thing.is_tagged(self, asked));
        if !asked.sought.is_in(&words) && !is_alike() {
            return None;
        }
        Some(Hit { first: f64::max(asked.sought.rank(&words).into(), likeness), begins, thing })
    }
}

impl Thing<'_> {
    fn begins(&self, asked: &Asked<'_>) -> bool {
        !asked.text.is_empty() && self.title.is_some_and(|title| begins(title, &asked.text))
    }

    /// Whether it is made with what the text names.
    fn is_tagged(&self, world: &World, asked: &Asked<'_>) -> bool {
        self.title.is_some() && self.tags.is_some_and(|(tools, stacks)| world.is_named(&asked.text, tools, stacks))
    }
}

/// A thing that fits.
struct Hit<'a> {
    thing: Thing<'a>,
    /// By its words, or by the letters of its title: what decides whether it is among the best.
    first: f64,
    /// Whether its title begins with the text.
    begins: bool,
}

impl Hit<'_> {
    const fn place(&self) -> (DateTime<Utc>, Uuid) {
        (self.thing.at, self.thing.id)
    }

    fn score(&self, world: &World, asked: &Asked<'_>, is_compared: bool) -> f64 {
        // What a text says counts for less than what it is called, and for nothing where it is called just that.
        let share = match (self.begins || !is_compared, self.thing.title) {
            (true, _) => 0.0,
            (false, Some(_)) => 0.8,
            (false, None) => 1.0,
        };
        let beginning: String = self.thing.text.chars().take(BEGINNING).collect();
        let said = share * f64::from(word_similarity(&asked.text, &beginning));
        let tagged = if self.thing.is_tagged(world, asked) { 0.7 } else { 0.0 };
        self.first.max(said).max(tagged)
    }
}

/// A number to sort by.
#[derive(PartialEq)]
pub(super) struct Score(pub(super) f64);

impl Eq for Score {}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}
