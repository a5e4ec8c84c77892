//! GitHub's JSON, as far as a score is made from it. A time that cannot be read is no reason to fail.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use vibeslop_domain::scores::{OwnedRepository, PullRequest};

#[derive(Deserialize)]
pub(super) struct OwnerBody {
    pub(super) login: String,
    #[serde(default)]
    pub(super) followers: i64,
}

#[derive(Deserialize)]
pub(super) struct OwnedBody {
    pushed_at: Option<String>,
    #[serde(default)]
    stargazers_count: i64,
    #[serde(default)]
    forks_count: i64,
    language: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct SearchBody<T> {
    #[serde(default)]
    pub(super) incomplete_results: bool,
    pub(super) items: Vec<T>,
}

#[derive(Deserialize)]
pub(super) struct FoundCommit {
    commit: CommitBody,
}

#[derive(Deserialize)]
struct CommitBody {
    author: Option<AuthorBody>,
}

#[derive(Deserialize)]
struct AuthorBody {
    date: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct FoundPullRequest {
    created_at: Option<String>,
    pull_request: Option<MergeBody>,
}

#[derive(Deserialize)]
struct MergeBody {
    merged_at: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct FoundIssue {
    created_at: Option<String>,
}

impl FoundCommit {
    pub(super) fn authored_at(self) -> Option<DateTime<Utc>> {
        time(self.commit.author?.date)
    }
}

impl FoundIssue {
    pub(super) fn created_at(self) -> Option<DateTime<Utc>> {
        time(self.created_at)
    }
}

impl From<FoundPullRequest> for PullRequest {
    fn from(found: FoundPullRequest) -> Self {
        let merged = found.pull_request.is_some_and(|merge| merge.merged_at.is_some());
        Self { created_at: time(found.created_at), merged }
    }
}

impl From<OwnedBody> for OwnedRepository {
    fn from(body: OwnedBody) -> Self {
        Self {
            pushed_at: time(body.pushed_at),
            stars: body.stargazers_count,
            forks: body.forks_count,
            language: body.language,
        }
    }
}

fn time(text: Option<String>) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(&text?).ok().map(|time| time.to_utc())
}
