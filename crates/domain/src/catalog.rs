//! The catalog: the AI tools and the tech stacks that things are made with.
//!
//! ```
//! use vibeslop_domain::catalog::TagName;
//!
//! let names = TagName::list(&["Next.js", "next js", "C++", "C#"]).unwrap();
//! let slugs: Vec<_> = names.iter().filter_map(TagName::slug).collect();
//! assert_eq!(slugs, ["next-js", "cplusplus", "csharp"]);
//! ```

mod category;
mod model;

pub use self::{category::StackCategory, model::ModelTool};
use crate::{
    Invalid,
    ids::{StackId, ToolId},
    text,
};

/// The most tools, and the most stacks, that one thing may name.
pub const MAX_TAGS: usize = 20;

/// The category of a stack that a person made by naming it.
pub const OTHER_CATEGORY: &str = "other";

/// An AI tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Its identifier.
    pub id: ToolId,
    /// Its name, unique whatever the case.
    pub name: String,
    /// Its name in addresses, unique.
    pub slug: String,
    /// The address of its picture.
    pub icon_url: Option<String>,
}

/// A tech stack: a language, a framework, a database, a place to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// Its identifier.
    pub id: StackId,
    /// Its name, unique whatever the case.
    pub name: String,
    /// Its name in addresses, unique.
    pub slug: String,
    /// What it belongs to, as `frontend`.
    pub category: Option<String>,
}

/// The name of a tool or a stack, as a person wrote it: trimmed, 1 to 50 characters, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagName(String);

impl TagName {
    /// The most characters.
    pub const MAX: usize = 50;

    /// Judges a name.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let name = text::required(text, 1, Self::MAX)?;
        if name.chars().any(char::is_control) { Err(Invalid::FORM) } else { Ok(Self(name)) }
    }

    /// Judges a list of names. Names that mean the same count once, as first written.
    ///
    /// # Errors
    /// The first name that is refused, or more than [`MAX_TAGS`].
    pub fn list<S: AsRef<str>>(texts: &[S]) -> Result<Vec<Self>, Invalid> {
        let mut names: Vec<Self> = Vec::new();
        for text in texts {
            let name = Self::new(text.as_ref())?;
            if !names.iter().any(|known| known.means(&name)) {
                if names.len() == MAX_TAGS {
                    return Err(Invalid::too_many(MAX_TAGS));
                }
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Whether two names mean the same: they differ in case alone, or share a slug.
    pub fn means(&self, other: &Self) -> bool {
        self.folded() == other.folded() || self.slug().is_some_and(|slug| other.slug() == Some(slug))
    }

    /// The name as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as names are compared.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// The name in addresses: lower case, every run of other characters than letters and digits a hyphen. `+` and
    /// `#` are spelled out, because they are all that tells `C`, `C++` and `C#` apart. Letters of any script stay.
    /// `None` for a name without letters and digits: whoever stores one makes up a slug for it.
    pub fn slug(&self) -> Option<String> {
        let mut slug = String::with_capacity(self.0.len());
        for c in self.0.to_lowercase().chars() {
            match c {
                '+' => slug.push_str("plus"),
                '#' => slug.push_str("sharp"),
                c if c.is_alphanumeric() => slug.push(c),
                _ if slug.is_empty() || slug.ends_with('-') => {}
                _ => slug.push('-'),
            }
        }
        let kept = slug.trim_end_matches('-');
        (!kept.is_empty()).then(|| kept.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slug(name: &str) -> String {
        TagName::new(name).unwrap().slug().unwrap_or_default()
    }

    #[test]
    fn slugs_tell_relatives_apart() {
        assert_eq!(
            [slug("C"), slug("C++"), slug("C#"), slug("Next.js"), slug("  Amazon Q ")],
            ["c", "cplusplus", "csharp", "next-js", "amazon-q"]
        );
        assert_eq!([slug("日本語"), slug("★")], ["日本語", ""]);
    }

    #[test]
    fn a_repeated_name_counts_once() {
        let names = TagName::list(&["Claude", " claude ", "Rust"]).unwrap();
        assert_eq!(names.iter().map(TagName::as_str).collect::<Vec<_>>(), ["Claude", "Rust"]);
        assert_eq!(TagName::list(&["★", "☆"]).unwrap().len(), 2);
        assert!(TagName::list(&["ok", " "]).is_err());
        assert!(TagName::list(&(0..21).map(|n| format!("t{n}")).collect::<Vec<_>>()).is_err());
    }

    proptest! {
        #[test]
        fn a_slug_is_a_plain_segment_and_its_own_slug(name in "\\PC{1,40}") {
            if let Ok(name) = TagName::new(&name)
                && let Some(slug) = name.slug()
            {
                prop_assert!(!slug.is_empty() && !slug.contains(['/', ' ', '?', '#', '%']));
                if let Ok(again) = TagName::new(&slug) {
                    prop_assert_eq!(again.slug(), Some(slug));
                }
            }
        }
    }
}
