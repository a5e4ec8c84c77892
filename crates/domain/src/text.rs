//! Texts that people write. Lengths count characters as a person sees them (extended grapheme clusters, UAX #29),
//! so that a family emoji or a letter with three accents is one, and nothing is cut in the middle of one.
//!
//! ```
//! use vibeslop_domain::text;
//!
//! assert_eq!(text::length("👩‍👩‍👧‍👦!"), 2);
//! assert_eq!(text::cut("Ada Lovelace", 4), "Ada...");
//! assert_eq!(text::initials("Ada Lovelace King", "ada"), "AL");
//! assert_eq!(text::optional(" \u{200B} ", 10), Ok(None), "nothing to read in it");
//! ```

use unicode_segmentation::UnicodeSegmentation;

use crate::Invalid;

/// The bytes that one grapheme cluster may take on average before a text counts as too long whatever its length.
/// A cluster can hold any number of combining marks, so a limit in clusters alone bounds nothing.
const BYTES_PER_CHARACTER: usize = 32;

/// How many characters a person sees.
pub fn length(text: &str) -> usize {
    // ASCII without line breaks needs no segmentation: only CR LF makes one cluster of two ASCII characters.
    if text.is_ascii() && !text.contains('\r') { text.len() } else { text.graphemes(true).count() }
}

/// A text as it may be stored: `None` if there is nothing to read in it.
///
/// # Errors
/// More than `most` characters, or a NUL character, which PostgreSQL cannot keep.
pub fn optional(text: &str, most: usize) -> Result<Option<String>, Invalid> {
    if is_blank(text) {
        return Ok(None);
    }
    let text = text.trim();
    if text.contains('\0') {
        return Err(Invalid::because("must not contain a NUL character"));
    }
    if text.len() > most.saturating_mul(BYTES_PER_CHARACTER) || length(text) > most {
        return Err(Invalid::too_long(most));
    }
    Ok(Some(text.to_owned()))
}

/// A text that has to be there.
///
/// # Errors
/// As [`optional`], or nothing to read, or fewer than `least` characters.
pub fn required(text: &str, least: usize, most: usize) -> Result<String, Invalid> {
    let text = optional(text, most)?.ok_or(Invalid::BLANK)?;
    if length(&text) < least { Err(Invalid::too_short(least)) } else { Ok(text) }
}

/// Whether a reader sees nothing: blanks and characters without width alone.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Characters that take no room and carry no meaning of their own.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}')
}

/// The first `most` characters, trailing blanks removed and `...` added; unchanged when not longer.
pub fn cut(text: &str, most: usize) -> String {
    match text.grapheme_indices(true).nth(most) {
        Some((end, _)) => format!("{}...", text.split_at(end).0.trim_end()),
        None => text.to_owned(),
    }
}

/// The first `most` characters without any sign that there is more.
pub fn beginning(text: &str, most: usize) -> &str {
    text.grapheme_indices(true).nth(most).map_or(text, |(end, _)| text.split_at(end).0)
}

/// The first letters of the first two words of a name, upper case; one for one word; from `username` where the
/// name is blank.
pub fn initials(display_name: &str, username: &str) -> String {
    let source = if is_blank(display_name) { username } else { display_name };
    source.split_whitespace().take(2).filter_map(|word| word.graphemes(true).next()).map(str::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn initials_come_from_the_first_two_words() {
        assert_eq!(initials("Ada Lovelace King", "ada"), "AL");
        assert_eq!(initials("ada", "x"), "A");
        assert_eq!(initials("  ", "bob"), "B");
        assert_eq!(initials("élan žluť", "x"), "ÉŽ");
        assert_eq!(initials("👩‍🚀 Space", "x"), "👩‍🚀S");
    }

    #[test]
    fn a_joined_emoji_is_one_character() {
        assert_eq!(length("👩‍👩‍👧‍👦"), 1);
        assert_eq!(length("e\u{301}"), 1);
        assert_eq!(required("👩‍👩‍👧‍👦", 1, 1).unwrap(), "👩‍👩‍👧‍👦");
    }

    #[test]
    fn text_without_anything_to_read_is_no_value() {
        assert_eq!(optional(" \n\u{200B}\u{FEFF} ", 10), Ok(None));
        assert_eq!(required("\u{200D}", 1, 10), Err(Invalid::BLANK));
    }

    #[test]
    fn a_nul_character_and_a_tower_of_marks_are_refused() {
        assert!(optional("a\0b", 10).is_err());
        assert!(optional(&format!("a{}", "\u{301}".repeat(500)), 10).is_err());
    }

    proptest! {
        #[test]
        fn a_cut_never_splits_a_character(text in "\\PC{0,60}", most in 0usize..40) {
            let cut = cut(&text, most);
            if length(&text) <= most {
                prop_assert_eq!(cut, text);
            } else {
                let kept = cut.strip_suffix("...").unwrap();
                prop_assert!(text.starts_with(kept));
                prop_assert!(length(kept) <= most);
            }
        }

        #[test]
        fn lengths_agree_with_segmentation(text in "[ -~\r\n]{0,40}") {
            prop_assert_eq!(length(&text), text.graphemes(true).count());
        }
    }
}
