//! How PostgreSQL compares texts, where somebody sees the difference.

pub(crate) mod memo;
mod rank;
mod stems;
mod stop_words;
mod tokens;
mod trigrams;
pub(crate) mod words;

pub(crate) use trigrams::{similarity, word_similarity};

/// `lower`: letter by letter, so that a sigma at the end of a word is one like any other.
pub(crate) fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// `ILIKE '%…%'`, whatever stands in `part`.
pub(crate) fn contains(text: &str, part: &str) -> bool {
    lower(text).contains(&lower(part))
}

/// `ILIKE '…%'`, whatever stands in `part`.
pub(crate) fn begins(text: &str, part: &str) -> bool {
    lower(text).starts_with(&lower(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_lowered_one_by_one() {
        assert_eq!(lower("ΟΔΟΣ"), "οδοσ");
        assert!(contains("Suzanna 100% Žluť", "ŽLU") && contains("a_b", "_") && !contains("ab", "_"));
        assert!(begins("Ada", "aD") && !begins("Ada", "d"));
    }
}
