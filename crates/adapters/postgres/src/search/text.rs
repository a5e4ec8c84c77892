//! What PostgreSQL's full-text search is asked for.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use vibeslop_domain::search::SearchQuery;

/// From how many characters on a word is taken for the beginning of others: fewer begin too many.
const LEAST_BEGINNING: usize = 3;

/// A query as `websearch_to_tsquery` and `to_tsquery` read it. No text of a person can be mistaken for their syntax.
#[derive(Debug, PartialEq, Eq)]
pub struct Sought {
    /// As typed, without operators: what is compared letter by letter.
    pub text: String,
    /// All words and phrases.
    pub all: String,
    /// All but the last word.
    pub rest: String,
    /// The last word as the beginning of one, for `to_tsquery`; empty where it is too short.
    pub beginning: String,
    /// What must not be there, any of it.
    pub without: String,
    /// From when on.
    pub since: Option<DateTime<Utc>>,
    /// Up to when; that moment itself is too late.
    pub before: Option<DateTime<Utc>>,
}

impl Sought {
    pub fn new(query: &SearchQuery) -> Self {
        let phrases: Vec<String> = query.phrases.iter().map(|phrase| quoted(phrase)).collect();
        let words: Vec<String> = query.words.iter().map(|word| quoted(word)).collect();
        let (last, others) = words.split_last().map_or((None, words.as_slice()), |(last, others)| (Some(last), others));
        let rest: Vec<&str> = others.iter().chain(&phrases).map(String::as_str).collect();
        let all: Vec<&str> = rest.iter().copied().chain(last.map(String::as_str)).collect();
        let without: Vec<String> = query.without.iter().map(|part| quoted(part)).collect();
        Self {
            text: query.text(),
            all: all.join(" "),
            rest: rest.join(" "),
            beginning: query.words.last().map(|word| beginning(word)).unwrap_or_default(),
            without: without.join(" or "),
            since: query.since.map(start_of),
            before: query.until.and_then(end_of),
        }
    }
}

/// In quotes nothing is an operator: neither a dash in front, nor the word `or`. A single word in quotes is a word.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', " "))
}

/// A word of letters and digits alone, for `to_tsquery`.
fn beginning(word: &str) -> String {
    let is_plain = word.chars().all(char::is_alphanumeric) && word.chars().count() >= LEAST_BEGINNING;
    if is_plain { format!("{}:*", word.to_lowercase()) } else { String::new() }
}

/// Midnight in UTC before a day.
fn start_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Midnight in UTC behind it; there is none behind the last day of all.
fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    day.checked_add_days(Days::new(1)).map(start_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_typed_is_in_quotes() {
        let sought = Sought::new(&SearchQuery::parse(r#"or rust's "a b" -not -"c d" pars"#));
        assert_eq!(sought.all, r#""or" "rust's" "a b" "pars""#);
        assert_eq!(sought.rest, r#""or" "rust's" "a b""#);
        assert_eq!((sought.beginning.as_str(), sought.without.as_str()), ("pars:*", r#""not" or "c d""#));
        assert_eq!(sought.text, "or rust's pars a b");
    }

    #[test]
    fn only_plain_words_of_some_length_begin_others() {
        for (word, expected) in [("pa", ""), ("Par", "par:*"), ("a&b|c", ""), ("x':*", ""), ("größe", "größe:*")] {
            assert_eq!(beginning(word), expected);
        }
        let nothing = Sought::new(&SearchQuery::parse("\"only a phrase\""));
        assert_eq!((nothing.all.as_str(), nothing.beginning.as_str()), (r#""only a phrase""#, ""));
    }
}
