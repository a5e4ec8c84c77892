//! What somebody searches for, as texts are compared with it.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use vibeslop_domain::{
    ids::{StackId, ToolId},
    search::SearchQuery,
};

use crate::{
    text::{
        lower,
        words::{Phrase, Sought},
    },
    world::World,
};

/// From how many characters on a word is taken for the beginning of others: fewer begin too many.
const LEAST_BEGINNING: usize = 3;

pub(super) struct Asked<'a> {
    pub(super) query: &'a SearchQuery,
    /// As typed, without operators: what is compared letter by letter.
    pub(super) text: String,
    /// What is looked for in texts.
    pub(super) sought: Sought,
    /// What must not be there, any of it.
    pub(super) without: Vec<Phrase>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(query: &'a SearchQuery) -> Self {
        let mut rest: Vec<&str> = query.words.iter().chain(&query.phrases).map(String::as_str).collect();
        let all = rest.clone();
        let last = query.words.last().inspect(|_| {
            rest.remove(query.words.len() - 1);
        });
        let sought = Sought::new(&all, &rest, last.and_then(|word| beginning(word)));
        let without = query.without.iter().filter_map(|text| Phrase::new(text)).collect();
        Self { query, text: query.text(), sought, without }
    }

    /// Whether something of this time is asked for.
    pub(super) fn is_of_time(&self, at: DateTime<Utc>) -> bool {
        let since = self.query.since.map(start_of);
        let before = self.query.until.and_then(|day| day.checked_add_days(Days::new(1))).map(start_of);
        since.is_none_or(|since| at >= since) && before.is_none_or(|before| at < before)
    }
}

/// A word of letters and digits alone.
fn beginning(word: &str) -> Option<String> {
    let is_plain = word.chars().all(char::is_alphanumeric) && word.chars().count() >= LEAST_BEGINNING;
    is_plain.then(|| lower(word))
}

/// Midnight in UTC before a day.
fn start_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

impl World {
    /// Whether the text is the name of one of these tools and stacks.
    pub(super) fn is_named(&self, text: &str, tools: &BTreeSet<ToolId>, stacks: &BTreeSet<StackId>) -> bool {
        let text = lower(text);
        let is = |name: &str, slug: &str| slug == text || lower(name) == text;
        tools.iter().filter_map(|id| self.tools.get(id)).any(|tool| is(&tool.name, &tool.slug))
            || stacks.iter().filter_map(|id| self.stacks.get(id)).any(|stack| is(&stack.name, &stack.slug))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::{Weight, Words};

    #[test]
    fn only_plain_words_of_some_length_begin_others() {
        for (word, expected) in
            [("pa", None), ("Par", Some("par")), ("a&b|c", None), ("x':*", None), ("größe", Some("größe"))]
        {
            assert_eq!(beginning(word).as_deref(), expected);
        }
    }

    #[test]
    fn words_phrases_and_exclusions_are_understood() {
        let fits = |query: &str, text: &str| {
            let query = SearchQuery::parse(query);
            let (asked, words) = (Asked::new(&query), Words::default().with(text, Weight::A));
            asked.sought.is_in(&words) && !asked.without.iter().any(|phrase| phrase.is_in(&words))
        };
        assert!(fits("query pars", "parsers of queries") && !fits("pars query", "parsers of queues"));
        assert!(
            fits("\"fast query\" pla", "a fast query planner") && !fits("\"fast query\" pla", "query fast planner")
        );
        assert!(fits("plan -\"slow query\"", "plan a slow fast query") && !fits("plan -slow", "plan slowly or slow"));
    }
}
