//! GitHub's JSON, as far as it is read.

mod files;

use serde::Deserialize;
use vibeslop_ports::github::{Repository, RepositorySummary};

pub(crate) use self::files::{ContentsBody, TreeBody};

#[derive(Deserialize)]
pub(crate) struct RepositoryBody {
    id: i64,
    name: String,
    full_name: String,
    description: Option<String>,
    owner: OwnerBody,
    html_url: String,
    private: bool,
    #[serde(default)]
    stargazers_count: i64,
    language: Option<String>,
    pushed_at: Option<String>,
    created_at: String,
    updated_at: Option<String>,
}

#[derive(Deserialize)]
struct OwnerBody {
    login: String,
    avatar_url: Option<String>,
}

/// What only the answer for a single repository is read for.
#[derive(Deserialize)]
pub(crate) struct DetailsBody {
    #[serde(flatten)]
    summary: RepositoryBody,
    homepage: Option<String>,
    #[serde(default)]
    watchers_count: i64,
    #[serde(default)]
    forks_count: i64,
    #[serde(default)]
    size: i64,
    default_branch: String,
}

#[derive(Deserialize)]
pub(crate) struct TopicsBody {
    pub(crate) names: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct UserBody {
    pub(crate) id: u64,
    pub(crate) login: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) bio: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) avatar_url: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct EmailBody {
    pub(crate) email: String,
    pub(crate) primary: bool,
    pub(crate) verified: bool,
}

/// GitHub writes an empty text where nothing was filled in, or null.
pub(crate) fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

impl From<RepositoryBody> for RepositorySummary {
    fn from(body: RepositoryBody) -> Self {
        Self {
            id: body.id,
            name: body.name,
            full_name: body.full_name,
            description: filled(body.description),
            owner_login: body.owner.login,
            owner_avatar_url: filled(body.owner.avatar_url),
            html_url: body.html_url,
            private: body.private,
            stargazers_count: body.stargazers_count,
            language: body.language,
            // Nothing was ever pushed to an empty repository. Readers count an age from it.
            pushed_at: body.pushed_at.or_else(|| Some(body.created_at.clone())),
            updated_at: body.updated_at.unwrap_or_else(|| body.created_at.clone()),
            created_at: body.created_at,
        }
    }
}

impl From<DetailsBody> for Repository {
    fn from(body: DetailsBody) -> Self {
        Self {
            summary: body.summary.into(),
            homepage: filled(body.homepage),
            watchers_count: body.watchers_count,
            forks_count: body.forks_count,
            size: body.size,
            default_branch: body.default_branch,
        }
    }
}
