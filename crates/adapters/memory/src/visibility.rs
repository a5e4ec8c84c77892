//! Who sees whom: the one place that every list shares.

use vibeslop_domain::ids::UserId;

use crate::{accounts::rows::UserRow, world::World};

impl World {
    /// A person whose content is shown: there, neither suspended nor leaving.
    pub(crate) fn active(&self, id: UserId) -> Option<&UserRow> {
        self.user(id).filter(|row| row.is_active(self.now))
    }

    /// Whether a viewer does not see a person's things: a block works both ways, a mute for the one who muted alone. From
    /// nobody in particular nobody is hidden.
    pub(crate) fn hides(&self, viewer: Option<UserId>, person: UserId) -> bool {
        viewer.is_some_and(|viewer| self.blocked(viewer, person) || self.mutes.contains(&(viewer, person)))
    }

    /// Whether a viewer, or nobody in particular, sees a person's things: they are active, and not hidden.
    pub(crate) fn sees(&self, viewer: Option<UserId>, person: UserId) -> bool {
        self.active(person).is_some() && !self.hides(viewer, person)
    }

    /// Whether one of the two blocks the other.
    pub(crate) fn blocked(&self, one: UserId, other: UserId) -> bool {
        self.blocks.contains(&(one, other)) || self.blocks.contains(&(other, one))
    }

    pub(crate) fn follows(&self, person: Option<UserId>, other: UserId) -> bool {
        person.is_some_and(|person| self.follows.contains(&(person, other)))
    }
}
