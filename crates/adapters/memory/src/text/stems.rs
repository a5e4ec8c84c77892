//! The stem of an English word, as Snowball's English stemmer (Porter 2) finds it: PostgreSQL's `english_stem`.
//!
//! Words come in lower case and without apostrophes, as they are cut before. What is no letter of English is a consonant.

/// Words with stems of their own.
const EXCEPTIONS: [(&str, &str); 18] = [
    ("skis", "ski"),
    ("skies", "sky"),
    ("dying", "die"),
    ("lying", "lie"),
    ("tying", "tie"),
    ("idly", "idl"),
    ("gently", "gentl"),
    ("ugly", "ugli"),
    ("early", "earli"),
    ("only", "onli"),
    ("singly", "singl"),
    ("sky", "sky"),
    ("news", "news"),
    ("howe", "howe"),
    ("atlas", "atlas"),
    ("cosmos", "cosmos"),
    ("bias", "bias"),
    ("andes", "andes"),
];

/// Words that only lose the `s` at their end.
const WHOLE: [&str; 8] = ["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"];

/// What an end becomes, the longer ends first.
type Ends = [(&'static str, &'static str)];

/// Behind the first region.
const SECOND: &Ends = &[
    ("ational", "ate"),
    ("fulness", "ful"),
    ("iveness", "ive"),
    ("ization", "ize"),
    ("ousness", "ous"),
    ("biliti", "ble"),
    ("lessli", "less"),
    ("tional", "tion"),
    ("alism", "al"),
    ("aliti", "al"),
    ("ation", "ate"),
    ("entli", "ent"),
    ("fulli", "ful"),
    ("iviti", "ive"),
    ("ousli", "ous"),
    ("abli", "able"),
    ("alli", "al"),
    ("anci", "ance"),
    ("ator", "ate"),
    ("enci", "ence"),
    ("izer", "ize"),
    ("bli", "ble"),
    ("ogi", "og"),
    ("li", ""),
];

