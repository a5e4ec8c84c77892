use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use vibeslop_domain::github::RepositoryName;
use vibeslop_ports::environment::Clock;
use vibeslop_ports::github::{FileTree, Repositories, Repository, RepositoryPage, RepositoryReader, RepositorySort};
use vibeslop_ports::{BoxError, ServiceError};

use crate::Limits;
use crate::api::{Api, Call, JSON, RAW, Size, has_next};
use crate::wire::{ContentsBody, DetailsBody, RepositoryBody, TopicsBody, TreeBody};

/// The largest answer that is taken: a full page of repositories has less than 1 MB.
pub(crate) const LARGEST_JSON: Size = Size::AtMost(10_000_000);
/// A file of [`MAX_FILE_BYTES`](vibeslop_ports::github::MAX_FILE_BYTES) in base64, with line breaks and what else is
/// said of it.
const LARGEST_FILE: Size = Size::AtMost(1_500_000);
/// The bytes of a README that are passed on.
const README: usize = 100_000;

/// Reads repositories from GitHub's REST API.
#[derive(Clone)]
pub struct GithubClient {
    pub(crate) api: Arc<Api>,
}

impl GithubClient {
    /// A client of the API at `api_url`: `https://api.github.com`, or `https://<host>/api/v3` of an own installation.
    ///
    /// # Errors
    /// The address is none, or TLS cannot be set up on this machine.
    pub fn new(api_url: &str, limits: Limits, clock: Arc<dyn Clock>) -> Result<Self, BoxError> {
        Ok(Self { api: Arc::new(Api::new(api_url, limits, clock)?) })
    }
}

impl std::fmt::Debug for GithubClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GithubClient").finish_non_exhaustive()
    }
}

#[async_trait]
impl RepositoryReader for GithubClient {
    fn is_sandbox(&self) -> bool {
        false
    }

    async fn owned(&self, token: &SecretString, page: RepositoryPage) -> Result<Repositories, ServiceError> {
        let (per_page, number) = (page.per_page.clamp(1, 100).to_string(), page.page.max(1).to_string());
        let query = [
            ("per_page", per_page.as_str()),
            ("page", number.as_str()),
            ("sort", sort(page.sort)),
            ("direction", if page.ascending { "asc" } else { "desc" }),
            ("visibility", "all"),
            ("affiliation", "owner"),
        ];
        let call = Call { token, path: &["user", "repos"], query: &query, accept: JSON, size: LARGEST_JSON };
        let (items, headers) = self.api.json::<Vec<RepositoryBody>>(call).await?;
        Ok(Repositories { items: items.into_iter().map(Into::into).collect(), has_next: has_next(&headers) })
    }

    async fn repository(&self, token: &SecretString, name: &RepositoryName) -> Result<Repository, ServiceError> {
        let path = ["repos", name.owner(), name.name()];
        let (body, _) = self.api.json::<DetailsBody>(get(token, &path)).await?;
        Ok(body.into())
    }

    async fn languages(&self, token: &SecretString, name: &RepositoryName) -> Result<Vec<(String, i64)>, ServiceError> {
        let path = ["repos", name.owner(), name.name(), "languages"];
        let (bytes, _) = self.api.json::<HashMap<String, i64>>(get(token, &path)).await?;
        let mut languages: Vec<_> = bytes.into_iter().collect();
        languages.sort_by(|(name, bytes), (other, others)| others.cmp(bytes).then_with(|| name.cmp(other)));
        Ok(languages)
    }

    async fn topics(&self, token: &SecretString, name: &RepositoryName) -> Result<Vec<String>, ServiceError> {
        let path = ["repos", name.owner(), name.name(), "topics"];
        let (body, _) = self.api.json::<TopicsBody>(get(token, &path)).await?;
        Ok(body.names)
    }

    async fn readme(&self, token: &SecretString, name: &RepositoryName) -> Result<Option<String>, ServiceError> {
        let path = ["repos", name.owner(), name.name(), "readme"];
        let call = Call { token, path: &path, query: &[], accept: RAW, size: Size::First(README) };
        match self.api.get(call).await {
            Ok(answer) => Ok(Some(readable(&answer.body))),
            Err(ServiceError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn files(&self, token: &SecretString, name: &RepositoryName, branch: &str) -> Result<FileTree, ServiceError> {
        let path = ["repos", name.owner(), name.name(), "git", "trees", branch];
        let query = [("recursive", "1")];
        match self.api.json::<TreeBody>(Call { query: &query, ..get(token, &path) }).await {
            Ok((body, _)) => Ok(body.into()),
            // The repository has no commit, or no such branch.
            Err(ServiceError::NotFound) => Ok(FileTree::default()),
            Err(error) => Err(error),
        }
    }

    async fn file(
        &self,
        token: &SecretString,
        name: &RepositoryName,
        path: &str,
    ) -> Result<Option<Vec<u8>>, ServiceError> {
        let path: Vec<&str> =
            ["repos", name.owner(), name.name(), "contents"].into_iter().chain(path.split('/')).collect();
        match self.api.json::<ContentsBody>(Call { size: LARGEST_FILE, ..get(token, &path) }).await {
            Ok((body, _)) => body.bytes(),
            Err(ServiceError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn get<'a>(token: &'a SecretString, path: &'a [&'a str]) -> Call<'a> {
    Call { token, path, query: &[], accept: JSON, size: LARGEST_JSON }
}

fn sort(sort: RepositorySort) -> &'static str {
    match sort {
        RepositorySort::Created => "created",
        RepositorySort::Updated => "updated",
        RepositorySort::Pushed => "pushed",
        RepositorySort::FullName => "full_name",
    }
}

/// The bytes as text of at most [`README`] bytes. A character that the cut went through is left out.
fn readable(bytes: &[u8]) -> String {
    let is_cut = bytes.len() >= README;
    let whole = match std::str::from_utf8(bytes) {
        // No length: the bytes end within a character.
        Err(error) if is_cut && error.error_len().is_none() => bytes.get(..error.valid_up_to()).unwrap_or_default(),
        _ => bytes,
    };
    let mut text = String::from_utf8_lossy(whole).into_owned();
    // A replaced byte has become three.
    let mut end = text.len().min(README);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readme_is_cut_between_characters() {
        let long = format!("{}ä and more", "x".repeat(README - 1));
        assert_eq!(readable(&long.as_bytes()[..README]), "x".repeat(README - 1));
        assert_eq!(readable("kurz, aber schön".as_bytes()), "kurz, aber schön");
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_the_text_stays_short() {
        assert_eq!(readable(b"caf\xe9 \xff"), "caf\u{fffd} \u{fffd}");
        assert_eq!(readable(b"a\xc3"), "a\u{fffd}");
        let noise = readable(&vec![0xff; README]);
        assert!(noise.len() <= README && noise.chars().all(|c| c == '\u{fffd}'));
    }
}
