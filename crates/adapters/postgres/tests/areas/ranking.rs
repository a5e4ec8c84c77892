//! The ranking stands twice, in the domain and in a statement. Here the two are held to the same order.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    feed::{Engagement, TRENDING_DAYS, Trend, Walk, for_you_score},
    ids::{PostId, ProjectId, UserId},
};
use vibeslop_ports::feed::FeedQueries;
use vibeslop_testkit::fixtures::noon;

use crate::site::{Site, person};

struct Item {
    name: ItemRef,
    id: Uuid,
    engagement: Engagement,
    at: DateTime<Utc>,
    fits: bool,
}

/// Numbers that look like chance and are the same in every run (an LCG with Knuth's constants for MMIX).
fn dice() -> impl FnMut(i64) -> i64 {
    let mut state = 7_u64;
    move |sides| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// A hundred posts and a hundred projects of all ages, half of the projects made with what the first person likes.
async fn items(site: &Site) -> Vec<Item> {
    let mut dice = dice();
    let now = noon();
    site.run(&format!(
        "INSERT INTO user_tech_stacks (user_id, tech_stack_id)
         SELECT '{}', id FROM tech_stacks WHERE slug IN ('rust', 'go')",
        person(0)
    ))
    .await;
    let mut items = Vec::new();
    for number in 0..200_u128 {
        let id = Uuid::from_u128(0xaaaa_0000 + number);
        // Around the border of the recent window, with equal times and equal engagement among them.
        let at = now - TimeDelta::hours(dice(20) * 16) - TimeDelta::milliseconds(dice(3) * 500);
        let is_post = number % 2 == 0;
        let fits = !is_post && number % 4 == 1;
        let engagement = Engagement {
            likes: dice(4) * dice(6),
            comments: dice(3),
            reposts: dice(2),
            bookmarks: dice(2),
            quotes: dice(2),
        };
        // A raised score is nobody else's, or rounding would decide which of the two is greater: with an odd number of
        // comments it is a quarter away from any weight. Some have no engagement at all.
        let engagement = match (fits, dice(5)) {
            (false, _) => engagement,
            (true, 0) => Engagement::default(),
            (true, _) => Engagement { comments: 1, ..engagement },
        };
        let counters = format!(
            "likes_count = {}, comments_count = {}, reposts_count = {}, bookmarks_count = {}, quotes_count = {}",
            engagement.likes, engagement.comments, engagement.reposts, engagement.bookmarks, engagement.quotes
        );
        let owner = person(u32::try_from(number % 3).unwrap());
        if is_post {
            site.run(&format!(
                "INSERT INTO posts (id, user_id, content, inserted_at) VALUES ('{id}', '{owner}', 'x', '{at}');
                 UPDATE posts SET {counters} WHERE id = '{id}'"
            ))
            .await;
        } else {
            site.run(&format!(
                "INSERT INTO projects (id, user_id, title, description, status, published_at)
                 VALUES ('{id}', '{owner}', 'abc', 'x', 'published', '{at}');
                 UPDATE projects SET {counters} WHERE id = '{id}'"
            ))
            .await;
        }
        if fits {
            // Both of what the person likes: it counts once.
            site.run(&format!(
                "INSERT INTO project_tech_stacks (project_id, tech_stack_id)
                 SELECT '{id}', id FROM tech_stacks WHERE slug IN ('rust', 'go', 'react')"
            ))
            .await;
        }
        let name = if is_post { ItemRef::Post(PostId(id)) } else { ItemRef::Project(ProjectId(id)) };
        items.push(Item { name, id, engagement, at, fits });
    }
    items
}

/// The order of the domain: recent before older, by score, ties newest first and then by identifier.
fn in_order(items: &mut [Item], with_preferences: bool) {
    let score = |item: &Item| {
        let score = for_you_score(&item.engagement, item.at, noon(), with_preferences && item.fits);
        // Both sides round differently in the last digits; what is that close is a tie.
        (score.recent, (score.score * 1e9).round())
    };
    items.sort_by(|one, other| {
        score(other).partial_cmp(&score(one)).unwrap().then(other.at.cmp(&one.at)).then(other.id.cmp(&one.id))
    });
}

/// The whole ranking, as one page.
async fn ranked(site: &Site, walk: &Walk, viewer: Option<UserId>) -> Vec<ItemRef> {
    let ahead = site.database.ahead(walk, viewer, 1_000).await.unwrap();
    assert!(ahead.exhausted);
    ahead.next.iter().map(|ranked| ranked.item).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_statement_ranks_as_the_domain_does() {
    let site = Site::with(3, 0).await;
    let mut items = items(&site).await;
    let walk = Walk::begin(site.database.refresh(noon()).await.unwrap(), noon());
    for (viewer, with_preferences) in [(None, false), (Some(UserId(person(0))), true), (Some(UserId(person(1))), false)]
    {
        in_order(&mut items, with_preferences);
        let expected: Vec<ItemRef> = items.iter().map(|item| item.name).collect();
        assert_eq!(ranked(&site, &walk, viewer).await, expected, "{viewer:?}");
        // Read in pieces it is the same.
        let (mut behind, mut found) = (None, Vec::new());
        loop {
            let ahead = site.database.ahead(&Walk { behind, ..walk.clone() }, viewer, 7).await.unwrap();
            found.extend(ahead.next.iter().map(|ranked| ranked.item));
            behind = ahead.next.last().map(|ranked| ranked.place);
            if ahead.exhausted {
                break;
            }
        }
        assert_eq!(found, expected, "{viewer:?} in pieces");
    }
    // The two orders differ, or the preferences would not have been looked at.
    assert_ne!(ranked(&site, &walk, None).await, ranked(&site, &walk, Some(UserId(person(0)))).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_are_those_of_the_domain_to_the_last_digits() {
    let site = Site::with(3, 0).await;
    let items = items(&site).await;
    let walk = Walk::begin(site.database.refresh(noon()).await.unwrap(), noon());
    let viewer = Some(UserId(person(0)));
    let ahead = site.database.ahead(&walk, viewer, 1_000).await.unwrap();
    for ranked in &ahead.next {
        let item = items.iter().find(|item| item.name == ranked.item).unwrap();
        let expected = for_you_score(&item.engagement, item.at, noon(), item.fits);
        assert_eq!(ranked.place.recent, expected.recent);
        assert!((ranked.place.score - expected.score).abs() <= expected.score * 1e-12, "{ranked:?} {expected:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_item_moves_in_the_next_snapshot_and_stays_in_the_one_before() {
    let site = Site::with(2, 0).await;
    let add = |number: u128, days: i64| {
        let (id, at) = (Uuid::from_u128(number), noon() - TimeDelta::days(days));
        format!("INSERT INTO posts (id, user_id, content, inserted_at) VALUES ('{id}', '{}', 'x', '{at}');", person(0))
    };
    site.run(&[add(1, 30), add(2, 20), add(3, 10)].concat()).await;
    let name = |number: u128| ItemRef::Post(PostId(Uuid::from_u128(number)));
    let first = Walk::begin(site.database.refresh(noon()).await.unwrap(), noon());
    assert_eq!(ranked(&site, &first, None).await, [name(3), name(2), name(1)]);
    let like = |number: u128| {
        let id = Uuid::from_u128(number);
        format!("INSERT INTO likes (user_id, post_id) VALUES ('{}', '{id}');", person(1))
    };
    site.run(&format!("{}DELETE FROM posts WHERE id = '{}'", like(1), Uuid::from_u128(2))).await;
    let later = noon() + TimeDelta::minutes(2);
    let second = Walk::begin(site.database.refresh(later).await.unwrap(), later);
    assert_eq!(ranked(&site, &first, None).await, [name(3), name(1)], "a walk in the old one sees no move");
    assert_eq!(ranked(&site, &second, None).await, [name(1), name(3)]);
    // The like is taken back, and a recent item becomes an older one: nothing is there twice.
    site.run(&format!("DELETE FROM likes; {}", add(4, 6))).await;
    let recent = noon() + TimeDelta::minutes(4);
    let third = Walk::begin(site.database.refresh(recent).await.unwrap(), recent);
    assert_eq!(ranked(&site, &third, None).await, [name(4), name(3), name(1)]);
    let much_later = noon() + TimeDelta::days(2);
    let fourth = Walk::begin(site.database.refresh(much_later).await.unwrap(), much_later);
    assert_eq!(ranked(&site, &fourth, None).await, [name(4), name(3), name(1)]);
    // What nobody walks in any more is forgotten, and the current ranks are not.
    assert_eq!(site.number("SELECT count(*) FROM feed_snapshots").await, 1);
    assert_eq!(site.number("SELECT count(*) FROM feed_recent").await, 0);
    assert_eq!(site.number("SELECT count(*) FROM feed_older").await, 3);
    assert_eq!(site.number("SELECT count(*) FROM feed_marks").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_that_outlived_its_snapshot_repeats_nothing() {
    let site = Site::with(3, 0).await;
    items(&site).await;
    let began = Walk::begin(site.database.refresh(noon()).await.unwrap(), noon());
    let viewer = Some(UserId(person(0)));
    let all = site.database.ahead(&began, viewer, 1_000).await.unwrap().next;
    for reached in [10, 60, 130] {
        let shown = &all[..reached];
        let later = noon() + TimeDelta::hours(3) + TimeDelta::minutes(i64::try_from(reached).unwrap());
        let stopped = Walk { behind: shown.last().map(|ranked| ranked.place), ..began.clone() };
        let resumed = stopped.resume(site.database.refresh(later).await.unwrap(), later).unwrap();
        let mut rest = ranked(&site, &resumed, viewer).await;
        assert!(shown.iter().all(|ranked| !rest.contains(&ranked.item)), "something comes twice");
        // Nobody engaged meanwhile, so that nothing is missing either.
        rest.extend(shown.iter().map(|ranked| ranked.item));
        assert_eq!(rest.len(), all.len());
    }
}

vibeslop_postgres::statement! {
    struct Scores {}
    rows (diesel::sql_types::Uuid, diesel::sql_types::Double);
    sql "SELECT project_id, score FROM project_trends";
}

#[tokio::test(flavor = "multi_thread")]
async fn projects_trend_as_the_domain_says() {
    use diesel_async::RunQueryDsl;
    let site = Site::with(2, 0).await;
    let mut dice = dice();
    let mut expected = std::collections::HashMap::new();
    for number in 0..40_u128 {
        let id = Uuid::from_u128(0xbbbb_0000 + number);
        let published_at = noon() - TimeDelta::hours(dice(15 * 24)) - TimeDelta::minutes(dice(60));
        let (has_image, has_long_text, has_stack) = (dice(2) == 0, dice(2) == 0, dice(2) == 0);
        let engagement =
            Engagement { likes: dice(9), comments: dice(3), reposts: dice(2), bookmarks: dice(2), quotes: dice(2) };
        let text = "x".repeat(if has_long_text { 101 } else { 100 });
        site.run(&format!(
            "INSERT INTO projects (id, user_id, title, description, status, published_at)
             VALUES ('{id}', '{}', 'abc', '{text}', 'published', '{published_at}');
             UPDATE projects SET likes_count = {}, comments_count = {}, reposts_count = {}, bookmarks_count = {},
                quotes_count = {} WHERE id = '{id}'",
            person(0),
            engagement.likes,
            engagement.comments,
            engagement.reposts,
            engagement.bookmarks,
            engagement.quotes
        ))
        .await;
        if has_image {
            site.run(&format!("INSERT INTO project_images (project_id, url) VALUES ('{id}', '/x'), ('{id}', '/y')"))
                .await;
        }
        if has_stack {
            site.run(&format!(
                "INSERT INTO project_tech_stacks (project_id, tech_stack_id) SELECT '{id}', id FROM tech_stacks LIMIT 3"
            ))
            .await;
        }
        let mut hours = Vec::new();
        for hour in 0..30 {
            let at = noon() - TimeDelta::hours(hour);
            let [likes, comments, quotes] = [dice(3), dice(2), dice(4)];
            site.run(&format!(
                "INSERT INTO engagement_hourly (project_id, hour_bucket, likes, comments, quotes, impressions)
                 VALUES ('{id}', '{at}', {likes}, {comments}, {quotes}, 7)"
            ))
            .await;
            hours.push((at, likes + comments));
        }
        expected.insert(id, Trend { engagement, published_at, has_image, has_long_text, has_stack, hours });
    }
    let now = noon() + TimeDelta::minutes(20);
    site.database.refresh(now).await.unwrap();
    let mut connection = site.database.connection().await.unwrap();
    let scores: Vec<(Uuid, f64)> = Scores {}.load(&mut *connection).await.unwrap();
    let trending = expected.values().filter(|trend| trend.published_at > now - TimeDelta::days(TRENDING_DAYS)).count();
    assert!(scores.len() == trending && trending > 20, "{} of {trending}", scores.len());
    for (id, score) in scores {
        let of_domain = expected[&id].score(now);
        assert!((score - of_domain).abs() <= of_domain * 1e-9, "{score} {of_domain} {:?}", expected[&id]);
    }
}
