//! What somebody did in a year, read page by page: their repositories, and what the search finds of theirs.

mod wire;

use std::time::Duration;

use async_trait::async_trait;
use chrono::NaiveDate;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use tokio::time::sleep;
use vibeslop_domain::scores::{Activity, OwnedRepository};
use vibeslop_ports::{ServiceError, scores::ActivityReader};

use self::wire::{FoundCommit, FoundIssue, FoundPullRequest, OwnedBody, OwnerBody, SearchBody};
use crate::GithubClient;
use crate::api::{Call, JSON, has_next, is_unprocessable};
use crate::client::LARGEST_JSON;

/// The search tells of 1,000 results and no more.
const MOST_SEARCH_PAGES: u32 = 10;
/// Nobody has more repositories than that; it keeps a broken `Link` from being followed for ever.
const MOST_REPOSITORY_PAGES: u32 = 100;
/// What lies between two pages, so that GitHub does not take the reading for a flood (its secondary limits).
const BETWEEN_PAGES: Duration = Duration::from_millis(100);

#[async_trait]
impl ActivityReader for GithubClient {
    /// As the token's own owner: the login in a profile is whatever somebody wrote there, and a renamed account would
    /// not be found by its old one.
    async fn activity(&self, token: &SecretString, since: NaiveDate) -> Result<Activity, ServiceError> {
        let (owner, _) = self.api.json::<OwnerBody>(ask(token, &["user"], &[])).await?;
        let repositories = self.repositories(token).await?;
        let login = &owner.login;
        let commits = format!("author:{login} committer-date:>={since}");
        let commits = self.search::<FoundCommit>(token, "commits", &commits, "author-date").await?;
        let pull_requests = format!("author:{login} type:pr created:>={since}");
        let pull_requests = self.search::<FoundPullRequest>(token, "issues", &pull_requests, "created").await?;
        let issues = format!("author:{login} type:issue created:>={since}");
        let issues = self.search::<FoundIssue>(token, "issues", &issues, "created").await?;
        Ok(Activity {
            commits: commits.into_iter().map(FoundCommit::authored_at).collect(),
            pull_requests: pull_requests.into_iter().map(Into::into).collect(),
            issues: issues.into_iter().map(FoundIssue::created_at).collect(),
            repositories,
            followers: owner.followers,
        })
    }
}

impl GithubClient {
    async fn repositories(&self, token: &SecretString) -> Result<Vec<OwnedRepository>, ServiceError> {
        let mut all = Vec::new();
        for page in 1..=MOST_REPOSITORY_PAGES {
            let number = page.to_string();
            let query = [
                ("per_page", "100"),
                ("page", number.as_str()),
                ("sort", "pushed"),
                ("direction", "desc"),
                ("visibility", "public"),
                ("affiliation", "owner"),
            ];
            let (bodies, headers) = self.api.json::<Vec<OwnedBody>>(ask(token, &["user", "repos"], &query)).await?;
            all.extend(bodies.into_iter().map(OwnedRepository::from));
            if !has_next(&headers) {
                break;
            }
            sleep(BETWEEN_PAGES).await;
        }
        Ok(all)
    }

    /// All that the search finds, newest first, as far as it tells.
    async fn search<T: DeserializeOwned>(
        &self,
        token: &SecretString,
        things: &str,
        wanted: &str,
        sort: &str,
    ) -> Result<Vec<T>, ServiceError> {
        let mut all = Vec::new();
        for page in 1..=MOST_SEARCH_PAGES {
            let number = page.to_string();
            let query =
                [("q", wanted), ("per_page", "100"), ("page", number.as_str()), ("sort", sort), ("order", "desc")];
            let answer = self.api.json::<SearchBody<T>>(ask(token, &["search", things], &query)).await;
            let (body, headers) = match answer {
                Ok(answer) => answer,
                // Nothing of this person can be searched: GitHub hides them from the search.
                Err(error) if is_unprocessable(&error) => return Ok(Vec::new()),
                Err(error) => return Err(error),
            };
            if body.incomplete_results {
                return Err(ServiceError::Unavailable("the search ran out of time and told a part alone".into()));
            }
            all.extend(body.items);
            if !has_next(&headers) {
                break;
            }
            sleep(BETWEEN_PAGES).await;
        }
        Ok(all)
    }
}

fn ask<'a>(token: &'a SecretString, path: &'a [&'a str], query: &'a [(&'a str, &'a str)]) -> Call<'a> {
    Call { token, path, query, accept: JSON, size: LARGEST_JSON }
}
