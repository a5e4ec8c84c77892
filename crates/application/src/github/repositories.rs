use std::sync::Arc;

use futures_util::future::try_join4;
use vibeslop_domain::{github::RepositoryName, ids::UserId};
use vibeslop_ports::{
    ServiceError,
    content::ImageChecker,
    github::{Repositories as RepositoryList, Repository, RepositoryPage, RepositoryReader},
};

use super::{Connections, GithubAccess, connections::not_connected};
use crate::{Error, debug::opaque_debug};

/// Repositories as their owner sees them.
#[derive(Clone)]
pub struct Repositories {
    /// Reads them.
    pub reader: Arc<dyn RepositoryReader>,
    /// Finds out what a file is.
    pub checker: Arc<dyn ImageChecker>,
    /// Knows whose token to read them with.
    pub connections: Connections,
}

opaque_debug!(Repositories);

/// All that is known of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryDetails {
    /// What one call answers.
    pub repository: Repository,
    /// Bytes of code by language, most first.
    pub languages: Vec<(String, i64)>,
    /// The topics that its owner gave it.
    pub topics: Vec<String>,
    /// The README; `None` without one, or where it cannot be read.
    pub readme: Option<String>,
}

impl Repositories {
    /// Whether the repositories are played by this program.
    pub fn is_sandbox(&self) -> bool {
        self.reader.is_sandbox()
    }

    /// Repositories that the person owns.
    pub async fn owned(&self, viewer: UserId, page: RepositoryPage) -> Result<RepositoryList, Error> {
        let access = self.connections.github(viewer).await?;
        match self.reader.owned(&access.token, page).await {
            Ok(list) => Ok(list),
            // The list of what somebody owns is always there.
            Err(ServiceError::NotFound) => Err(unanswered(ServiceError::NotFound)),
            Err(error) => Err(self.failed(viewer, &access, error).await),
        }
    }

    /// All that is known of one repository.
    pub async fn details(&self, viewer: UserId, owner: &str, name: &str) -> Result<RepositoryDetails, Error> {
        let name = repository_name(owner, name)?;
        let access = self.connections.github(viewer).await?;
        self.read(viewer, &access, &name).await
    }

    /// Asks for all parts at the same time. The first failure ends it; only a README may fail.
    pub(crate) async fn read(
        &self,
        viewer: UserId,
        access: &GithubAccess,
        name: &RepositoryName,
    ) -> Result<RepositoryDetails, Error> {
        let token = &access.token;
        let readme = async {
            Ok(self.reader.readme(token, name).await.unwrap_or_else(|error| {
                tracing::warn!(error = &error as &dyn std::error::Error, "a README could not be read");
                None
            }))
        };
        let parts = try_join4(
            self.reader.repository(token, name),
            self.reader.languages(token, name),
            self.reader.topics(token, name),
            readme,
        );
        match parts.await {
            Ok((repository, languages, topics, readme)) => {
                Ok(RepositoryDetails { repository, languages, topics, readme })
            }
            Err(error) => Err(self.failed(viewer, access, error).await),
        }
    }

    /// What a failure of GitHub means to the person. A refused token is noted, so that nobody asks with it again.
    async fn failed(&self, viewer: UserId, access: &GithubAccess, error: ServiceError) -> Error {
        match error {
            ServiceError::Unauthorized => {
                if let Err(error) = self.connections.mark_broken(viewer, access).await {
                    // The person has to sign in again all the same.
                    tracing::warn!(error = &error as &dyn std::error::Error, "a refused token could not be noted");
                }
                not_connected()
            }
            ServiceError::NotFound => Error::NotFound("repository"),
            error => unanswered(error),
        }
    }
}

fn unanswered(error: ServiceError) -> Error {
    Error::service("github_api_error", "GitHub did not answer as it should; please try again", error)
}

/// Judges the two parts of a repository's name. A name that cannot be one names nothing.
pub(crate) fn repository_name(owner: &str, name: &str) -> Result<RepositoryName, Error> {
    RepositoryName::new(owner, name).map_err(|_| Error::NotFound("repository"))
}
