/// What a developer's score was made from, when it was made last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GithubStats {
    /// The parts of the score.
    pub score_breakdown: ScoreBreakdown,
    /// Commits.
    pub commits_count: i64,
    /// Pull requests.
    pub prs_count: i64,
    /// Pull requests that were merged.
    pub prs_merged_count: i64,
    /// Issues.
    pub issues_count: i64,
    /// Public repositories that were looked at.
    pub public_repos: i64,
    /// Stars of these repositories.
    pub total_stars: i64,
    /// Forks of these repositories.
    pub total_forks: i64,
    /// Followers at GitHub.
    pub followers: i64,
    /// Languages, in the order in which they were met.
    pub languages: Vec<String>,
    /// Weeks in which something happened.
    pub active_weeks: i64,
    /// Weeks in a row in which something happened, up to now.
    pub current_streak: i64,
}

/// The parts of a developer's score, in points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScoreBreakdown {
    /// For commits.
    pub commits: i64,
    /// For pull requests.
    pub pull_requests: i64,
    /// For issues.
    pub issues: i64,
    /// For repositories.
    pub repos: i64,
    /// For stars.
    pub stars: i64,
    /// For forks.
    pub forks: i64,
    /// For followers.
    pub followers: i64,
    /// For working often.
    pub consistency: i64,
    /// For knowing several languages.
    pub language_diversity: i64,
}
