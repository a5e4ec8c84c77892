use chrono::{DateTime, Utc};

use super::{Activity, GithubStats, ScoreBreakdown, activity::window_start, weeks::ActiveWeeks};

/// How much is lost a day: half of it in 139 days.
const DECAY_A_DAY: f64 = 0.005;
const COMMIT: f64 = 1.0;
const PULL_REQUEST: f64 = 5.0;
const MERGED_PULL_REQUEST: f64 = 8.0;
const ISSUE: f64 = 2.0;
const REPOSITORY: f64 = 10.0;
const STAR: i64 = 3;
const FORK: i64 = 5;
const FOLLOWER: i64 = 2;
const ACTIVE_WEEK: f64 = 2.0;
/// What a streak of at least so many weeks multiplies the active weeks with, the longest first.
const STREAKS: [(usize, f64); 4] = [(52, 2.0), (26, 1.5), (12, 1.25), (4, 1.1)];
/// What a repository is worth by the days since something was pushed.
const FRESHNESS: [(i64, f64); 4] = [(7, 1.5), (30, 1.25), (90, 1.0), (365, 0.5)];
const STALE: f64 = 0.25;
/// What so many languages are worth, most first.
const DIVERSITY: [(usize, i64); 3] = [(10, 100), (5, 50), (3, 20)];

/// A developer's score: 0 or more, and no more than a row can hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeveloperScore(i32);

impl DeveloperScore {
    /// The number.
    pub const fn get(self) -> i32 {
        self.0
    }
}

/// What somebody's work amounts to, and what it was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// The whole of it.
    pub score: DeveloperScore,
    /// Its parts, each rounded by itself, and the numbers behind them.
    pub stats: GithubStats,
}

/// Judges what somebody did, as of `now`.
pub fn assess(activity: &Activity, now: DateTime<Utc>) -> Assessment {
    let decay = |moment: &Option<DateTime<Utc>>| (-DECAY_A_DAY * days(*moment, now)).exp();
    let commits = activity.commits.iter().map(|authored| COMMIT * decay(authored)).sum::<f64>();
    let pull_requests = activity.pull_requests.iter().map(|request| {
        let worth = if request.merged { MERGED_PULL_REQUEST } else { PULL_REQUEST };
        worth * decay(&request.created_at)
    });
    let pull_requests = pull_requests.sum::<f64>();
    let issues = activity.issues.iter().map(|opened| ISSUE * decay(opened)).sum::<f64>();
    let repos = activity.repositories.iter().map(|repository| REPOSITORY * freshness(repository.pushed_at, now));
    let repos = repos.sum::<f64>();

    let stars = total(activity.repositories.iter().map(|repository| repository.stars));
    let forks = total(activity.repositories.iter().map(|repository| repository.forks));
    let followers = activity.followers.max(0);
    let languages = languages(activity);
    let weeks = ActiveWeeks::of(activity.moments(), window_start(now), now);

    let consistency = ACTIVE_WEEK * number(weeks.count()) * longest(weeks.streak(), &STREAKS, 1.0);
    let parts = ScoreBreakdown {
        commits: rounded(commits),
        pull_requests: rounded(pull_requests),
        issues: rounded(issues),
        repos: rounded(repos),
        stars: stars.saturating_mul(STAR),
        forks: forks.saturating_mul(FORK),
        followers: followers.saturating_mul(FOLLOWER),
        consistency: rounded(consistency),
        language_diversity: longest(languages.len(), &DIVERSITY, 0),
    };
    // From the parts before they were rounded: the breakdown may sum to another number.
    let whole = [parts.stars, parts.forks, parts.followers, parts.consistency, parts.language_diversity];
    let score = rounded(commits + pull_requests + issues + repos)
        .saturating_add(whole.into_iter().fold(0, i64::saturating_add));
    Assessment {
        score: DeveloperScore(i32::try_from(score).unwrap_or(i32::MAX)),
        stats: GithubStats {
            score_breakdown: parts,
            commits_count: count(activity.commits.len()),
            prs_count: count(activity.pull_requests.len()),
            prs_merged_count: count(activity.pull_requests.iter().filter(|request| request.merged).count()),
            issues_count: count(activity.issues.len()),
            public_repos: count(activity.repositories.len()),
            total_stars: stars,
            total_forks: forks,
            followers,
            languages,
            active_weeks: count(weeks.count()),
            current_streak: count(weeks.streak()),
        },
    }
}

/// Whole days from a moment to now. What lies ahead is as fresh as what is new.
fn days(moment: Option<DateTime<Utc>>, now: DateTime<Utc>) -> f64 {
    let days = moment.map_or(0, |moment| (now - moment).num_days().max(0));
    f64::from(i32::try_from(days).unwrap_or(i32::MAX))
}

fn freshness(pushed_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> f64 {
    let Some(pushed_at) = pushed_at else { return STALE };
    let days = (now - pushed_at).num_days();
    FRESHNESS.into_iter().find(|(most, _)| days <= *most).map_or(STALE, |(_, worth)| worth)
}

/// Main languages, each once, in the order in which they are met.
fn languages(activity: &Activity) -> Vec<String> {
    let mut languages: Vec<String> = Vec::new();
    for language in activity.repositories.iter().filter_map(|repository| repository.language.as_ref()) {
        if !languages.contains(language) {
            languages.push(language.clone());
        }
    }
    languages
}

/// What the first step that is reached is worth.
fn longest<T: Copy>(reached: usize, steps: &[(usize, T)], otherwise: T) -> T {
    steps.iter().find(|(least, _)| reached >= *least).map_or(otherwise, |(_, worth)| *worth)
}

fn total(numbers: impl Iterator<Item = i64>) -> i64 {
    numbers.fold(0, |sum, number| sum.saturating_add(number.max(0)))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// Half is rounded away from zero.
#[expect(clippy::cast_possible_truncation, reason = "a cast from a float ends at the largest integer")]
fn rounded(points: f64) -> i64 {
    points.round() as i64
}
