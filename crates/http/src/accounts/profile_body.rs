use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::accounts::Profile;
use vibeslop_domain::content::StoredImage;
use vibeslop_ports::{
    accounts::ProfileStats,
    scores::{GithubStats, ScoreBreakdown},
};

use crate::{catalog::StackBody, ground::Time, shapes::ToolTagBody};

/// A person as everybody sees them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublicUser)]
pub struct ProfileBody {
    id: Uuid,
    #[schema(example = "ada")]
    username: String,
    #[schema(example = "Ada Lovelace")]
    display_name: String,
    #[schema(required)]
    bio: Option<String>,
    #[schema(required)]
    location: Option<String>,
    #[schema(required)]
    website_url: Option<String>,
    /// Without `@`.
    #[schema(required)]
    twitter_handle: Option<String>,
    #[schema(required)]
    github_username: Option<String>,
    #[schema(required)]
    avatar_url: Option<String>,
    #[schema(required)]
    banner_url: Option<String>,
    is_verified: bool,
    is_admin: bool,
    joined_at: Time,
    stats: StatsBody,
    /// 0 until there is one.
    developer_score: i32,
    #[schema(required)]
    developer_score_updated_at: Option<Time>,
    /// What the score was made from.
    #[schema(required)]
    github_stats: Option<GithubStatsBody>,
    favorite_ai_tools: Vec<ToolTagBody>,
    preferred_tech_stacks: Vec<StackBody>,
    /// Whether the caller follows this person. Left out where nobody is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    is_following: Option<bool>,
}

/// How many of what a person has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserStats)]
#[expect(clippy::struct_field_names, reason = "as on the wire")]
struct StatsBody {
    followers_count: i64,
    following_count: i64,
    posts_count: i64,
    /// Published ones.
    projects_count: i64,
}

/// What a developer's score was made from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GithubStats)]
struct GithubStatsBody {
    score_breakdown: ScoreBreakdownBody,
    commits_count: i64,
    prs_count: i64,
    prs_merged_count: i64,
    issues_count: i64,
    public_repos: i64,
    total_stars: i64,
    total_forks: i64,
    followers: i64,
    languages: Vec<String>,
    active_weeks: i64,
    current_streak: i64,
}

/// The parts of a developer's score, in points.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScoreBreakdown)]
struct ScoreBreakdownBody {
    commits: i64,
    pull_requests: i64,
    issues: i64,
    repos: i64,
    stars: i64,
    forks: i64,
    followers: i64,
    consistency: i64,
    language_diversity: i64,
}

impl ProfileBody {
    pub fn new(profile: Profile, base: &str) -> Self {
        let Profile { view, is_admin } = profile;
        let absolute = |image: Option<StoredImage>| image.map(|image| image.absolute(base));
        Self {
            id: view.id.0,
            username: view.username,
            display_name: view.display_name,
            bio: view.bio,
            location: view.location,
            website_url: view.website_url,
            twitter_handle: view.twitter_handle,
            github_username: view.github_username,
            avatar_url: absolute(view.avatar),
            banner_url: absolute(view.banner),
            is_verified: view.is_verified,
            is_admin,
            joined_at: view.joined_at.into(),
            stats: view.stats.into(),
            developer_score: view.developer_score,
            developer_score_updated_at: view.developer_score_updated_at.map(Into::into),
            github_stats: view.github_stats.map(Into::into),
            favorite_ai_tools: view.preferences.tools.into_iter().map(Into::into).collect(),
            preferred_tech_stacks: view.preferences.stacks.into_iter().map(Into::into).collect(),
            is_following: view.is_following,
        }
    }
}

impl From<ProfileStats> for StatsBody {
    fn from(stats: ProfileStats) -> Self {
        Self {
            followers_count: stats.followers,
            following_count: stats.following,
            posts_count: stats.posts,
            projects_count: stats.projects,
        }
    }
}

impl From<GithubStats> for GithubStatsBody {
    fn from(stats: GithubStats) -> Self {
        Self {
            score_breakdown: stats.score_breakdown.into(),
            commits_count: stats.commits_count,
            prs_count: stats.prs_count,
            prs_merged_count: stats.prs_merged_count,
            issues_count: stats.issues_count,
            public_repos: stats.public_repos,
            total_stars: stats.total_stars,
            total_forks: stats.total_forks,
            followers: stats.followers,
            languages: stats.languages,
            active_weeks: stats.active_weeks,
            current_streak: stats.current_streak,
        }
    }
}

impl From<ScoreBreakdown> for ScoreBreakdownBody {
    fn from(parts: ScoreBreakdown) -> Self {
        Self {
            commits: parts.commits,
            pull_requests: parts.pull_requests,
            issues: parts.issues,
            repos: parts.repos,
            stars: parts.stars,
            forks: parts.forks,
            followers: parts.followers,
            consistency: parts.consistency,
            language_diversity: parts.language_diversity,
        }
    }
}

#[cfg(test)]
mod tests {
    use vibeslop_domain::{
        accounts::Email,
        catalog::{Stack, Tool},
        ids::{StackId, ToolId, UserId},
    };
    use vibeslop_ports::accounts::{Preferences, ProfileView};

    use super::*;

    fn ada(is_following: Option<bool>) -> Profile {
        let view = ProfileView {
            id: UserId(Uuid::from_u128(1)),
            username: "ada".to_owned(),
            display_name: "Ada Lovelace".to_owned(),
            bio: None,
            location: Some("London".to_owned()),
            website_url: None,
            twitter_handle: None,
            github_username: Some("ada-l".to_owned()),
            avatar: Some(StoredImage::from_row("/api/media/x.png".to_owned())),
            banner: None,
            verified_email: Some(Email::new("ada@example.com").unwrap()),
            is_verified: true,
            joined_at: "2026-01-02T08:00:00.5Z".parse().unwrap(),
            stats: ProfileStats { followers: 10, following: 4, posts: 7, projects: 2 },
            developer_score: 1_855,
            developer_score_updated_at: Some("2026-01-20T03:00:00Z".parse().unwrap()),
            github_stats: Some(GithubStats { current_streak: 3, ..GithubStats::default() }),
            preferences: Preferences {
                tools: vec![Tool {
                    id: ToolId(Uuid::from_u128(2)),
                    name: "Claude".to_owned(),
                    slug: "claude".to_owned(),
                    icon_url: None,
                }],
                stacks: vec![Stack {
                    id: StackId(Uuid::from_u128(3)),
                    name: "Rust".to_owned(),
                    slug: "rust".to_owned(),
                    category: Some("backend".to_owned()),
                }],
            },
            is_following,
        };
        Profile { view, is_admin: false }
    }

    #[test]
    fn a_profile_has_all_fields_and_never_the_address() {
        insta::assert_json_snapshot!(ProfileBody::new(ada(Some(true)), "http://localhost:4001"));
    }

    #[test]
    fn a_profile_for_nobody_in_particular_says_nothing_of_following() {
        let mut profile = ada(None);
        profile.view.github_stats = None;
        profile.view.developer_score_updated_at = None;
        let body = serde_json::to_value(ProfileBody::new(profile, "")).unwrap();
        assert_eq!(body.get("is_following"), None);
        assert_eq!((&body["github_stats"], &body["developer_score_updated_at"]), (&().into(), &().into()));
    }
}
