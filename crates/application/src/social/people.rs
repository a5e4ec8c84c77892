use vibeslop_domain::{accounts::Username, ids::UserId, page::TimeList};
use vibeslop_ports::social::FollowView;

use super::Social;
use crate::{
    Error,
    accounts::UserSummary,
    page::{Listed, PageRequest},
};

const NOBODY: Error = Error::NotFound("user");

/// Somebody in a list of followers or of followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// The person.
    pub person: UserSummary,
    /// Whether the viewer follows them.
    pub is_following: bool,
}

impl Social {
    /// Those who follow a person, the newest first.
    pub async fn followers(
        &self,
        of: &str,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<Follow>, Error> {
        let list = TimeList::Followers;
        let (name, start) = (Username::sought(of).ok_or(NOBODY)?, request.start(list)?);
        let page = self.queries.followers(&name, start, request.limit, viewer).await?.ok_or(NOBODY)?;
        Ok(Listed::of(page.map(|view| self.follow(view)), list))
    }

    /// Those whom a person follows, the newest first.
    pub async fn followed(
        &self,
        by: &str,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<Follow>, Error> {
        let list = TimeList::Followed;
        let (name, start) = (Username::sought(by).ok_or(NOBODY)?, request.start(list)?);
        let page = self.queries.followed(&name, start, request.limit, viewer).await?.ok_or(NOBODY)?;
        Ok(Listed::of(page.map(|view| self.follow(view)), list))
    }

    /// Those whom one blocks, the newest first.
    pub async fn blocked(&self, by: UserId, request: &PageRequest) -> Result<Listed<UserSummary>, Error> {
        let list = TimeList::Blocks;
        let page = self.queries.blocked(by, request.start(list)?, request.limit).await?;
        Ok(Listed::of(page.map(|view| self.accounts.summary(view)), list))
    }

    /// Those whom one mutes, the newest first.
    pub async fn muted(&self, by: UserId, request: &PageRequest) -> Result<Listed<UserSummary>, Error> {
        let list = TimeList::Mutes;
        let page = self.queries.muted(by, request.start(list)?, request.limit).await?;
        Ok(Listed::of(page.map(|view| self.accounts.summary(view)), list))
    }

    fn follow(&self, view: FollowView) -> Follow {
        Follow { person: self.accounts.summary(view.person), is_following: view.is_following }
    }
}
