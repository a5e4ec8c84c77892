use serde::{Serialize, Serializer, ser::SerializeMap};
use utoipa::ToSchema;
use vibeslop_application::github::RepositoryDetails;
use vibeslop_ports::github::RepositorySummary;

/// A repository in a list. Times are GitHub's own text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Repository)]
pub struct RepositoryBody {
    id: i64,
    #[schema(example = "harbor-lights")]
    name: String,
    #[schema(example = "alice/harbor-lights")]
    full_name: String,
    #[schema(required)]
    description: Option<String>,
    owner: RepositoryOwnerBody,
    html_url: String,
    private: bool,
    stargazers_count: i64,
    /// The main language.
    #[schema(required)]
    language: Option<String>,
    /// The last push; when it was made, where nothing was pushed.
    pushed_at: String,
    created_at: String,
    updated_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RepositoryOwner)]
struct RepositoryOwnerBody {
    #[schema(example = "alice")]
    login: String,
    #[schema(required)]
    avatar_url: Option<String>,
}

/// A repository with all that is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RepositoryDetails)]
pub struct RepositoryDetailsBody {
    #[serde(flatten)]
    repository: RepositoryBody,
    #[schema(required)]
    homepage: Option<String>,
    watchers_count: i64,
    forks_count: i64,
    /// Bytes of code by language, most first.
    #[schema(value_type = BTreeMap<String, i64>)]
    languages: Languages,
    topics: Vec<String>,
    /// As text, cut at 100 KB.
    #[schema(required)]
    readme: Option<String>,
    /// In KB.
    size: i64,
    default_branch: String,
}

/// An object whose members keep their order.
#[derive(Debug)]
struct Languages(Vec<(String, i64)>);

impl Serialize for Languages {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (language, bytes) in &self.0 {
            map.serialize_entry(language, bytes)?;
        }
        map.end()
    }
}

impl From<RepositorySummary> for RepositoryBody {
    fn from(summary: RepositorySummary) -> Self {
        Self {
            id: summary.id,
            name: summary.name,
            full_name: summary.full_name,
            description: summary.description,
            owner: RepositoryOwnerBody { login: summary.owner_login, avatar_url: summary.owner_avatar_url },
            html_url: summary.html_url,
            private: summary.private,
            stargazers_count: summary.stargazers_count,
            language: summary.language,
            pushed_at: summary.pushed_at.unwrap_or_else(|| summary.created_at.clone()),
            created_at: summary.created_at,
            updated_at: summary.updated_at,
        }
    }
}

impl From<RepositoryDetails> for RepositoryDetailsBody {
    fn from(details: RepositoryDetails) -> Self {
        let repository = details.repository;
        Self {
            repository: repository.summary.into(),
            homepage: repository.homepage,
            watchers_count: repository.watchers_count,
            forks_count: repository.forks_count,
            languages: Languages(details.languages),
            topics: details.topics,
            readme: details.readme,
            size: repository.size,
            default_branch: repository.default_branch,
        }
    }
}

#[cfg(test)]
mod tests {
    use vibeslop_ports::github::Repository;

    use super::*;

    fn summary() -> RepositorySummary {
        RepositorySummary {
            id: 812_345,
            name: "tidepool".to_owned(),
            full_name: "mira/tidepool".to_owned(),
            description: None,
            owner_login: "mira".to_owned(),
            owner_avatar_url: Some("https://avatars.example/u/7".to_owned()),
            html_url: "https://github.com/mira/tidepool".to_owned(),
            private: false,
            stargazers_count: 12,
            language: Some("Rust".to_owned()),
            pushed_at: None,
            created_at: "2025-06-01T10:00:00Z".to_owned(),
            updated_at: "2026-01-30T08:00:10Z".to_owned(),
        }
    }

    #[test]
    fn an_empty_repository_was_pushed_when_it_was_made() {
        insta::assert_json_snapshot!(RepositoryBody::from(summary()));
    }

    #[test]
    fn a_repository_has_all_that_is_known_of_it() {
        let details = RepositoryDetails {
            repository: Repository {
                summary: RepositorySummary { pushed_at: Some("2026-01-30T08:00:00Z".to_owned()), ..summary() },
                homepage: None,
                watchers_count: 12,
                forks_count: 1,
                size: 420,
                default_branch: "main".to_owned(),
            },
            languages: vec![("SQL".to_owned(), 1_200), ("Rust".to_owned(), 90)],
            topics: vec!["diving".to_owned()],
            readme: Some("# Tidepool\n".to_owned()),
        };
        insta::assert_snapshot!(serde_json::to_string_pretty(&RepositoryDetailsBody::from(details)).unwrap());
    }
}
