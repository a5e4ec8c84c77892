use uuid::Uuid;

use crate::{
    Invalid, Violations,
    content::ItemRef,
    ids::{CommentId, GigId, UserId},
    text,
};

/// What can be reported to the administrators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reported {
    /// A post or a project.
    Item(ItemRef),
    /// A comment.
    Comment(CommentId),
    /// A gig.
    Gig(GigId),
    /// A person.
    User(UserId),
}

impl Reported {
    /// The thing of this kind (`comment`, `post`, `project`, `gig`, `user`, in any case).
    pub fn named(kind: &str, id: Uuid) -> Option<Self> {
        if kind.eq_ignore_ascii_case("comment") {
            Some(Self::Comment(CommentId(id)))
        } else if kind.eq_ignore_ascii_case("gig") {
            Some(Self::Gig(GigId(id)))
        } else if kind.eq_ignore_ascii_case("user") {
            Some(Self::User(UserId(id)))
        } else {
            ItemRef::named(kind, id).map(Self::Item)
        }
    }

    /// The word that stands for its kind in the database.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Item(ItemRef::Post(_)) => "Post",
            Self::Item(ItemRef::Project(_)) => "Project",
            Self::Comment(_) => "Comment",
            Self::Gig(_) => "Gig",
            Self::User(_) => "User",
        }
    }

    /// Its identifier among those of its kind.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Item(ItemRef::Post(id)) => id.0,
            Self::Item(ItemRef::Project(id)) => id.0,
            Self::Comment(id) => id.0,
            Self::Gig(id) => id.0,
            Self::User(id) => id.0,
        }
    }
}

/// Why something is reported, in the words of who reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportReason(String);

impl ReportReason {
    /// The most characters.
    pub const MAX: usize = 1_000;

    /// Judges a reason; blank means none.
    pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
        Ok(text::optional(text, Self::MAX)?.map(Self))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A report as somebody sent it.
#[derive(Debug, Clone)]
pub struct ReportDraft {
    /// The kind of thing.
    pub kind: String,
    /// Its identifier.
    pub id: Uuid,
    /// Why.
    pub reason: Option<String>,
}

/// A report that follows the rules as far as they can be judged without looking anything up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTerms {
    /// What is reported.
    pub thing: Reported,
    /// Why.
    pub reason: Option<ReportReason>,
}

/// There is no such kind of thing, or none that can be reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Only comments, posts, projects, gigs and people can be reported")]
pub struct UnknownKind;

/// Why a report is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportRefused {
    /// It is about nothing that could be reported.
    #[error(transparent)]
    UnknownKind(#[from] UnknownKind),
    /// Values are wrong.
    #[error(transparent)]
    Invalid(#[from] Violations),
    /// It is about what is one's own, or oneself.
    #[error("You cannot report what is your own")]
    Own,
    /// This person has reported this thing before.
    #[error("You have already reported this")]
    AlreadyReported,
}

impl ReportTerms {
    /// Judges what was sent.
    pub fn new(draft: &ReportDraft) -> Result<Self, ReportRefused> {
        let thing = Reported::named(&draft.kind, draft.id).ok_or(UnknownKind)?;
        let reason = ReportReason::optional(draft.reason.as_deref().unwrap_or_default())
            .map_err(|reason| Violations::of("reason", reason))?;
        Ok(Self { thing, reason })
    }

    /// The rule of reporting: everything but one's own.
    pub fn by(&self, reporter: UserId, owner: UserId) -> Result<(), ReportRefused> {
        if reporter == owner { Err(ReportRefused::Own) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ProjectId;

    fn draft(kind: &str, reason: Option<&str>) -> ReportDraft {
        ReportDraft { kind: kind.to_owned(), id: Uuid::from_u128(7), reason: reason.map(str::to_owned) }
    }

    #[test]
    fn kinds_are_taken_in_any_case_and_kept_as_words_of_the_database() {
        for (kind, word) in
            [("user", "User"), ("COMMENT", "Comment"), ("Post", "Post"), ("project", "Project"), ("gig", "Gig")]
        {
            let terms = ReportTerms::new(&draft(kind, None)).unwrap();
            assert_eq!((terms.thing.kind(), terms.thing.id()), (word, Uuid::from_u128(7)));
        }
        assert_eq!(ReportTerms::new(&draft("planet", None)), Err(UnknownKind.into()));
        let project = ReportTerms::new(&draft("project", None)).unwrap();
        assert_eq!(project.thing, Reported::Item(ItemRef::Project(ProjectId(Uuid::from_u128(7)))));
    }

    #[test]
    fn a_reason_is_optional_and_has_a_limit() {
        assert_eq!(ReportTerms::new(&draft("post", Some(" \n"))).unwrap().reason, None);
        let long = "é".repeat(1_001);
        let refused = ReportTerms::new(&draft("post", Some(&long)));
        assert!(matches!(refused, Err(ReportRefused::Invalid(_))), "{refused:?}");
        assert!(ReportTerms::new(&draft("post", Some(&long[2..]))).is_ok());
    }

    #[test]
    fn one_does_not_report_oneself() {
        let (ada, bob) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let terms = ReportTerms::new(&draft("user", None)).unwrap();
        assert_eq!(terms.by(ada, ada), Err(ReportRefused::Own));
        assert_eq!(terms.by(ada, bob), Ok(()));
    }
}