const THIRD: &Ends = &[
    ("ational", "ate"),
    ("tional", "tion"),
    ("alize", "al"),
    ("ative", ""),
    ("icate", "ic"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ness", ""),
    ("ful", ""),
];

/// What goes behind the second region.
const FOURTH: [&str; 18] = [
    "ement", "able", "ance", "ence", "ible", "ment", "ant", "ate", "ent", "ion", "ism", "iti", "ive", "ize", "ous",
    "al", "er", "ic",
];

/// The stem of a word.
pub(super) fn stem(word: &str) -> String {
    if word.chars().nth(2).is_none() {
        return word.to_owned();
    }
    if let Some((_, stem)) = EXCEPTIONS.iter().find(|(exception, _)| *exception == word) {
        return (*stem).to_owned();
    }
    let mut word = Word::new(word);
    word.without_s();
    if !WHOLE.contains(&word.text.as_str()) {
        word.without_past();
        word.y_to_i();
        word.second();
        word.third();
        word.fourth();
        word.without_e();
    }
    word.text.replace('Y', "y")
}

/// A word on its way to the stem. A `Y` is a consonant.
struct Word {
    text: String,
    /// Where the two regions begin.
    regions: [usize; 2],
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Where what comes behind the first consonant behind a vowel begins, from `start` on.
fn region(text: &str, start: usize) -> usize {
    let mut vowel = false;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < start) {
        if vowel && !is_vowel(c) {
            return at + c.len_utf8();
        }
        vowel |= is_vowel(c);
    }
    text.len()
}

/// Whether it ends in a short syllable: a vowel between consonants, the last of which is no `w`, `x` or `Y`; or a
/// vowel and a consonant that are all of it.
fn ends_short(text: &str) -> bool {
    let mut back = text.chars().rev();
    let (Some(last), Some(vowel)) = (back.next(), back.next()) else { return false };
    !is_vowel(last) && is_vowel(vowel) && back.next().is_none_or(|c| !is_vowel(c) && !matches!(last, 'w' | 'x' | 'Y'))
}

impl Word {
    fn new(word: &str) -> Self {
        let mut before = 'a';
        let mut text = String::with_capacity(word.len());
        for c in word.chars() {
            // At the beginning, and behind a vowel.
            let c = if c == 'y' && is_vowel(before) { 'Y' } else { c };
            text.push(c);
            before = c;
        }
        let first = ["gener", "commun", "arsen"].iter().find(|beginning| text.starts_with(**beginning));
        let first = first.map_or_else(|| region(&text, 0), |beginning| beginning.len());
        let regions = [first, region(&text, first)];
        Self { text, regions }
    }

    /// The text before an end, if that is its end.
    fn before(&self, end: &str) -> Option<&str> {
        self.text.strip_suffix(end)
    }

    /// Puts something in the place of the end.
    fn replace(&mut self, end: &str, by: &str) {
        self.text.truncate(self.text.len() - end.len());
        self.text.push_str(by);
    }

    /// Whether what is before an end reaches into a region.
    fn reaches(&self, end: &str, region: usize) -> bool {
        self.regions.get(region).is_some_and(|begin| self.text.len() - end.len() >= *begin)
    }

    fn without_s(&mut self) {
        if self.text.ends_with("sses") {
            self.replace("es", "");
        } else if let Some(end) = ["ied", "ies"].iter().find(|end| self.text.ends_with(**end)) {
            let long = self.before(end).is_some_and(|before| before.chars().nth(1).is_some());
            self.replace(end, if long { "i" } else { "ie" });
        } else if !self.text.ends_with("us") && !self.text.ends_with("ss") {
            let Some(before) = self.before("s") else { return };
            let mut earlier = before.chars();
            earlier.next_back();
            if earlier.any(is_vowel) {
                self.replace("s", "");
            }
        }
    }

    fn without_past(&mut self) {
        if let Some(end) = ["eedly", "eed"].iter().find(|end| self.text.ends_with(**end)) {
            if self.reaches(end, 0) {
                self.replace(end, "ee");
            }
            return;
        }
        let Some(end) = ["ingly", "edly", "ing", "ed"].iter().find(|end| self.text.ends_with(**end)) else { return };
        if !self.before(end).is_some_and(|before| before.chars().any(is_vowel)) {
            return;
        }
        self.replace(end, "");
        let doubled = ["bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"];
        if ["at", "bl", "iz"].iter().any(|end| self.text.ends_with(end)) {
            self.text.push('e');
        } else if doubled.iter().any(|end| self.text.ends_with(end)) {
            self.text.pop();
        } else if self.regions.first() == Some(&self.text.len()) && ends_short(&self.text) {
            self.text.push('e');
        }
    }

    fn y_to_i(&mut self) {
        let mut back = self.text.chars().rev();
        let is_y = matches!(back.next(), Some('y' | 'Y'));
        let behind_consonant = back.next().is_some_and(|c| !is_vowel(c));
        if is_y && behind_consonant && back.next().is_some() {
            self.replace("y", "i");
        }
    }

    fn second(&mut self) {
        let Some((end, by)) = SECOND.iter().find(|(end, _)| self.text.ends_with(end)) else { return };
        let last = self.before(end).and_then(|before| before.chars().next_back());
        let fits = match *end {
            "ogi" => last == Some('l'),
            "li" => last.is_some_and(|c| "cdeghkmnrt".contains(c)),
            _ => true,
        };
        if fits && self.reaches(end, 0) {
            self.replace(end, by);
        }
    }

    fn third(&mut self) {
        let Some((end, by)) = THIRD.iter().find(|(end, _)| self.text.ends_with(end)) else { return };
        if self.reaches(end, usize::from(*end == "ative")) && self.reaches(end, 0) {
            self.replace(end, by);
        }
    }

    fn fourth(&mut self) {
        let Some(end) = FOURTH.iter().find(|end| self.text.ends_with(**end)) else { return };
        let fits = *end != "ion" || self.before(end).is_some_and(|before| before.ends_with(['s', 't']));
        if fits && self.reaches(end, 1) {
            self.replace(end, "");
        }
    }

    fn without_e(&mut self) {
        if let Some(before) = self.before("e") {
            if self.reaches("e", 1) || self.reaches("e", 0) && !ends_short(before) {
                self.replace("e", "");
            }
        } else if self.text.ends_with("ll") && self.reaches("l", 1) {
            self.replace("l", "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stems are PostgreSQL's.
    #[test]
    fn stems_are_postgresqls() {
        for (word, expected) in [
            ("planners", "planner"),
            ("queries", "queri"),
            ("ties", "tie"),
            ("caresses", "caress"),
            ("gas", "gas"),
            ("this", "this"),
            ("hoping", "hope"),
            ("hopping", "hop"),
            ("agreed", "agre"),
            ("bled", "bled"),
            ("happy", "happi"),
            ("say", "say"),
            ("relational", "relat"),
            ("hopefully", "hope"),
            ("generalization", "general"),
            ("communities", "communiti"),
            ("adjustable", "adjust"),
            ("adoption", "adopt"),
            ("controller", "control"),
            ("proceeding", "proceed"),
            ("skies", "sky"),
            ("youth", "youth"),
            ("real-time", "real-tim"),
            ("größen", "größen"),
            ("by", "by"),
        ] {
            assert_eq!(stem(word), expected, "{word}");
        }
    }
}
