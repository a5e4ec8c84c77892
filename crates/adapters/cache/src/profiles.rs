use std::sync::Arc;

use async_trait::async_trait;
use vibeslop_domain::{accounts::Username, content::StoredImage, ids::UserId, page::Limit};
use vibeslop_ports::{
    StoreError,
    accounts::{Preferences, ProfileQueries, ProfileView, UserSummaryView},
};

use crate::{ReadCache, own};

/// What an entry takes besides its texts.
const ENTRY_BYTES: usize = 2_048;

#[async_trait]
impl ProfileQueries for ReadCache {
    async fn profile(&self, username: &Username, viewer: Option<UserId>) -> Result<Option<ProfileView>, StoreError> {
        // What somebody sees depends on whom they follow and who blocks them. Only what all others see is worth keeping.
        if viewer.is_some() {
            return self.profiles.profile(username, viewer).await;
        }
        let key = (self.profile_generation.current(), username.clone());
        let load = async { Ok(self.profiles.profile(username, None).await?.map(Arc::new)) };
        let load = self.profile_lookups.loading(load);
        let kept = self.seen.try_get_with(key, load).await.map_err(own)?;
        Ok(kept.map(|profile| ProfileView::clone(&profile)))
    }

    async fn search(&self, text: &str, viewer: UserId, limit: Limit) -> Result<Vec<UserSummaryView>, StoreError> {
        self.profiles.search(text, viewer, limit).await
    }

    async fn preferences(&self, user: UserId) -> Result<Preferences, StoreError> {
        self.profiles.preferences(user).await
    }
}

/// About how many bytes an entry takes.
pub fn weight(profile: Option<&ProfileView>) -> u32 {
    let image = |image: Option<&StoredImage>| image.map_or(0, |image| image.as_str().len());
    let texts = profile.map_or(0, |profile| {
        image(profile.avatar.as_ref()) + image(profile.banner.as_ref()) + profile.bio.as_ref().map_or(0, String::len)
    });
    u32::try_from(ENTRY_BYTES + texts).unwrap_or(u32::MAX)
}
