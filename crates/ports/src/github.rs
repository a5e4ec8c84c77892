//! Repositories, wherever they are kept.

use async_trait::async_trait;
use secrecy::SecretString;
use vibeslop_domain::github::RepositoryName;

use crate::ServiceError;

/// The largest file whose bytes are read.
pub const MAX_FILE_BYTES: usize = 1_000_000;

/// A repository in a list. Times are the service's own text, passed on as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositorySummary {
    /// The service's number for it.
    pub id: i64,
    /// Its name without the owner.
    pub name: String,
    /// Its name with the owner.
    pub full_name: String,
    /// What it is.
    pub description: Option<String>,
    /// The owner's login.
    pub owner_login: String,
    /// The owner's picture.
    pub owner_avatar_url: Option<String>,
    /// Its page.
    pub html_url: String,
    /// Whether only some people see it.
    pub private: bool,
    /// Stars.
    pub stargazers_count: i64,
    /// The main language.
    pub language: Option<String>,
    /// The last push.
    pub pushed_at: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// When it was changed.
    pub updated_at: String,
}

/// A repository with what can be asked of it in one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// What lists show.
    pub summary: RepositorySummary,
    /// The homepage that its owner gave it.
    pub homepage: Option<String>,
    /// Watchers.
    pub watchers_count: i64,
    /// Forks.
    pub forks_count: i64,
    /// Its size in KB.
    pub size: i64,
    /// The main branch.
    pub default_branch: String,
}

/// How a list of repositories is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RepositorySort {
    /// When it was made.
    Created,
    /// When it was changed.
    Updated,
    /// When something was pushed.
    #[default]
    Pushed,
    /// Its full name.
    FullName,
}

/// Which part of a list of repositories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepositoryPage {
    /// Its number, from 1.
    pub page: u32,
    /// How many, 1 to 100.
    pub per_page: u8,
    /// The order.
    pub sort: RepositorySort,
    /// Smallest first.
    pub ascending: bool,
}

/// A part of a list of repositories.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repositories {
    /// The repositories.
    pub items: Vec<RepositorySummary>,
    /// Whether there is a next part.
    pub has_next: bool,
}

/// A file of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryFile {
    /// Where it is, from the root, with `/` between folders.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
}

/// The files of a branch. Links and other repositories inside of it are none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileTree {
    /// The files, in the service's order.
    pub files: Vec<RepositoryFile>,
    /// Whether there are more than the service tells.
    pub is_truncated: bool,
}

/// Reads repositories on behalf of somebody, with the token that they granted.
///
/// [`ServiceError::Unauthorized`] means that the token is revoked or over; [`ServiceError::NotFound`] that there is
/// no such repository for this person. The token reaches no log and no error, and no other host than the service's.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait RepositoryReader: Send + Sync {
    /// Whether it is played by this program, for newcomers and tests.
    fn is_sandbox(&self) -> bool;

    /// Repositories that the person owns.
    async fn owned(&self, token: &SecretString, page: RepositoryPage) -> Result<Repositories, ServiceError>;

    /// One repository.
    async fn repository(&self, token: &SecretString, name: &RepositoryName) -> Result<Repository, ServiceError>;

    /// Bytes of code by language, most first.
    async fn languages(&self, token: &SecretString, name: &RepositoryName) -> Result<Vec<(String, i64)>, ServiceError>;

    /// The topics that its owner gave it.
    async fn topics(&self, token: &SecretString, name: &RepositoryName) -> Result<Vec<String>, ServiceError>;

    /// The README as text, cut at 100 KB, invalid UTF-8 replaced; `None` without one.
    async fn readme(&self, token: &SecretString, name: &RepositoryName) -> Result<Option<String>, ServiceError>;

    /// Names and sizes of all files of the branch. A repository without a commit has none.
    async fn files(&self, token: &SecretString, name: &RepositoryName, branch: &str) -> Result<FileTree, ServiceError>;

    /// The bytes of the file at `path` on the main branch; `None` where there is none, where it is a folder, a link
    /// or another repository, and where it has more than [`MAX_FILE_BYTES`].
    async fn file(
        &self,
        token: &SecretString,
        name: &RepositoryName,
        path: &str,
    ) -> Result<Option<Vec<u8>>, ServiceError>;
}
