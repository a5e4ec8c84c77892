//! People who fit.

use std::cmp::Reverse;

use vibeslop_domain::{
    ids::UserId,
    page::{Limit, Offset},
};
use vibeslop_ports::accounts::UserSummaryView;

use super::{asked::Asked, things::Score};
use crate::{
    accounts::rows::UserRow,
    text::{begins, lower, memo::Memo, similarity, word_similarity, words::Weight},
    world::World,
};

/// From which likeness on a username, and a name, is one that was meant.
const ALIKE: (f64, f64) = (0.3, 0.6);

/// Someone, and how well they fit.
struct Hit<'a> {
    row: &'a UserRow,
    begins: bool,
    score: f64,
}

fn hit<'a>(memo: &Memo, asked: &Asked<'_>, row: &'a UserRow) -> Option<Hit<'a>> {
    let bio = row.bio.as_deref().unwrap_or_default();
    let words = memo.words(&[(row.username.as_str(), Weight::A), (&row.display_name, Weight::A), (bio, Weight::B)]);
    // The last word is taken as it stands: names are compared letter by letter besides.
    let (sought, text) = (asked.sought.whole_words(), asked.text.as_str());
    let begins = begins(row.username.as_str(), text) || begins(&row.display_name, text);
    let by_username = f64::from(similarity(row.username.as_str(), text));
    let by_name = f64::from(word_similarity(text, &row.display_name));
    let fits = sought.is_in(&words) || begins || by_username >= ALIKE.0 || by_name >= ALIKE.1;
    let score = by_username.max(by_name).max(sought.rank(&words).into());
    (fits && !asked.without.iter().any(|phrase| phrase.is_in(&words))).then_some(Hit { row, begins, score })
}

impl World {
    pub(super) fn people_found(
        &self,
        asked: &Asked<'_>,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Vec<UserSummaryView> {
        let is_asked = |row: &&UserRow| asked.query.from.as_deref().is_none_or(|name| row.username.as_str() == name);
        let seen = self.users.values().filter(|row| self.sees(viewer, row.id)).filter(is_asked);
        let mut found: Vec<Hit<'_>> = seen.filter_map(|row| hit(&self.memo, asked, row)).collect();
        let name = lower(&asked.text);
        found.sort_by_cached_key(|hit| {
            let best = (hit.row.username.as_str() == name, hit.begins, Score(hit.score));
            (Reverse(best), hit.row.username.as_str().to_owned())
        });
        let skipped = usize::try_from(offset.get()).unwrap_or(usize::MAX);
        found.iter().skip(skipped).take(limit.get().into()).map(|hit| hit.row.summary()).collect()
    }
}
