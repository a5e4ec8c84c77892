use super::{
    ImageEntry, MAX_HIGHLIGHTS, MAX_PROJECT_IMAGES, MAX_TIMELINE_ENTRIES, ProjectLinks, ProjectStatus, StoredImage,
    TimelineDraft, TimelineEntry,
};
use crate::{
    Invalid, Violations,
    catalog::TagName,
    link::{GithubUrl, WebUrl},
    text,
};

/// A project as somebody sent it. `None` is what was not sent (a null list counts as that too).
#[derive(Debug, Clone, Default)]
pub struct ProjectDraft {
    /// The title.
    pub title: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// More about it: sent and empty clears it.
    pub long_description: Option<Option<String>>,
    /// `draft`, `published` or `archived`.
    pub status: Option<String>,
    /// Pictures: data URLs, or addresses of ours.
    pub images: Option<Vec<String>>,
    /// Names of AI tools.
    pub tools: Option<Vec<String>>,
    /// Names of tech stacks.
    pub stack: Option<Vec<String>>,
    /// Where it can be seen: the whole new value.
    pub links: Option<LinksDraft>,
    /// What is worth knowing.
    pub highlights: Option<Vec<String>>,
    /// What happened when.
    pub timeline: Option<Vec<TimelineDraft>>,
}

/// Links as somebody sent them.
#[derive(Debug, Clone, Default)]
pub struct LinksDraft {
    /// The running thing.
    pub live: Option<String>,
    /// Its source.
    pub github: Option<String>,
}

/// A new project that follows the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectTerms {
    /// 3 to 200 characters.
    pub title: String,
    /// 1 to 5,000 characters.
    pub description: String,
    /// Up to 20,000 characters.
    pub long_description: Option<String>,
    /// Published unless said otherwise.
    pub status: ProjectStatus,
    /// Pictures, in order.
    pub images: Vec<ImageEntry>,
    /// AI tools, each once.
    pub tools: Vec<TagName>,
    /// Tech stacks, each once.
    pub stack: Vec<TagName>,
    /// Where it can be seen.
    pub links: ProjectLinks,
    /// 1 to 500 characters each.
    pub highlights: Vec<String>,
    /// What happened when.
    pub timeline: Vec<TimelineEntry>,
}

/// A change of a project that follows the rules. `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectChange {
    /// As in [`ProjectTerms`].
    pub title: Option<String>,
    /// As in [`ProjectTerms`].
    pub description: Option<String>,
    /// As in [`ProjectTerms`]; `Some(None)` clears it.
    pub long_description: Option<Option<String>>,
    /// As in [`ProjectTerms`].
    pub status: Option<ProjectStatus>,
    /// Replaces all pictures.
    pub images: Option<Vec<ImageEntry>>,
    /// Replaces all tools.
    pub tools: Option<Vec<TagName>>,
    /// Replaces all stacks.
    pub stack: Option<Vec<TagName>>,
    /// Replaces both links.
    pub links: Option<ProjectLinks>,
    /// Replaces all highlights.
    pub highlights: Option<Vec<String>>,
    /// Replaces the whole timeline.
    pub timeline: Option<Vec<TimelineEntry>>,
}

impl ProjectTerms {
    /// The fewest characters of a title.
    pub const MIN_TITLE: usize = 3;
    /// The most characters of a title.
    pub const MAX_TITLE: usize = 200;
    /// The most characters of a description.
    pub const MAX_DESCRIPTION: usize = 5_000;
    /// The most characters of a long description.
    pub const MAX_LONG_DESCRIPTION: usize = 20_000;
    /// The most characters of a highlight.
    pub const MAX_HIGHLIGHT: usize = 500;

    /// Judges every field of a new project. `base` is the address of this service.
    pub fn new(draft: &ProjectDraft, base: &str) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        for (field, value) in [("title", &draft.title), ("description", &draft.description)] {
            if value.is_none() {
                wrong.add(field, Invalid::BLANK);
            }
        }
        let change = ProjectChange::judged(draft, base, &[], &mut wrong);
        let (Some(title), Some(description)) = (change.title, change.description) else { return Err(wrong) };
        wrong.into_result(Self {
            title,
            description,
            long_description: change.long_description.flatten(),
            status: change.status.unwrap_or(ProjectStatus::Published),
            images: change.images.unwrap_or_default(),
            tools: change.tools.unwrap_or_default(),
            stack: change.stack.unwrap_or_default(),
            links: change.links.unwrap_or_default(),
            highlights: change.highlights.unwrap_or_default(),
            timeline: change.timeline.unwrap_or_default(),
        })
    }
}

