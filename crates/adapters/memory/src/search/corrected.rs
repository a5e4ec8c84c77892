//! Words that people wrote, and what a mistyped one was meant to be.

use std::{cmp::Reverse, collections::BTreeSet};

use chrono::{DateTime, Utc};
use vibeslop_domain::search::SearchQuery;

use super::things::Score;
use crate::{
    text::{
        lower, similarity,
        words::{Words, stem_of},
    },
    world::World,
};

/// From which likeness on a word is one that was meant.
const ALIKE: f64 = 0.3;
/// Words of this many characters are gathered.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=40;

impl World {
    /// Adds the words of what came out since a moment, or of everything.
    pub(crate) fn gather_words(&mut self, since: Option<DateTime<Utc>>) {
        let is_new = |at: DateTime<Utc>| since.is_none_or(|since| at > since);
        let mut found = BTreeSet::new();
        let mut gather = |words: &Words| {
            let new = words.iter().filter(|word| LENGTH.contains(&word.chars().count()));
            found.extend(new.filter(|word| !self.search_words.contains(&(*word).to_owned())).map(str::to_owned));
        };
        for row in self.posts.values().filter(|row| is_new(row.post.created_at)) {
            gather(&self.post_words(row));
        }
        for row in self.projects.values().filter(|row| row.is_published() && is_new(row.shown_since())) {
            gather(&self.project_words(row));
        }
        for row in self.gigs.values().filter(|row| is_new(row.gig.created_at)) {
            gather(&self.gig_words(row));
        }
        for word in found {
            self.search_words.put(word, ());
        }
    }

    /// The nearest word that somebody wrote to one that nobody did. It is in lower case.
    fn nearest(&self, word: &str) -> Option<&str> {
        if self.search_words.contains(&stem_of(word)) {
            return None;
        }
        let near = self.search_words.iter().filter_map(|(known, ())| {
            let alike = f64::from(similarity(known, word));
            (alike >= ALIKE).then_some((alike, known.as_str()))
        });
        let length = |word: &str| word.chars().count();
        near.min_by_key(|(alike, known)| (Reverse(Score(*alike)), length(known).abs_diff(length(word)), *known))
            .map(|(_, known)| known)
    }

    pub(super) fn corrected(&self, query: &SearchQuery) -> Option<SearchQuery> {
        let mut corrected = query.clone();
        // Words of letters and digits alone, and long enough to be told from others.
        let is_plain = |word: &&mut String| word.chars().count() > 3 && word.chars().all(char::is_alphanumeric);
        for word in corrected.words.iter_mut().filter(is_plain) {
            if let Some(near) = self.nearest(&lower(word)) {
                near.clone_into(word);
            }
        }
        (corrected != *query).then_some(corrected)
    }
}
