//! The ranking stands twice, in the domain and in a statement. Here the two are held to the same order.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    feed::{Engagement, MAX_DEPTH, for_you_score},
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
        let engagement = Engagement {
            likes: dice(4) * dice(6),
            comments: dice(3),
            reposts: dice(2),
            bookmarks: dice(2),
            quotes: dice(2),
        };
        let counters = format!(
            "likes_count = {}, comments_count = {}, reposts_count = {}, bookmarks_count = {}, quotes_count = {}",
            engagement.likes, engagement.comments, engagement.reposts, engagement.bookmarks, engagement.quotes
        );
        let owner = person(u32::try_from(number % 3).unwrap());
        let is_post = number % 2 == 0;
        let fits = !is_post && number % 4 == 1;
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

#[tokio::test(flavor = "multi_thread")]
async fn the_statement_ranks_as_the_domain_does() {
    let site = Site::with(3, 0).await;
    let mut items = items(&site).await;
    for (viewer, with_preferences) in [(None, false), (Some(UserId(person(0))), true), (Some(UserId(person(1))), false)]
    {
        in_order(&mut items, with_preferences);
        let ranked = site.database.for_you(viewer, noon(), MAX_DEPTH).await.unwrap();
        let expected: Vec<ItemRef> = items.iter().map(|item| item.name).collect();
        let found: Vec<ItemRef> = ranked.iter().map(|ranked| ranked.item).collect();
        assert_eq!(found, expected, "{viewer:?}");
    }
    // The two orders differ, or the preferences would not have been looked at.
    let nobody = site.database.for_you(None, noon(), MAX_DEPTH).await.unwrap();
    let first = site.database.for_you(Some(UserId(person(0))), noon(), MAX_DEPTH).await.unwrap();
    assert_ne!(nobody, first);
}
