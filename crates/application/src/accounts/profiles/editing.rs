use futures_util::future::try_join;
use vibeslop_domain::{
    Invalid, Violations,
    accounts::{HeldProfile, PreferencesChange, PreferencesDraft, ProfileChange, ProfileDraft},
    content::{ImageEntry, StoredImage},
    ids::UserId,
};
use vibeslop_ports::accounts::{Preferences, UpdateProfileError};

use super::Profiles;
use crate::{
    Error,
    accounts::{MyAccount, sessions::account_is_gone},
    in_transaction,
};

impl Profiles {
    /// Changes one's own account: what was sent, and nothing else.
    pub async fn update(&self, viewer: UserId, draft: &ProfileDraft) -> Result<MyAccount, Error> {
        let held = self.held(viewer).await?;
        let change = ProfileChange::new(draft, &held, &self.backend_url)?;
        self.apply(viewer, &held, change).await
    }

    /// Takes the names that a person chose when they came. They may do so again.
    pub async fn onboard(&self, viewer: UserId, draft: &ProfileDraft) -> Result<MyAccount, Error> {
        let held = self.held(viewer).await?;
        let change = ProfileChange::onboarding(draft, &held, &self.backend_url)?;
        self.apply(viewer, &held, change).await
    }

    /// Changes what one prefers: the lists that were sent, and answers both.
    pub async fn set_preferences(&self, viewer: UserId, draft: &PreferencesDraft) -> Result<Preferences, Error> {
        let change = PreferencesChange::new(draft)?;
        if change != PreferencesChange::default() {
            in_transaction(&*self.accounts.transactions, async |tx| {
                let is_there = tx.accounts().replace_preferences(viewer, &change).await?;
                if is_there { Ok(()) } else { Err(account_is_gone()) }
            })
            .await?;
        }
        Ok(self.queries.preferences(viewer).await?)
    }

    /// What the account holds as a change is judged by it. Read without a lock: what is compared with it is only ever
    /// accepted as it stands, and whether a username is free is for the store to say.
    async fn held(&self, viewer: UserId) -> Result<HeldProfile, Error> {
        let me = self.accounts.me(viewer).await?.me;
        Ok(HeldProfile {
            username: me.username,
            avatar: me.avatar_url.map(StoredImage::from_row),
            banner: me.banner_url.map(StoredImage::from_row),
        })
    }

    async fn apply(
        &self,
        viewer: UserId,
        held: &HeldProfile,
        mut change: ProfileChange<ImageEntry>,
    ) -> Result<MyAccount, Error> {
        if change != ProfileChange::default() {
            // That a picture changes stays in the change; the picture itself goes through the gate.
            let avatar = change.avatar.as_mut().and_then(Option::take);
            let banner = change.banner.as_mut().and_then(Option::take);
            let (avatar, banner) = try_join(
                self.keep("avatar_url", held.avatar.as_ref(), avatar),
                self.keep("banner_url", held.banner.as_ref(), banner),
            )
            .await?;
            let change = change.stored(avatar, banner);
            let now = self.accounts.clock.now();
            in_transaction(&*self.accounts.transactions, async |tx| {
                tx.accounts().update_profile(viewer, &change, now).await.map_err(Error::from)
            })
            .await?;
        }
        self.accounts.me(viewer).await
    }

    /// A picture as it is stored. What the account holds is kept as it is, and an address that the rules let through is
    /// not ours to look at.
    async fn keep(
        &self,
        field: &'static str,
        held: Option<&StoredImage>,
        entry: Option<ImageEntry>,
    ) -> Result<Option<StoredImage>, Error> {
        let Some(entry) = entry else { return Ok(None) };
        let mut known: Vec<StoredImage> = held.cloned().into_iter().collect();
        if let ImageEntry::Stored(image) = &entry
            && image.file().is_none()
        {
            known.push(image.clone());
        }
        Ok(self.images.keep_beside(&known, field, vec![entry]).await?.pop())
    }
}

impl From<UpdateProfileError> for Error {
    fn from(error: UpdateProfileError) -> Self {
        match error {
            UpdateProfileError::UsernameTaken => Violations::of("username", Invalid::TAKEN).into(),
            UpdateProfileError::Gone => account_is_gone(),
            UpdateProfileError::Store(error) => error.into(),
        }
    }
}
