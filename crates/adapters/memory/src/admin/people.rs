//! People as administrators see them.

use vibeslop_domain::ids::UserId;
use vibeslop_ports::admin::{AdminUserView, PersonView};

use crate::{accounts::rows::UserRow, text::contains, world::World};

impl UserRow {
    /// The address of their picture. A picture in the row itself is left out.
    fn picture_address(&self) -> Option<String> {
        self.avatar_url.clone().filter(|url| !url.starts_with("data:"))
    }

    /// Whether a text occurs in a name or the address.
    pub(super) fn mentions(&self, text: &str) -> bool {
        [self.username.as_str(), &self.display_name, self.email.as_str()].into_iter().any(|of| contains(of, text))
    }
}

impl World {
    /// A person. A suspension that has run out is none.
    pub(super) fn admin_view(&self, row: &UserRow) -> AdminUserView {
        let suspended = row.is_suspended(self.now);
        AdminUserView {
            id: row.id,
            email: row.email.as_str().to_owned(),
            username: row.username.as_str().to_owned(),
            display_name: row.display_name.clone(),
            avatar_url: row.picture_address(),
            is_verified: row.is_verified,
            has_onboarded: row.has_onboarded,
            suspended_at: row.suspended_at.filter(|_| suspended),
            suspended_until: row.suspended_until.filter(|_| suspended),
            suspension_reason: row.suspension_reason.clone().filter(|_| suspended),
            inserted_at: row.inserted_at,
            updated_at: row.updated_at,
        }
    }

    /// A person in a few words, if they are there.
    pub(super) fn brief(&self, id: UserId) -> Option<PersonView> {
        self.user(id).map(|row| PersonView {
            id,
            username: row.username.as_str().to_owned(),
            display_name: row.display_name.clone(),
            avatar_url: row.picture_address(),
        })
    }
}
