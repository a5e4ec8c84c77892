//! What a developer's score was made from, as `users.github_stats` holds it.

use serde::{Deserialize, Serialize};
use vibeslop_ports::scores::{GithubStats, ScoreBreakdown};

/// Numbers that an older row lacks count as nothing.
#[derive(Deserialize, Serialize, Default)]
#[serde(default)]
struct StatsJson {
    score_breakdown: BreakdownJson,
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

#[derive(Deserialize, Serialize, Default)]
#[serde(default)]
struct BreakdownJson {
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

/// Reads the column. A profile does not fail because of what cannot be understood here: the next score replaces it.
pub fn github_stats(value: serde_json::Value) -> Option<GithubStats> {
    let stats: StatsJson = serde_json::from_value(value)
        .inspect_err(|error| tracing::warn!(%error, "users.github_stats holds something that means nothing"))
        .ok()?;
    let parts = stats.score_breakdown;
    Some(GithubStats {
        score_breakdown: ScoreBreakdown {
            commits: parts.commits,
            pull_requests: parts.pull_requests,
            issues: parts.issues,
            repos: parts.repos,
            stars: parts.stars,
            forks: parts.forks,
            followers: parts.followers,
            consistency: parts.consistency,
            language_diversity: parts.language_diversity,
        },
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
    })
}

/// What the column holds of these.
pub fn json_of(stats: &GithubStats) -> serde_json::Result<serde_json::Value> {
    let parts = stats.score_breakdown;
    serde_json::to_value(StatsJson {
        score_breakdown: BreakdownJson {
            commits: parts.commits,
            pull_requests: parts.pull_requests,
            issues: parts.issues,
            repos: parts.repos,
            stars: parts.stars,
            forks: parts.forks,
            followers: parts.followers,
            consistency: parts.consistency,
            language_diversity: parts.language_diversity,
        },
        commits_count: stats.commits_count,
        prs_count: stats.prs_count,
        prs_merged_count: stats.prs_merged_count,
        issues_count: stats.issues_count,
        public_repos: stats.public_repos,
        total_stars: stats.total_stars,
        total_forks: stats.total_forks,
        followers: stats.followers,
        languages: stats.languages.clone(),
        active_weeks: stats.active_weeks,
        current_streak: stats.current_streak,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn stats_are_read_as_far_as_they_go() {
        let stats = github_stats(json!({"current_streak": 3, "score_breakdown": {"stars": 21}, "languages": ["Rust"]}));
        let stats = stats.unwrap();
        assert_eq!((stats.current_streak, stats.score_breakdown.stars, stats.total_forks), (3, 21, 0));
        assert_eq!(stats.languages, ["Rust"]);
        assert_eq!(github_stats(json!("nonsense")), None);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let stats = GithubStats {
            score_breakdown: ScoreBreakdown { commits: 1, language_diversity: 20, ..ScoreBreakdown::default() },
            languages: vec!["Rust".to_owned()],
            active_weeks: 3,
            ..GithubStats::default()
        };
        assert_eq!(github_stats(json_of(&stats).unwrap()), Some(stats));
    }
}
