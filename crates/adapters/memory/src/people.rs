//! People as rows: what has to happen whenever one comes, or changes.

use chrono::{DateTime, Utc};
use vibeslop_domain::{accounts::Username, ids::UserId};
use vibeslop_ports::{StoreError, accounts::CreateAccountError, stream::What};

use crate::{accounts::rows::UserRow, text::lower, world::World};

impl World {
    pub(crate) fn user(&self, id: UserId) -> Option<&UserRow> {
        self.users.get(&id)
    }

    /// The person whom a row names.
    ///
    /// # Errors
    /// They are gone, as a foreign key would have it.
    pub(crate) fn there(&self, id: UserId) -> Result<&UserRow, StoreError> {
        self.user(id).ok_or_else(|| StoreError::failed("a row names a person who is not there"))
    }

    pub(crate) fn named(&self, name: &Username) -> Option<&UserRow> {
        self.names.get(name).and_then(|id| self.user(*id))
    }

    pub(crate) fn add_user(&mut self, row: UserRow) -> Result<(), CreateAccountError> {
        let address = lower(row.email.as_str());
        if self.names.contains(&row.username) {
            return Err(CreateAccountError::UsernameTaken);
        }
        if self.users.contains(&row.id) || self.addresses.contains(&address) {
            return Err(CreateAccountError::EmailTaken);
        }
        self.names.put(row.username.clone(), row.id);
        self.addresses.put(address, row.id);
        self.users.put(row.id, row);
        Ok(())
    }

    /// Changes a person as an account is edited: it is another state of it. Whether they are there. Whoever changes the
    /// username has seen that it is free.
    pub(crate) fn edit_user(&mut self, id: UserId, at: DateTime<Utc>, change: impl FnOnce(&mut UserRow)) -> bool {
        self.touch_user(id, |row| {
            change(row);
            row.updated_at = at;
            row.version += 1;
        })
    }

    /// Changes a person without making another state of their account. Whether they are there.
    pub(crate) fn touch_user(&mut self, id: UserId, change: impl FnOnce(&mut UserRow)) -> bool {
        let Some(row) = self.users.get_mut(&id) else { return false };
        let before = row.clone();
        change(row);
        let after = row.clone();
        if before.username != after.username {
            self.names.remove(&before.username);
            self.names.put(after.username, id);
        }
        let suspended = after.suspended_at.is_some()
            && (before.suspended_at, before.suspended_until) != (after.suspended_at, after.suspended_until);
        if suspended || before.tokens_valid_after != after.tokens_valid_after {
            self.tell(id, What::PersonEnded);
        }
        true
    }
}