impl ProjectChange {
    /// Judges every field that was sent. `known` are the project's present pictures.
    pub fn new(draft: &ProjectDraft, base: &str, known: &[StoredImage]) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let change = Self::judged(draft, base, known, &mut wrong);
        wrong.into_result(change)
    }

    fn judged(draft: &ProjectDraft, base: &str, known: &[StoredImage], wrong: &mut Violations) -> Self {
        Self {
            title: sent(wrong, "title", draft.title.as_ref(), |text| {
                text::required(text, ProjectTerms::MIN_TITLE, ProjectTerms::MAX_TITLE)
            }),
            description: sent(wrong, "description", draft.description.as_ref(), |text| {
                text::required(text, 1, ProjectTerms::MAX_DESCRIPTION)
            }),
            long_description: sent(wrong, "long_description", draft.long_description.as_ref(), |text| {
                text::optional(text.as_deref().unwrap_or_default(), ProjectTerms::MAX_LONG_DESCRIPTION)
            }),
            status: sent(wrong, "status", draft.status.as_ref(), |word| word.parse()),
            images: sent(wrong, "images", draft.images.as_ref(), |images| {
                ImageEntry::list(images, MAX_PROJECT_IMAGES, base, known)
            }),
            tools: sent(wrong, "tools", draft.tools.as_ref(), |names| TagName::list(names)),
            stack: sent(wrong, "stack", draft.stack.as_ref(), |names| TagName::list(names)),
            links: draft.links.as_ref().and_then(|links| {
                let live = wrong.check("links", WebUrl::optional(links.live.as_deref().unwrap_or_default()));
                let github = wrong.check("links", GithubUrl::optional(links.github.as_deref().unwrap_or_default()));
                Some(ProjectLinks { live: live?, github: github? })
            }),
            highlights: sent(wrong, "highlights", draft.highlights.as_ref(), |texts| {
                if texts.len() > MAX_HIGHLIGHTS {
                    return Err(Invalid::too_many(MAX_HIGHLIGHTS));
                }
                texts.iter().map(|text| text::required(text, 1, ProjectTerms::MAX_HIGHLIGHT)).collect()
            }),
            timeline: sent(wrong, "timeline", draft.timeline.as_ref(), |entries| {
                if entries.len() > MAX_TIMELINE_ENTRIES {
                    return Err(Invalid::too_many(MAX_TIMELINE_ENTRIES));
                }
                entries.iter().map(TimelineEntry::new).collect()
            }),
        }
    }
}

/// Judges a field that was sent and notes its fault.
fn sent<T, U>(
    wrong: &mut Violations,
    field: &'static str,
    value: Option<&T>,
    judge: impl FnOnce(&T) -> Result<U, Invalid>,
) -> Option<U> {
    value.and_then(|value| wrong.check(field, judge(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "http://localhost:4001";

    fn draft() -> ProjectDraft {
        ProjectDraft {
            title: Some("Planner".to_owned()),
            description: Some("Plans.".to_owned()),
            ..ProjectDraft::default()
        }
    }

    #[test]
    fn a_title_and_a_description_are_all_it_takes() {
        let terms = ProjectTerms::new(&draft(), BASE).unwrap();
        assert_eq!((terms.status, terms.images.len()), (ProjectStatus::Published, 0));
        let wrong = ProjectTerms::new(&ProjectDraft::default(), BASE).unwrap_err();
        assert_eq!(wrong.to_string(), "Title can't be blank");
        assert_eq!(wrong.of_field("description"), [Invalid::BLANK]);
    }

    #[test]
    fn links_lead_to_the_web() {
        let links =
            LinksDraft { live: Some("javascript:x".to_owned()), github: Some("https://gitlab.com/a/b".to_owned()) };
        let wrong = ProjectTerms::new(&ProjectDraft { links: Some(links), ..draft() }, BASE).unwrap_err();
        assert_eq!(wrong.of_field("links").len(), 2);
    }

    #[test]
    fn what_is_not_sent_does_not_change() {
        let change =
            ProjectChange::new(&ProjectDraft { tools: Some(vec![]), ..ProjectDraft::default() }, BASE, &[]).unwrap();
        assert_eq!(change, ProjectChange { tools: Some(vec![]), ..ProjectChange::default() });
    }

    #[test]
    fn lists_name_what_is_wrong_in_them() {
        let bad = ProjectDraft {
            highlights: Some(vec!["fine".to_owned(), " ".to_owned()]),
            timeline: Some(vec![TimelineDraft::default()]),
            tools: Some(vec!["x".repeat(51)]),
            ..draft()
        };
        let wrong = ProjectTerms::new(&bad, BASE).unwrap_err();
        assert_eq!(wrong.fields().map(|(field, _)| field).collect::<Vec<_>>(), ["highlights", "timeline", "tools"]);
    }
}
