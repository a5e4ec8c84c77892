//! How alike two texts are, as `pg_trgm` says it.

use std::collections::{BTreeSet, HashMap};

use super::lower;

type Trigram = [char; 3];

/// The trigrams of a text in order: each word in lower case, with two blanks before it and one behind.
fn trigrams(text: &str) -> Vec<Trigram> {
    let text = lower(text);
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut found = Vec::new();
    for word in words {
        let padded: Vec<char> = [' ', ' '].into_iter().chain(word.chars()).chain([' ']).collect();
        found.extend(padded.windows(3).filter_map(|three| Trigram::try_from(three).ok()));
    }
    found
}

#[expect(clippy::cast_precision_loss, reason = "texts are short")]
fn share(common: usize, one: usize, other: usize) -> f32 {
    let all = one + other - common;
    if all == 0 { 0.0 } else { common as f32 / all as f32 }
}

/// How many of all their trigrams two texts have in common, 0 to 1.
pub(crate) fn similarity(one: &str, other: &str) -> f32 {
    let (one, other): (BTreeSet<_>, BTreeSet<_>) =
        (trigrams(one).into_iter().collect(), trigrams(other).into_iter().collect());
    share(one.intersection(&other).count(), one.len(), other.len())
}

/// The same for the part of `text` that is most like `word`, as it is found going through the text once: a part ends
/// where a trigram of the word is, and loses from its beginning whatever makes it less like the word.
pub(crate) fn word_similarity(word: &str, text: &str) -> f32 {
    let word: BTreeSet<_> = trigrams(word).into_iter().collect();
    let text = trigrams(text);
    let is_sought = |trigram: &Trigram| word.contains(trigram);
    // Where the part begins, how many different trigrams it has, how many of them are sought, and where each is last.
    let (mut start, mut size, mut common) = (None, 0, 0);
    let mut last: HashMap<&Trigram, usize> = HashMap::new();
    let mut best = 0.0_f32;
    for (place, trigram) in text.iter().enumerate() {
        let sought = is_sought(trigram);
        if (start.is_some() || sought) && last.insert(trigram, place).is_none() {
            size += 1;
            common += usize::from(sought);
        }
        if !sought {
            continue;
        }
        let begin = *start.get_or_insert(place);
        let mut here = share(common, word.len(), size);
        let (mut shorter_size, mut shorter_common, mut shortest) = (size, common, begin);
        for (at, first) in text.iter().enumerate().take(place + 1).skip(begin) {
            let shorter = share(shorter_common, word.len(), shorter_size);
            if shorter > here {
                (here, size, common, shortest) = (shorter, shorter_size, shorter_common, at);
            }
            if last.get(first) == Some(&at) {
                shorter_size -= 1;
                shorter_common -= usize::from(is_sought(first));
            }
        }
        best = best.max(here);
        for (at, left) in text.iter().enumerate().take(shortest).skip(begin) {
            if last.get(left) == Some(&at) {
                last.remove(left);
            }
        }
        start = Some(shortest);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers are PostgreSQL's.
    #[test]
    fn texts_are_as_alike_as_postgresql_says() {
        let near = |one: f32, other: f32| (one - other).abs() < 1e-5;
        assert!(near(similarity("word", "two words"), 0.363_636));
        assert!(near(word_similarity("word", "two words"), 0.8));
        assert!(near(similarity("ann", "anna"), 0.5));
        assert!(near(similarity("Rust", "rust"), 1.0));
        assert!(near(similarity("", "rust"), 0.0) && near(word_similarity("rust", "%"), 0.0));
    }
}
