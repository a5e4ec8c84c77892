use chrono::NaiveDate;

use crate::{Invalid, text};

/// The most entries of a timeline.
pub const MAX_TIMELINE_ENTRIES: usize = 100;

/// An entry of a project's timeline as somebody sent it.
#[derive(Debug, Clone, Default)]
pub struct TimelineDraft {
    /// When, in any words.
    pub date: Option<String>,
    /// What happened.
    pub title: Option<String>,
    /// More about it.
    pub description: Option<String>,
}

/// What happened to a project, and when, in its owner's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When, as written: "Week 1, Jan 2024". Empty where nothing was said.
    pub date_label: String,
    /// The day, where the words are one (`YYYY-MM-DD`).
    pub occurred_on: Option<NaiveDate>,
    /// What happened, 1 to 200 characters.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
}

impl TimelineEntry {
    /// The most characters of a date.
    pub const MAX_DATE: usize = 50;
    /// The most characters of a title.
    pub const MAX_TITLE: usize = 200;
    /// The most characters of a description.
    pub const MAX_DESCRIPTION: usize = 2_000;

    /// Judges an entry.
    pub fn new(draft: &TimelineDraft) -> Result<Self, Invalid> {
        let part = |name: &str, reason: Invalid| Invalid(format!("{name} {reason}").into());
        let date_label = text::optional(draft.date.as_deref().unwrap_or_default(), Self::MAX_DATE)
            .map_err(|reason| part("date", reason))?
            .unwrap_or_default();
        Ok(Self {
            occurred_on: date_label.parse().ok(),
            date_label,
            title: text::required(draft.title.as_deref().unwrap_or_default(), 1, Self::MAX_TITLE)
                .map_err(|reason| part("title", reason))?,
            description: text::optional(draft.description.as_deref().unwrap_or_default(), Self::MAX_DESCRIPTION)
                .map_err(|reason| part("description", reason))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(date: &str, title: &str) -> Result<TimelineEntry, Invalid> {
        TimelineEntry::new(&TimelineDraft {
            date: Some(date.to_owned()),
            title: Some(title.to_owned()),
            description: None,
        })
    }

    #[test]
    fn a_date_is_kept_in_its_words_and_understood_where_it_is_one() {
        let week = entry("Week 1, Jan 2024", "Idea").unwrap();
        assert_eq!((week.date_label.as_str(), week.occurred_on), ("Week 1, Jan 2024", None));
        assert_eq!(entry("2026-01-03", "Idea").unwrap().occurred_on, NaiveDate::from_ymd_opt(2026, 1, 3));
        assert_eq!(entry("", "Idea").unwrap().date_label, "");
    }

    #[test]
    fn an_entry_needs_a_title() {
        assert_eq!(entry("2026-01-03", " ").unwrap_err().to_string(), "title can't be blank");
    }
}
