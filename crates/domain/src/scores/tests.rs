use chrono::{DateTime, TimeDelta, Utc};
use proptest::{collection::vec, prelude::*};

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// As GitHub tells it: a moment, if it tells one.
fn ago(now: DateTime<Utc>, days: i64) -> Option<DateTime<Utc>> {
    now.checked_sub_signed(TimeDelta::days(days))
}

fn worked_on(now: DateTime<Utc>, days: impl IntoIterator<Item = i64>) -> Activity {
    Activity { commits: days.into_iter().map(|days| ago(now, days)).collect(), ..Activity::default() }
}

#[test]
fn the_agreed_example_comes_to_135() {
    let now = at("2026-02-02T12:00:00Z");
    let languages = ["Rust", "TypeScript", "Rust", "SQL", "Go", "Go"];
    let pushed = [Some(3), Some(20), Some(80), Some(300), Some(400), None];
    let repositories = languages.iter().zip(pushed).enumerate().map(|(number, (language, days))| OwnedRepository {
        pushed_at: days.and_then(|days| ago(now, days)),
        stars: if number == 0 { 7 } else { 0 },
        forks: if number == 1 { 2 } else { 0 },
        language: Some((*language).to_owned()),
    });
    let activity = Activity {
        pull_requests: vec![
            PullRequest { created_at: ago(now, 20), merged: true },
            PullRequest { created_at: ago(now, 40), merged: false },
        ],
        issues: vec![ago(now, 200)],
        repositories: repositories.collect(),
        followers: 5,
        ..worked_on(now, [0, 10, 100])
    };
    let Assessment { score, stats } = assess(&activity, now);
    assert_eq!(score.get(), 135);
    let parts = ScoreBreakdown {
        commits: 3,
        pull_requests: 11,
        issues: 1,
        repos: 48,
        stars: 21,
        forks: 10,
        followers: 10,
        consistency: 12,
        language_diversity: 20,
    };
    assert_eq!(stats.score_breakdown, parts);
    assert_eq!(stats.languages, ["Rust", "TypeScript", "SQL", "Go"]);
    assert_eq!((stats.commits_count, stats.prs_count, stats.prs_merged_count, stats.issues_count), (3, 2, 1, 1));
    assert_eq!((stats.public_repos, stats.total_stars, stats.total_forks, stats.followers), (6, 7, 2, 5));
    assert_eq!((stats.active_weeks, stats.current_streak), (6, 1));
}

#[test]
fn nothing_amounts_to_nothing() {
    assert_eq!(assess(&Activity::default(), at("2026-02-02T12:00:00Z")), Assessment::default());
}

#[test]
fn a_streak_goes_on_over_new_year_and_over_years_of_53_weeks() {
    // 2020 had 53 weeks: a week's number alone would skip from 53 to 1.
    for now in ["2021-01-06T12:00:00Z", "2026-01-01T00:00:00Z", "2027-01-03T23:59:59Z"] {
        let now = at(now);
        let stats = assess(&worked_on(now, (0..6).map(|weeks| weeks * 7)), now).stats;
        assert_eq!(stats.current_streak, 6, "{now}");
    }
}

#[test]
fn only_this_week_may_still_be_empty() {
    let wednesday = at("2026-01-07T12:00:00Z");
    let streak = |days: &[i64]| assess(&worked_on(wednesday, days.iter().copied()), wednesday).stats.current_streak;
    assert_eq!(streak(&[7, 14, 21]), 3, "nothing yet in this week");
    assert_eq!(streak(&[0, 14, 21]), 1, "a gap ends it");
    assert_eq!(streak(&[14, 21]), 0, "last week was empty too");
}

#[test]
fn what_lies_ahead_is_fresh_and_makes_no_week_active() {
    let now = at("2026-02-02T12:00:00Z");
    let stats = assess(&worked_on(now, [-30, 0]), now).stats;
    assert_eq!((stats.score_breakdown.commits, stats.active_weeks, stats.current_streak), (2, 1, 1));
}

#[test]
fn numbers_that_no_row_can_hold_are_cut() {
    let famous = OwnedRepository { stars: i64::MAX, forks: i64::MAX, ..OwnedRepository::default() };
    let activity = Activity { repositories: vec![famous.clone(), famous], followers: -3, ..Activity::default() };
    let Assessment { score, stats } = assess(&activity, at("2026-02-02T12:00:00Z"));
    assert_eq!((score.get(), stats.followers), (i32::MAX, 0));
}

