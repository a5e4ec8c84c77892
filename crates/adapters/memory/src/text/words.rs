//! The words of a text and what is looked for in them: PostgreSQL's full-text search in English.

use std::collections::BTreeMap;

use super::{
    lower,
    stems::stem,
    stop_words::is_stop_word,
    tokens::{Kind, tokens},
};

/// How much it says that a word stands in a part of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// In its name.
    A,
    /// In what it says.
    B,
    /// In what it says besides.
    C,
}

impl Weight {
    /// What tells a part from the one before, where parts are put together. It is in no text that people write.
    pub(super) const fn letter(self) -> &'static str {
        match self {
            Self::A => "\0A",
            Self::B => "\0B",
            Self::C => "\0C",
        }
    }

    /// PostgreSQL's number for it.
    const fn value(self) -> f32 {
        match self {
            Self::A => 1.0,
            Self::B => 0.4,
            Self::C => 0.2,
        }
    }
}

/// Where a word stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The how manieth it is.
    pub(super) at: u32,
    /// What that is worth.
    pub(super) weight: f32,
}

/// How often a word is noted.
const MOST_PLACES: usize = 255;

/// The words of a thing, by their stems, with their places in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    places: BTreeMap<String, Vec<Place>>,
    /// The last place of a word.
    end: u32,
}

/// What a word is found by, and the how manieth it is; stop words are left out and counted.
fn placed(text: &str) -> impl Iterator<Item = (u32, String)> {
    (1..).zip(tokens(text)).filter_map(|(at, (kind, piece))| {
        let word = lower(piece);
        match kind {
            Kind::Name => Some((at, word)),
            Kind::Word if is_stop_word(&word) => None,
            Kind::Word => Some((at, stem(&word))),
        }
    })
}

/// What a single word is known by; as it stands if it is a stop word.
pub(crate) fn stem_of(word: &str) -> String {
    if is_stop_word(word) { word.to_owned() } else { stem(word) }
}

impl Words {
    /// The words of a text, behind those that are there.
    pub(crate) fn with(mut self, text: &str, weight: Weight) -> Self {
        let behind = self.end;
        for (at, word) in placed(text) {
            self.end = behind + at;
            let places = self.places.entry(word).or_default();
            if places.len() < MOST_PLACES {
                places.push(Place { at: self.end, weight: weight.value() });
            }
        }
        self
    }

    /// The words, as they are found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    pub(super) fn places(&self, word: &str) -> Option<&[Place]> {
        self.places.get(word).map(Vec::as_slice)
    }

    /// The places of each word that begins so.
    pub(super) fn beginning<'a>(&'a self, beginning: &'a str) -> impl Iterator<Item = &'a [Place]> {
        let from = self.places.range(beginning.to_owned()..);
        from.take_while(move |(word, _)| word.starts_with(beginning)).map(|(_, places)| places.as_slice())
    }
}

/// Words that stand together in this order; what stood between them and says nothing, whatever it is.
#[derive(Debug, Clone)]
pub(crate) struct Phrase(Vec<(u32, String)>);

impl Phrase {
    /// The phrase of a text; none if it says nothing. A single word is one, too.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let words: Vec<_> = placed(text).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    pub(super) fn words(&self) -> &[(u32, String)] {
        &self.0
    }

    /// Whether it is there.
    pub(crate) fn is_in(&self, words: &Words) -> bool {
        let Some(((begin, first), others)) = self.0.split_first() else { return false };
        let follows = |start: &Place| {
            others.iter().all(|(at, word)| {
                let place = start.at + (at - begin);
                words.places(word).is_some_and(|places| places.binary_search_by_key(&place, |there| there.at).is_ok())
            })
        };
        words.places(first).is_some_and(|places| places.iter().any(follows))
    }
}

/// What is looked for: all phrases; or all but the last word, and that as the beginning of a word.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sought {
    all: Vec<Phrase>,
    rest: Vec<Phrase>,
    beginning: Option<String>,
}

impl Sought {
    /// `beginning` is in lower case, and of letters and digits alone.
    pub(crate) fn new(all: &[&str], rest: &[&str], beginning: Option<String>) -> Self {
        let phrases = |texts: &[&str]| texts.iter().filter_map(|text| Phrase::new(text)).collect();
        Self { all: phrases(all), rest: phrases(rest), beginning }
    }

    /// The same without the beginning.
    pub(crate) fn whole_words(&self) -> Self {
        Self { all: self.all.clone(), ..Self::default() }
    }

    /// Whether it is there. What says nothing is nowhere.
    pub(crate) fn is_in(&self, words: &Words) -> bool {
        let whole = !self.all.is_empty() && self.all.iter().all(|phrase| phrase.is_in(words));
        let begins = |beginning: &String| words.beginning(beginning).next().is_some();
        whole || self.beginning.as_ref().is_some_and(begins) && self.rest.iter().all(|phrase| phrase.is_in(words))
    }

    /// The words of it, in order and each once, and whether more than their beginning has to be there.
    pub(super) fn words(&self) -> Vec<(&str, bool)> {
        let beginning = self.beginning.iter().map(|beginning| (beginning.as_str(), false));
        let phrases = self.rest.iter().chain(&self.all).flat_map(Phrase::words);
        let mut words: Vec<_> = beginning.chain(phrases.map(|(_, word)| (word.as_str(), true))).collect();
        words.sort_by_key(|(word, _)| *word);
        words.dedup_by_key(|(word, _)| *word);
        words
    }

    /// Whether any of several ways to be found will do.
    pub(super) fn has_choice(&self) -> bool {
        self.beginning.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        Words::default().with(text, Weight::A)
    }

    #[test]
    fn words_are_found_by_their_stems_and_phrases_by_their_order() {
        let text = words("The planner of a query, fast: cost-based");
        let is_in = |phrase: &str| Phrase::new(phrase).is_some_and(|phrase| phrase.is_in(&text));
        assert!(is_in("queries") && is_in("planners of the query") && is_in("fast") && is_in("cost-based"));
        assert!(!is_in("query planner") && !is_in("planner query") && !is_in("fast based"));
        assert!(Phrase::new("of the").is_none() && Phrase::new("%_").is_none());
    }

    #[test]
    fn the_last_word_may_be_a_beginning() {
        let text = words("fast planners");
        let sought = |all: &[&str], rest: &[&str], beginning: &str| {
            Sought::new(all, rest, Some(beginning.to_owned())).is_in(&text)
        };
        assert!(sought(&["fast", "plan"], &["fast"], "plan") && !sought(&["slow", "plan"], &["slow"], "plan"));
        assert!(sought(&["planning"], &[], "planne") && !sought(&["planning"], &[], "planning"));
        assert!(!Sought::new(&["the"], &[], None).is_in(&text));
    }
}
