use std::collections::BTreeSet;

use uuid::Uuid;

use crate::{Invalid, Violations, content::ItemRef, ids::UserId, text};

/// The most items that are looked at in one go.
pub const MAX_IMPRESSIONS: usize = 100;

/// A short text by which a browser is known again. Not a secret, and equal on equal devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The most characters.
    pub const MAX: usize = 255;

    /// Judges a fingerprint; blank means none.
    pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
        Ok(text::optional(text, Self::MAX)?.map(Self))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who looks. A person counts once whatever they look through; a browser only while nobody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Onlooker {
    /// Somebody signed in. The browser is kept in mind, so that one that was counted before is not counted again.
    Person(UserId, Option<Fingerprint>),
    /// A browser.
    Browser(Fingerprint),
}

impl Onlooker {
    /// The person, if one is known.
    pub const fn person(&self) -> Option<UserId> {
        match self {
            Self::Person(id, _) => Some(*id),
            Self::Browser(_) => None,
        }
    }

    /// The browser, if it is known.
    pub const fn browser(&self) -> Option<&Fingerprint> {
        match self {
            Self::Person(_, browser) => browser.as_ref(),
            Self::Browser(browser) => Some(browser),
        }
    }
}

/// Items that somebody looked at, as they were sent: kinds and identifiers, each perhaps missing.
#[derive(Debug, Clone, Default)]
pub struct ImpressionsDraft {
    /// Kind and identifier of each.
    pub items: Vec<(Option<String>, Option<String>)>,
    /// The browser.
    pub fingerprint: Option<String>,
}

/// Items that somebody looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Who looked.
    pub onlooker: Onlooker,
    /// At what, each once.
    pub items: BTreeSet<ItemRef>,
}

/// Why looking could not be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImpressionsRefused {
    /// Nobody is signed in, and the browser has no name either.
    #[error("A fingerprint is needed where nobody is signed in")]
    Nameless,
    /// Values are wrong.
    #[error(transparent)]
    Invalid(#[from] Violations),
}

impl Sighting {
    /// Judges what was sent. Entries that name no item are passed over: a reader can do nothing about them.
    pub fn new(viewer: Option<UserId>, draft: &ImpressionsDraft) -> Result<Self, ImpressionsRefused> {
        let mut wrong = Violations::default();
        let browser =
            wrong.check("fingerprint", Fingerprint::optional(draft.fingerprint.as_deref().unwrap_or_default()));
        if draft.items.len() > MAX_IMPRESSIONS {
            wrong.add("impressions", Invalid::too_many(MAX_IMPRESSIONS));
        }
        let browser = browser.flatten();
        wrong.into_result(())?;
        let onlooker = match (viewer, browser) {
            (Some(viewer), browser) => Onlooker::Person(viewer, browser),
            (None, Some(browser)) => Onlooker::Browser(browser),
            (None, None) => return Err(ImpressionsRefused::Nameless),
        };
        let items = draft
            .items
            .iter()
            .filter_map(|(kind, id)| ItemRef::named(kind.as_deref()?, Uuid::try_parse(id.as_deref()?).ok()?));
        Ok(Self { onlooker, items: items.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PostId;

    const ADA: UserId = UserId(Uuid::from_u128(0xADA));

    fn entry(kind: &str, id: &str) -> (Option<String>, Option<String>) {
        (Some(kind.to_owned()), Some(id.to_owned()))
    }

    fn draft(items: Vec<(Option<String>, Option<String>)>, fingerprint: &str) -> ImpressionsDraft {
        ImpressionsDraft { items, fingerprint: Some(fingerprint.to_owned()) }
    }

    #[test]
    fn what_names_no_item_is_passed_over_and_the_rest_counts_once() {
        let id = Uuid::from_u128(1).to_string();
        let items = vec![
            entry("post", &id),
            entry("Post", &id.to_uppercase()),
            entry("comment", &id),
            entry("post", "7"),
            (None, Some(id.clone())),
            (Some("post".to_owned()), None),
        ];
        let sighting = Sighting::new(None, &draft(items, "abc")).unwrap();
        assert_eq!(sighting.items, BTreeSet::from([ItemRef::Post(PostId(Uuid::from_u128(1)))]));
        assert_eq!(sighting.onlooker, Onlooker::Browser(Fingerprint("abc".to_owned())));
    }

    #[test]
    fn a_person_needs_no_fingerprint_and_nobody_does() {
        let known = Sighting::new(Some(ADA), &ImpressionsDraft::default()).unwrap();
        assert_eq!((known.onlooker.person(), known.onlooker.browser()), (Some(ADA), None));
        assert_eq!(Sighting::new(None, &draft(vec![], " ")), Err(ImpressionsRefused::Nameless));
    }

    #[test]
    fn a_batch_and_a_fingerprint_have_limits() {
        let many = vec![(None, None); MAX_IMPRESSIONS + 1];
        let refused = Sighting::new(None, &draft(many, &"x".repeat(256)));
        let Err(ImpressionsRefused::Invalid(wrong)) = refused else { panic!("{refused:?}") };
        assert_eq!(wrong.fields().map(|(field, _)| field).collect::<Vec<_>>(), ["fingerprint", "impressions"]);
        assert!(Sighting::new(None, &draft(vec![(None, None); MAX_IMPRESSIONS], &"x".repeat(255))).is_ok());
        assert!(Sighting::new(None, &draft(vec![], "a\0b")).is_err());
    }
}
