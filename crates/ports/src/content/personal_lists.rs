use async_trait::async_trait;
use vibeslop_domain::{
    accounts::Username,
    content::ProjectStatus,
    ids::UserId,
    page::{Limit, Page, Start, TimeCursor},
};

use super::ProjectCardView;
use crate::{StoreError, feed::FeedItemView};

/// Reads what hangs on a profile: lists of what one person made, shows again and likes. `None` is answered for a person
/// who is not there or suspended.
///
/// Whoever does not see this person (a block in either direction, a mute) has an empty list. What the viewer does not
/// see is left out before a page is cut, so that only the last page is short.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PersonalListQueries: Send + Sync {
    /// The person's posts, and what they reposted at the time they did so, newest first. At most three statements.
    async fn timeline(
        &self,
        owner: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FeedItemView, TimeCursor>>, StoreError>;

    /// The person's projects of this status, by the time they were published, or else made, newest first. Other than
    /// published ones are for the person alone; for anybody else the list is empty. At most two statements.
    async fn projects(
        &self,
        owner: &Username,
        status: ProjectStatus,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<ProjectCardView, TimeCursor>>, StoreError>;

    /// Posts and published projects that the person likes, liked last first. At most three statements.
    async fn likes(
        &self,
        owner: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FeedItemView, TimeCursor>>, StoreError>;

    /// What the person reposted, reposted last first. At most three statements.
    async fn reposts(
        &self,
        owner: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FeedItemView, TimeCursor>>, StoreError>;
}
