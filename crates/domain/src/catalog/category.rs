use crate::Invalid;

/// What a tech stack belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StackCategory(&'static str);

impl StackCategory {
    /// All of them.
    pub const ALL: [&str; 8] =
        ["frontend", "backend", "language", "database", "mobile", "devops", "cloud", super::OTHER_CATEGORY];

    /// Judges a word; nothing is [`OTHER_CATEGORY`](super::OTHER_CATEGORY).
    pub fn new(word: Option<&str>) -> Result<Self, Invalid> {
        let word = word.map(str::trim).filter(|word| !word.is_empty()).unwrap_or(super::OTHER_CATEGORY);
        Self::ALL.into_iter().find(|known| *known == word).map(Self).ok_or(Invalid::FORM)
    }

    /// The word.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_one_of_the_list() {
        assert_eq!(StackCategory::new(None).unwrap().as_str(), "other");
        assert_eq!(StackCategory::new(Some(" cloud ")).unwrap().as_str(), "cloud");
        assert_eq!(StackCategory::new(Some("Cloud")), Err(Invalid::FORM));
    }
}
