//! What a cover picture is to be about.

use crate::{Invalid, Violations, text};

/// What somebody says of a project that wants a cover, nothing judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CoverDraft {
    /// The title.
    pub title: Option<String>,
    /// What it does; Markdown is fine.
    pub description: Option<String>,
    /// What it is made with.
    pub stack: Vec<String>,
}

/// What a painter has to know of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CoverBrief {
    title: Option<String>,
    description: Option<String>,
    stack: Vec<String>,
}

impl CoverBrief {
    /// The most characters of a title.
    pub const MAX_TITLE: usize = 200;
    /// The most characters of a description.
    pub const MAX_DESCRIPTION: usize = 10_000;
    /// The most names of a stack.
    pub const MAX_STACK: usize = 30;
    /// The most characters of such a name.
    pub const MAX_NAME: usize = 50;

    /// Judges all fields. All of them may be missing.
    pub fn new(draft: &CoverDraft) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let optional = |value: Option<&str>, most| value.map_or(Ok(None), |value| text::optional(value, most));
        let title = wrong.check("title", optional(draft.title.as_deref(), Self::MAX_TITLE));
        let description = wrong.check("description", optional(draft.description.as_deref(), Self::MAX_DESCRIPTION));
        let stack = wrong.check("stack", names(&draft.stack));
        let (Some(title), Some(description), Some(stack)) = (title, description, stack) else { return Err(wrong) };
        Ok(Self { title, description, stack })
    }

    /// The brief of a project whose parts were judged as those of a project, which may be longer or shorter.
    pub fn of_project(title: &str, description: &str, stack: impl IntoIterator<Item = String>) -> Self {
        let some = |value: &str, most| {
            let value = text::beginning(value.trim(), most);
            (!text::is_blank(value)).then(|| value.to_owned())
        };
        Self {
            title: some(title, Self::MAX_TITLE),
            description: some(description, Self::MAX_DESCRIPTION),
            stack: stack.into_iter().take(Self::MAX_STACK).collect(),
        }
    }

    /// The title.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What it does.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// What it is made with.
    pub fn stack(&self) -> &[String] {
        &self.stack
    }
}

fn names(stack: &[String]) -> Result<Vec<String>, Invalid> {
    if stack.len() > CoverBrief::MAX_STACK {
        return Err(Invalid::too_many(CoverBrief::MAX_STACK));
    }
    let names = stack.iter().map(|name| text::optional(name, CoverBrief::MAX_NAME)).collect::<Result<Vec<_>, _>>()?;
    Ok(names.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_may_be_missing_and_nothing_may_be_too_long() {
        assert_eq!(CoverBrief::new(&CoverDraft::default()).unwrap(), CoverBrief::default());
        let wrong = CoverBrief::new(&CoverDraft {
            title: Some("x".repeat(201)),
            description: Some("x".repeat(10_001)),
            stack: vec!["x".repeat(51)],
        })
        .unwrap_err();
        assert_eq!(wrong.fields().map(|(field, _)| field).collect::<Vec<_>>(), ["description", "stack", "title"]);
        let many = CoverDraft { stack: vec!["x".to_owned(); 31], ..CoverDraft::default() };
        assert!(CoverBrief::new(&many).is_err());
    }

    #[test]
    fn blanks_are_nothing() {
        let draft =
            CoverDraft { title: Some(" ".to_owned()), description: None, stack: vec![" ".into(), " Go ".into()] };
        let brief = CoverBrief::new(&draft).unwrap();
        assert_eq!((brief.title(), brief.stack()), (None, &["Go".to_owned()][..]));
    }
}
