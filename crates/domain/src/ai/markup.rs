//! HTML taken out of a text that comes piece by piece.

/// How much of a tag is waited for. What is longer is no tag that anybody writes into a text.
const LONGEST_TAG: usize = 1_000;

/// Takes out of a text that comes piece by piece what [`without_markup`](super::without_markup) takes out of a whole
/// one. What it lets pass is harmless wherever the pieces were cut: no `<` is ever followed by what opens a tag.
#[derive(Debug, Clone, Default)]
pub struct MarkupFilter {
    /// What begins with a `<` and may become a tag.
    held: String,
    /// Whether the last that passed was a `<`.
    ends_open: bool,
}

impl MarkupFilter {
    /// What of a piece, and of what was held back before, can pass by now.
    pub fn push(&mut self, piece: &str) -> String {
        let mut passed = String::with_capacity(piece.len());
        for c in piece.chars().filter(|c| *c != '\0') {
            self.take(c, &mut passed);
        }
        passed
    }

    /// What was held back at the end of the text: an unclosed tag without what opens it.
    pub fn finish(mut self) -> String {
        let mut passed = String::new();
        self.give_up(&mut passed);
        passed
    }

    fn take(&mut self, c: char, passed: &mut String) {
        if self.held.is_empty() {
            if c == '<' {
                self.held.push(c);
            } else {
                self.pass(c, passed);
            }
        } else if self.held.len() == 1 && !opens(c) {
            // A comparison.
            self.held.clear();
            self.pass('<', passed);
            self.take(c, passed);
        } else if c == '>' {
            self.held.clear();
        } else {
            self.held.push(c);
            if self.held.len() > LONGEST_TAG {
                self.give_up(passed);
            }
        }
    }

    /// Lets pass what was held back, without the sign that would open a tag.
    fn give_up(&mut self, passed: &mut String) {
        let held = std::mem::take(&mut self.held);
        if held == "<" {
            self.pass('<', passed);
        }
        for c in held.chars().filter(|c| *c != '<') {
            self.pass(c, passed);
        }
    }

    fn pass(&mut self, c: char, passed: &mut String) {
        // What stood between them is gone: apart they stay harmless.
        if self.ends_open && opens(c) {
            passed.push(' ');
        }
        self.ends_open = c == '<';
        passed.push(c);
    }
}

fn opens(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filtered(text: &str, size: usize) -> String {
        let letters: Vec<char> = text.chars().collect();
        let mut filter = MarkupFilter::default();
        let mut passed: String =
            letters.chunks(size.max(1)).map(|piece| filter.push(&piece.iter().collect::<String>())).collect();
        passed.push_str(&filter.finish());
        passed
    }

    #[test]
    fn tags_go_and_comparisons_stay_wherever_the_text_is_cut() {
        for (text, plain) in [
            ("Shipped <b>it</b> today", "Shipped it today"),
            ("1 < 2 <3 a<", "1 < 2 <3 a<"),
            ("<img src=x onerror=alert(1)>Hi<!-- x -->", "Hi"),
            ("<scr<b>ipt>alert(1)</script>", "ipt>alert(1)"),
            ("<<b>script>x", "< script>x"),
            ("see <script src=", "see script src="),
            ("a\0b", "ab"),
        ] {
            for size in 1..=text.len() {
                assert_eq!(filtered(text, size), plain, "{text} in pieces of {size}");
            }
        }
    }

    #[test]
    fn what_looks_like_a_tag_without_end_is_not_waited_for() {
        let text = format!("<a{}", " x".repeat(2_000));
        let mut filter = MarkupFilter::default();
        assert!(filter.push(&text).len() > 2_000);
    }

    proptest! {
        #[test]
        fn no_tag_survives_and_cuts_make_no_difference(text in "[<>/!a-c \"=é]{0,60}", size in 1_usize..10) {
            let plain = filtered(&text, 1_000);
            prop_assert_eq!(&filtered(&text, size), &plain);
            for (at, _) in plain.match_indices('<') {
                prop_assert!(!plain[at + 1..].starts_with(opens), "{}", plain);
            }
        }
    }
}