/// Any moment of some decades.
fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    (1_500_000_000i64..2_500_000_000).prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap())
}

/// What somebody did before `now`, as hours back.
fn activities(now: DateTime<Utc>) -> impl Strategy<Value = Activity> {
    let hours = || vec(0i64..9_000, 0..40);
    let repositories = vec((proptest::option::of(0i64..20_000), 0i64..50, 0i64..20, 0u8..14), 0..15);
    (hours(), vec((0i64..9_000, any::<bool>()), 0..20), hours(), repositories, 0i64..1_000).prop_map(
        move |(commits, pull_requests, issues, repositories, followers)| {
            let back = |hours: i64| Some(now - TimeDelta::hours(hours));
            Activity {
                commits: commits.into_iter().map(back).collect(),
                pull_requests: pull_requests
                    .into_iter()
                    .map(|(hours, merged)| PullRequest { created_at: back(hours), merged })
                    .collect(),
                issues: issues.into_iter().map(back).collect(),
                repositories: repositories
                    .into_iter()
                    .map(|(hours, stars, forks, language)| OwnedRepository {
                        pushed_at: hours.and_then(back),
                        stars,
                        forks,
                        language: Some(format!("Language {language}")),
                    })
                    .collect(),
                followers,
            }
        },
    )
}

fn moments_with_activity() -> impl Strategy<Value = (DateTime<Utc>, Activity)> {
    moments().prop_flat_map(|now| (Just(now), activities(now)))
}

proptest! {
    #[test]
    fn more_work_is_never_worth_less((now, activity) in moments_with_activity(), hours in 0i64..9_000, which in 0u8..7) {
        let when = Some(now - TimeDelta::hours(hours));
        let mut more = activity.clone();
        match which {
            0 => more.commits.push(when),
            1 => more.pull_requests.push(PullRequest { created_at: when, merged: false }),
            2 => more.pull_requests.push(PullRequest { created_at: when, merged: true }),
            3 => more.issues.push(when),
            4 => more.followers += 1,
            5 => more.repositories.push(OwnedRepository { pushed_at: when, ..OwnedRepository::default() }),
            _ => more.repositories.push(OwnedRepository { stars: 1, forks: 1, ..OwnedRepository::default() }),
        }
        let (less, more) = (assess(&activity, now), assess(&more, now));
        prop_assert!(more.score >= less.score, "{more:?} {less:?}");
        prop_assert!(more.stats.current_streak >= less.stats.current_streak);
    }

    #[test]
    fn the_same_work_is_worth_less_as_it_ages((now, activity) in moments_with_activity(), hours in 0i64..20_000) {
        let (today, later) = (assess(&activity, now), assess(&activity, now + TimeDelta::hours(hours)));
        prop_assert!(later.score <= today.score, "{later:?} {today:?}");
    }

    #[test]
    fn work_in_every_week_is_one_streak_whenever_it_ends(now in moments(), weeks in 1i64..52, day in 0i64..7) {
        let stats = assess(&worked_on(now, (0..weeks).map(|week| week * 7)), now).stats;
        prop_assert_eq!((stats.active_weeks, stats.current_streak), (weeks, weeks));
        // A day of each week, whichever: at most the present week is still empty.
        let stats = assess(&worked_on(now, (0..weeks).map(|week| week * 7 + day)), now).stats;
        prop_assert_eq!(stats.current_streak, weeks);
    }

    #[test]
    fn a_part_is_never_below_nothing((now, activity) in moments_with_activity()) {
        let Assessment { score, stats } = assess(&activity, now);
        let parts = stats.score_breakdown;
        prop_assert!(score.get() >= 0);
        for part in [parts.commits, parts.pull_requests, parts.issues, parts.repos, parts.consistency] {
            prop_assert!(part >= 0);
        }
    }
}

#[test]
fn a_night_is_over_before_the_next_begins() {
    assert_eq!([turn(0), turn(1), turn(30_000)], [0, 2, 0].map(TimeDelta::seconds));
    assert!((0..40_000).map(turn).all(|turn| turn < TimeDelta::hours(17)));
}
