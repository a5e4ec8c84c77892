use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{ItemRef, mention};
use crate::{
    Invalid, Violations,
    accounts::Username,
    ids::{CommentId, UserId},
    text,
};

/// The text of a comment, Markdown, 1 to 2,000 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentText(String);

impl CommentText {
    /// The most characters.
    pub const MAX: usize = 2_000;

    /// Judges a text. The editor's mark-up around mentions is reduced to plain `@name`.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        text::required(&mention::plain_mentions(text), 1, Self::MAX).map(Self)
    }

    /// The text as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whom it mentions.
    pub fn mentions(&self) -> Vec<Username> {
        mention::mentions(&self.0)
    }
}

/// A comment as somebody sent it.
#[derive(Debug, Clone, Default)]
pub struct CommentDraft {
    /// The kind of the item: `Post` or `Project`, in any case.
    pub commentable_type: Option<String>,
    /// The item.
    pub commentable_id: Option<String>,
    /// The text.
    pub content: Option<String>,
    /// The comment that is answered.
    pub parent_id: Option<String>,
}

/// A comment that follows the rules as far as they can be judged without looking anything up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentTerms {
    /// What it is about.
    pub item: ItemRef,
    /// The comment that it answers.
    pub parent: Option<CommentId>,
    /// The text.
    pub text: CommentText,
}

impl CommentTerms {
    /// Judges every field.
    pub fn new(draft: &CommentDraft) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let text = wrong.check("content", CommentText::new(draft.content.as_deref().unwrap_or_default()));
        let kind = wrong.check("commentable_type", kind(draft.commentable_type.as_deref()));
        let id = wrong.check("commentable_id", required_id(draft.commentable_id.as_deref()));
        let parent = wrong.check("parent_id", optional_id(draft.parent_id.as_deref())).flatten();
        let (Some(text), Some(kind), Some(id)) = (text, kind, id) else { return Err(wrong) };
        wrong.into_result(Self { item: kind(id), parent: parent.map(CommentId), text })
    }

    /// The rule of commenting, once it was looked up what the comment is about and what it answers.
    pub fn judge(&self, place: &CommentPlace) -> Result<(), CommentRefused> {
        if place.blocked || place.answered.is_some_and(|answered| answered.blocked) {
            return Err(CommentRefused::Blocked);
        }
        if self.parent.is_some() && place.answered.is_none() {
            return Err(CommentRefused::NoSuchParent);
        }
        Ok(())
    }
}

/// What the items of a kind are made from.
fn kind(word: Option<&str>) -> Result<impl Fn(Uuid) -> ItemRef, Invalid> {
    let word = word.filter(|word| !text::is_blank(word)).ok_or(Invalid::BLANK)?.trim();
    let named = ItemRef::named(word, Uuid::nil()).ok_or(Invalid::FORM)?;
    Ok(move |id: Uuid| match named {
        ItemRef::Post(_) => ItemRef::Post(id.into()),
        ItemRef::Project(_) => ItemRef::Project(id.into()),
    })
}

fn optional_id(text: Option<&str>) -> Result<Option<Uuid>, Invalid> {
    match text.map(str::trim) {
        None => Ok(None),
        Some(text) if text::is_blank(text) => Ok(None),
        Some(text) => Uuid::try_parse(text).map(Some).map_err(|_| Invalid::FORM),
    }
}

fn required_id(text: Option<&str>) -> Result<Uuid, Invalid> {
    optional_id(text)?.ok_or(Invalid::BLANK)
}

/// What somebody is about to comment on, as far as the rule looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommentPlace {
    /// Whose the item is.
    pub owner: UserId,
    /// Whether others see the item: a project that is not published is its owner's alone.
    pub is_public: bool,
    /// Whether the item's owner and the writer have blocked each other, whoever did.
    pub blocked: bool,
    /// The comment that is answered, if there is one of that name on the item.
    pub answered: Option<AnsweredComment>,
}

/// A comment that somebody is about to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnsweredComment {
    /// Who wrote it.
    pub author: UserId,
    /// Whether its author and the writer of the answer have blocked each other, whoever did.
    pub blocked: bool,
}

/// Why somebody may not comment here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommentRefused {
    /// One of two people has blocked the other. It is not told who.
    #[error("This is not possible between the two of you")]
    Blocked,
    /// The item has no comment of this name.
    #[error("The comment that is answered is not there")]
    NoSuchParent,
}

/// A comment that is about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// Its identifier.
    pub id: CommentId,
    /// Who wrote it.
    pub author: UserId,
    /// What it is about.
    pub item: ItemRef,
    /// The comment on the same item that it answers.
    pub parent: Option<CommentId>,
    /// The text.
    pub text: CommentText,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{PostId, ProjectId};

    const ID: Uuid = Uuid::from_u128(7);

    fn draft(kind: &str) -> CommentDraft {
        CommentDraft {
            commentable_type: Some(kind.to_owned()),
            commentable_id: Some(ID.to_string()),
            content: Some(" Nice ".to_owned()),
            parent_id: None,
        }
    }

    fn terms() -> CommentTerms {
        CommentTerms::new(&CommentDraft { parent_id: Some(ID.to_string()), ..draft("Post") }).unwrap()
    }

    #[test]
    fn the_kind_is_taken_in_any_case() {
        for (kind, item) in [("post", ItemRef::Post(PostId(ID))), ("PROJECT", ItemRef::Project(ProjectId(ID)))] {
            let terms = CommentTerms::new(&draft(kind)).unwrap();
            assert_eq!((terms.item, terms.parent, terms.text.as_str()), (item, None, "Nice"));
        }
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let bad = CommentDraft {
            commentable_type: Some("Comment".to_owned()),
            commentable_id: None,
            content: Some("\u{200B}".to_owned()),
            parent_id: Some("7".to_owned()),
        };
        let wrong = CommentTerms::new(&bad).unwrap_err();
        assert_eq!(wrong.to_string(), "Content can't be blank");
        for (field, reason) in [
            ("commentable_type", Invalid::FORM),
            ("commentable_id", Invalid::BLANK),
            ("content", Invalid::BLANK),
            ("parent_id", Invalid::FORM),
        ] {
            assert_eq!(wrong.of_field(field), [reason], "{field}");
        }
    }

    #[test]
    fn lengths_are_counted_as_people_see_them() {
        assert!(CommentText::new(&"👩‍👩‍👧‍👦".repeat(2_000)).is_ok());
        assert_eq!(CommentText::new(&"x".repeat(2_001)), Err(Invalid::too_long(2_000)));
        assert!(CommentText::new("a\0b").is_err());
    }

    #[test]
    fn a_block_on_either_of_the_two_refuses_and_so_does_an_answer_to_nothing() {
        let free = AnsweredComment { author: UserId(ID), blocked: false };
        let place = CommentPlace { owner: UserId(ID), is_public: true, blocked: false, answered: Some(free) };
        assert_eq!(terms().judge(&place), Ok(()));
        assert_eq!(terms().judge(&CommentPlace { blocked: true, ..place }), Err(CommentRefused::Blocked));
        let answered = Some(AnsweredComment { blocked: true, ..free });
        assert_eq!(terms().judge(&CommentPlace { answered, ..place }), Err(CommentRefused::Blocked));
        assert_eq!(terms().judge(&CommentPlace { answered: None, ..place }), Err(CommentRefused::NoSuchParent));
        let first = CommentTerms { parent: None, ..terms() };
        assert_eq!(first.judge(&CommentPlace { answered: None, ..place }), Ok(()));
    }
}
