use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    Invalid, Violations,
    content::ItemRef,
    ids::{CommentId, UserId},
    notifications::NotificationKind,
};

/// What can be liked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Likeable {
    /// A post or a project.
    Item(ItemRef),
    /// A comment.
    Comment(CommentId),
}

/// What somebody does with a thing and takes back at will, together with the thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Likes it.
    Like(Likeable),
    /// Shows it to the own followers.
    Repost(ItemRef),
    /// Keeps it for themselves.
    Bookmark(ItemRef),
}

impl Act {
    /// Likes the thing of this kind (`post`, `project`, `comment`, in any case).
    pub fn like(kind: &str, id: Uuid) -> Result<Self, Violations> {
        let comment = || kind.eq_ignore_ascii_case("comment").then_some(Likeable::Comment(CommentId(id)));
        let thing = ItemRef::named(kind, id).map(Likeable::Item).or_else(comment);
        thing.map(Self::Like).ok_or_else(|| Violations::of("likeable_type", Invalid::FORM))
    }

    /// Reposts the item of this kind (`post`, `project`, in any case).
    pub fn repost(kind: &str, id: Uuid) -> Result<Self, Violations> {
        let item = ItemRef::named(kind, id);
        item.map(Self::Repost).ok_or_else(|| Violations::of("repostable_type", Invalid::FORM))
    }

    /// Bookmarks the item of this kind (`post`, `project`, in any case).
    pub fn bookmark(kind: &str, id: Uuid) -> Result<Self, Violations> {
        let item = ItemRef::named(kind, id);
        item.map(Self::Bookmark).ok_or_else(|| Violations::of("bookmarkable_type", Invalid::FORM))
    }

    /// The thing.
    pub const fn target(self) -> Likeable {
        match self {
            Self::Like(target) => target,
            Self::Repost(item) | Self::Bookmark(item) => Likeable::Item(item),
        }
    }

    /// What the owner of the thing is told, if anything. Bookmarks are nobody else's business.
    pub const fn tells(self) -> Option<NotificationKind> {
        match self {
            Self::Like(_) => Some(NotificationKind::Like),
            Self::Repost(_) => Some(NotificationKind::Repost),
            Self::Bookmark(_) => None,
        }
    }

    /// The rule of engagement: whether somebody whose account is there since `since` may begin it at `now`, where
    /// accounts have to be `minimum_age` old. Whoever may see a thing may take an act back, always.
    pub fn begin(
        self,
        thing: &Engageable,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
        minimum_age: TimeDelta,
    ) -> Result<(), EngagementRefused> {
        // What others are told of, or shown, is what makes throw-away accounts worth making.
        if self.tells().is_some() && now - since < minimum_age {
            return Err(EngagementRefused::AccountTooYoung);
        }
        if matches!(self, Self::Repost(_)) && !thing.is_public {
            return Err(EngagementRefused::NotPublished);
        }
        Ok(())
    }
}

/// What somebody wants of an act.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wish {
    /// The opposite of what is.
    #[default]
    Toggle,
    /// That it is so (`true`), or is not, whatever was before.
    Set(bool),
}

impl From<Option<bool>> for Wish {
    fn from(state: Option<bool>) -> Self {
        state.map_or(Self::Toggle, Self::Set)
    }
}

/// A thing as far as engagement looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engageable {
    /// Whose it is.
    pub owner: UserId,
    /// The item itself; of a comment, the item that it is on.
    pub item: ItemRef,
    /// Whether others see it: a project that is not published is its owner's alone.
    pub is_public: bool,
}

/// Why somebody may not do this with a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EngagementRefused {
    /// The account was made a moment ago.
    #[error("Your account is too new for this; please come back later")]
    AccountTooYoung,
    /// Nobody else could see what would be shown to them.
    #[error("Publish the project before you repost it")]
    NotPublished,
}

impl EngagementRefused {
    /// For machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AccountTooYoung => "account_too_young",
            Self::NotPublished => "not_published",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{PostId, ProjectId};

    const ID: Uuid = Uuid::from_u128(7);
    const ADA: UserId = UserId(Uuid::from_u128(0xADA));

    fn project(is_public: bool) -> Engageable {
        Engageable { owner: ADA, item: ItemRef::Project(ProjectId(ID)), is_public }
    }

    #[test]
    fn kinds_are_taken_in_any_case_and_others_are_a_fault_of_their_field() {
        assert_eq!(Act::like("Comment", ID), Ok(Act::Like(Likeable::Comment(CommentId(ID)))));
        assert_eq!(Act::repost("POST", ID), Ok(Act::Repost(ItemRef::Post(PostId(ID)))));
        assert_eq!(Act::bookmark("project", ID), Ok(Act::Bookmark(ItemRef::Project(ProjectId(ID)))));
        for (refused, field) in [
            (Act::like("user", ID), "likeable_type"),
            (Act::repost("comment", ID), "repostable_type"),
            (Act::bookmark("comment", ID), "bookmarkable_type"),
        ] {
            assert_eq!(refused.unwrap_err().of_field(field), [Invalid::FORM]);
        }
    }

    #[test]
    fn a_new_account_neither_likes_nor_reposts_but_keeps_what_it_wants() {
        let since = DateTime::UNIX_EPOCH;
        let (now, day) = (since + TimeDelta::hours(23), TimeDelta::days(1));
        let begin = |act: Result<Act, Violations>, now| act.unwrap().begin(&project(true), since, now, day);
        assert_eq!(begin(Act::like("project", ID), now), Err(EngagementRefused::AccountTooYoung));
        assert_eq!(begin(Act::repost("project", ID), now), Err(EngagementRefused::AccountTooYoung));
        assert_eq!(begin(Act::bookmark("project", ID), now), Ok(()));
        assert_eq!(begin(Act::like("project", ID), since + day), Ok(()));
    }

    #[test]
    fn only_what_others_can_see_is_reposted() {
        let (now, any) = (DateTime::UNIX_EPOCH, TimeDelta::zero());
        let begin = |act: Result<Act, Violations>, public| act.unwrap().begin(&project(public), now, now, any);
        assert_eq!(begin(Act::repost("project", ID), false), Err(EngagementRefused::NotPublished));
        assert_eq!(begin(Act::repost("project", ID), true), Ok(()));
        assert_eq!(begin(Act::like("project", ID), false), Ok(()));
    }
}
