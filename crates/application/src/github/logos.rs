use std::error::Error as StdError;

use futures_util::future::join_all;
use vibeslop_domain::github::{MAX_LOGO_BYTES, RepositoryName, best_logos};
use vibeslop_ports::content::CheckedImage;

use super::{GithubAccess, Repositories};

/// A picture that looks like a repository's logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Where it is in the repository.
    pub path: String,
    /// The picture. What it is was found from its bytes and not from its name.
    pub image: CheckedImage,
}

impl Repositories {
    /// Pictures of the repository that look like its logo, best first, at most
    /// [`MOST_LOGOS`](vibeslop_domain::github::MOST_LOGOS). Whatever cannot be read, is too large or is no picture is
    /// missing: nobody's work depends on a logo. Of a repository with very many files only those that GitHub names are
    /// looked at.
    ///
    /// Whether the person may have a model look at the repository is for the caller to ask before
    /// ([`may_read`](vibeslop_domain::github::may_read)).
    pub async fn logos(&self, access: &GithubAccess, name: &RepositoryName, branch: &str) -> Vec<Logo> {
        let tree = match self.reader.files(&access.token, name, branch).await {
            Ok(tree) => tree,
            Err(error) => {
                tracing::warn!(error = &error as &dyn StdError, "the files of a repository could not be listed");
                return Vec::new();
            }
        };
        let fits = |size: u64| usize::try_from(size).is_ok_and(|size| (1..=MAX_LOGO_BYTES).contains(&size));
        let paths = best_logos(tree.files.iter().filter(|file| fits(file.size)).map(|file| file.path.as_str()));
        let logos = paths.into_iter().map(|path| self.logo(access, name, path));
        join_all(logos).await.into_iter().flatten().collect()
    }

    async fn logo(&self, access: &GithubAccess, name: &RepositoryName, path: &str) -> Option<Logo> {
        let bytes = match self.reader.file(&access.token, name, path).await {
            Ok(bytes) => bytes?,
            Err(error) => {
                tracing::warn!(error = &error as &dyn StdError, "a logo could not be read");
                return None;
            }
        };
        let image = self.checker.check(bytes).await.ok()?;
        Some(Logo { path: path.to_owned(), image })
    }
}
