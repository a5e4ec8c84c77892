//! What a model is asked to do, and what it may put into a project. Its answer is somebody else's text: it is judged and
//! cleaned like a stranger's.
//!
//! ```
//! use vibeslop_domain::ai::{GeneratedDraft, GeneratedProject};
//!
//! let answer = GeneratedDraft {
//!     title: Some("Planner <script>alert(1)</script>".to_owned()),
//!     description: Some("Plans gardens. 3 < 4 beds.".to_owned()),
//!     long_description: Some("# Planner".to_owned()),
//!     detected_stack: vec!["Rust".to_owned(), "rust".to_owned()],
//!     ..GeneratedDraft::default()
//! };
//! let project = GeneratedProject::new(&answer).unwrap();
//! assert_eq!(project.title, "Planner alert(1)");
//! assert_eq!(project.description, "Plans gardens. 3 < 4 beds.");
//! assert_eq!(project.stack.len(), 1);
//! ```

mod colors;
mod cover;
mod improving;
mod markup;
mod theme;

pub use colors::{Color, Palette};
pub use cover::{CoverBrief, CoverDraft};
pub use improving::Improvement;
pub use markup::MarkupFilter;
pub use theme::Theme;

use chrono::TimeDelta;

use crate::{Invalid, Violations, catalog::TagName, text};

/// How long the books on calls are kept: thirteen months, so that a month can be laid beside that of the year before. No
/// quota reads them.
pub const KEEP_CALLS: TimeDelta = TimeDelta::days(400);

/// The most highlights that are taken from an answer.
const MAX_HIGHLIGHTS: usize = 5;
/// The most stacks that are taken from an answer.
const MAX_STACK: usize = 20;

/// What the model answered, as far as its types were right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GeneratedDraft {
    /// A catchy title.
    pub title: Option<String>,
    /// Two or three sentences.
    pub description: Option<String>,
    /// Markdown.
    pub long_description: Option<String>,
    /// Concrete phrases.
    pub highlights: Vec<String>,
    /// Technologies that are evident.
    pub detected_stack: Vec<String>,
    /// What a cover picture could show.
    pub suggested_image_prompt: Option<String>,
}

/// The text of a project, written by a model, fit to be shown to the project's owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedProject {
    /// 3 to 200 characters.
    pub title: String,
    /// Up to 1,000 characters.
    pub description: String,
    /// Up to 5,000 characters, Markdown: it becomes the description of a project.
    pub long_description: String,
    /// Up to five phrases of up to 500 characters.
    pub highlights: Vec<String>,
    /// Names of stacks, each once.
    pub stack: Vec<TagName>,
    /// What a cover picture could show.
    pub image_prompt: Option<String>,
}

impl GeneratedProject {
    /// Judges an answer. Mark-up that is not Markdown is taken out; what is too long is cut at a character; entries
    /// of lists that are of no use are left out.
    ///
    /// # Errors
    /// A title, a description or a long description is missing: the model has to try again.
    pub fn new(draft: &GeneratedDraft) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let title = wrong.check("title", cleaned(draft.title.as_deref(), 3, 200));
        let description = wrong.check("description", cleaned(draft.description.as_deref(), 1, 1_000));
        let long_description = wrong.check("long_description", cleaned(draft.long_description.as_deref(), 1, 5_000));
        let (Some(title), Some(description), Some(long_description)) = (title, description, long_description) else {
            return Err(wrong);
        };
        let mut stack: Vec<TagName> = Vec::new();
        for name in draft.detected_stack.iter().filter_map(|name| TagName::new(&without_markup(name)).ok()) {
            if stack.len() < MAX_STACK && !stack.iter().any(|known| known.means(&name)) {
                stack.push(name);
            }
        }
        Ok(Self {
            title: title.lines().next().unwrap_or_default().to_owned(),
            description,
            long_description,
            highlights: draft
                .highlights
                .iter()
                .filter_map(|phrase| cleaned(Some(phrase), 1, 500).ok())
                .take(MAX_HIGHLIGHTS)
                .collect(),
            stack,
            image_prompt: cleaned(draft.suggested_image_prompt.as_deref(), 1, 1_000).ok(),
        })
    }
}

fn cleaned(text: Option<&str>, least: usize, most: usize) -> Result<String, Invalid> {
    let plain = without_markup(text.unwrap_or_default());
    text::required(text::beginning(plain.trim(), most), least, most)
}

/// The text without HTML tags, comments and characters that PostgreSQL cannot keep. A `<` that opens no tag stays,
/// because people compare numbers; what stood between tags stays as text, harmless by itself.
pub fn without_markup(text: &str) -> String {
    let mut plain: String = text.chars().filter(|c| *c != '\0').collect();
    // Taking one tag out can close a gap that makes another: `<scr<b>ipt>`.
    loop {
        let next = once_without_markup(&plain);
        if next.len() == plain.len() {
            return next;
        }
        plain = next;
    }
}

fn once_without_markup(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        plain.push_str(before);
        let after = tag.strip_prefix('<').unwrap_or("");
        let opens = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if opens && let Some((_, behind)) = after.split_once('>') {
            rest = behind;
        } else if opens {
            // A browser would read an unclosed tag up to the end of the page.
            rest = after;
        } else {
            plain.push('<');
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft() -> GeneratedDraft {
        GeneratedDraft {
            title: Some("Tidepool".to_owned()),
            description: Some("Plan dives.".to_owned()),
            long_description: Some("Tidepool helps.\n\n## Why\n\nBecause 1 < 2.".to_owned()),
            ..GeneratedDraft::default()
        }
    }

    #[test]
    fn markup_is_taken_out_and_comparisons_stay() {
        assert_eq!(without_markup("a <script>x</script> b 1 < 2 <3 <!-- c --> d"), "a x b 1 < 2 <3  d");
        assert_eq!(without_markup("<scr<b>ipt>alert(1)"), "ipt>alert(1)");
    }

    #[test]
    fn an_answer_without_a_title_is_refused_and_names_the_fault() {
        let wrong =
            GeneratedProject::new(&GeneratedDraft { title: Some("<b></b>".to_owned()), ..draft() }).unwrap_err();
        assert_eq!(wrong.to_string(), "Title can't be blank");
    }

    #[test]
    fn useless_entries_are_left_out() {
        let generated = GeneratedProject::new(&GeneratedDraft {
            highlights: vec![" ".to_owned(), "Tide <i>alerts</i>".to_owned()],
            detected_stack: vec!["Rust".to_owned(), "rust".to_owned(), "x".repeat(60)],
            ..draft()
        })
        .unwrap();
        assert_eq!(generated.highlights, ["Tide alerts"]);
        assert_eq!(generated.stack.iter().map(TagName::as_str).collect::<Vec<_>>(), ["Rust"]);
    }

    proptest! {
        #[test]
        fn no_tag_survives(text in "[<>/!a-c \"=]{0,40}") {
            let plain = without_markup(&text);
            prop_assert_eq!(&without_markup(&plain), &plain);
            for (at, _) in plain.match_indices('<') {
                prop_assert!(!plain[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')));
            }
        }
    }
}
