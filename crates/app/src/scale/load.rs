use std::fmt::Write;

use anyhow::{Context, bail};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use secrecy::SecretString;
use vibeslop_postgres::bulk::Bulk;

use super::{
    chance::Chance,
    deeds, gigs,
    population::{Kind, Population},
    talk,
    ties::{Ties, at},
    words::write_text,
};

/// The tables that are filled, or that follow from what is.
const TABLES: [&str; 17] = [
    "users",
    "posts",
    "projects",
    "project_ai_tools",
    "project_tech_stacks",
    "follows",
    "likes",
    "engagement_hourly",
    "feed_entries",
    "user_tech_stacks",
    "comments",
    "reposts",
    "bookmarks",
    "conversations",
    "messages",
    "gigs",
    "gig_tech_stacks",
];

/// How much was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// People.
    pub people: u64,
    /// Posts.
    pub posts: u64,
    /// Projects.
    pub projects: u64,
    /// Follows.
    pub follows: u64,
    /// Likes.
    pub likes: u64,
}

/// Makes a site of so many people. `progress` hears of each step: what is done, from 0 to 1, and what comes next.
pub async fn load(
    url: &SecretString,
    people: u64,
    now: DateTime<Utc>,
    mut progress: impl FnMut(f64, &str),
) -> anyhow::Result<Loaded> {
    if !(1..=10_000_000).contains(&people) {
        bail!("a site has between 1 and 10,000,000 people");
    }
    let site = Population { people, now };
    progress(0.0, "ties");
    let ties = Ties::of(&site);
    let mut bulk = Bulk::begin(url, &TABLES).await.context("the tables cannot be loaded")?;
    // A constraint that waits for the end of the transaction would forbid to change the tables before it.
    bulk.run("SET CONSTRAINTS ALL IMMEDIATE").await?;
    // What exists already under these names would be met by a unique index, much later.
    let taken = "DO $$ BEGIN IF EXISTS (SELECT FROM users WHERE username = 'scale_0') THEN
        RAISE EXCEPTION 'this database has been filled before'; END IF; END $$";
    bulk.run(taken).await.context("there are such people already")?;
    progress(0.03, "people");
    write_people(&bulk, &site, &ties).await?;
    progress(0.06, "projects");
    write_projects(&bulk, &site, &ties).await?;
    progress(0.10, "posts");
    write_posts(&bulk, &site, &ties).await?;
    progress(0.25, "follows");
    let follows = write_follows(&bulk, &site, &ties).await?;
    progress(0.38, "likes");
    let likes = write_likes(&bulk, &site, &ties).await?;
    progress(0.52, "comments, reposts, bookmarks");
    deeds::write(&bulk, &site, &ties).await?;
    progress(0.56, "conversations");
    talk::write(&bulk, &site, &ties).await?;
    progress(0.60, "gigs");
    gigs::write(&bulk, &site).await?;
    progress(0.61, "what follows from them");
    bulk.run(DERIVED).await?;
    let all = bulk.indexes_left();
    while bulk.indexes_left() > 0 {
        let done = all - bulk.indexes_left();
        #[expect(clippy::cast_precision_loss, reason = "there are a few dozen indexes")]
        progress(0.65 + 0.25 * done as f64 / all as f64, "indexes");
        bulk.make_index().await?;
    }
    progress(0.90, "statistics");
    bulk.finish().await?;
    Ok(Loaded { people, posts: site.count(Kind::Post), projects: site.count(Kind::Project), follows, likes })
}

/// What triggers would have kept, and what is ranked anew from all that is there.
const DERIVED: &str = "
    INSERT INTO project_tech_stacks (project_id, tech_stack_id)
        SELECT p.id, t.id FROM projects p CROSS JOIN LATERAL (
            SELECT t.id FROM tech_stacks t ORDER BY hashtext(t.id::text || p.id::text) LIMIT 3
        ) t WHERE p.user_id IN (SELECT id FROM users WHERE username LIKE 'scale\\_%');
    INSERT INTO project_ai_tools (project_id, ai_tool_id)
        SELECT p.id, t.id FROM projects p CROSS JOIN LATERAL (
            SELECT t.id FROM ai_tools t ORDER BY hashtext(t.id::text || p.id::text) LIMIT 2
        ) t WHERE p.user_id IN (SELECT id FROM users WHERE username LIKE 'scale\\_%');
    INSERT INTO user_tech_stacks (user_id, tech_stack_id)
        SELECT u.id, t.id FROM users u CROSS JOIN LATERAL (
            SELECT t.id FROM tech_stacks t ORDER BY hashtext(t.id::text || u.id::text) LIMIT 2
        ) t WHERE u.username LIKE 'scale\\_%';
    INSERT INTO feed_entries (id, at, actor_id, kind, item_id, is_repost)
        SELECT p.id, p.inserted_at, p.user_id, 0, p.id, false FROM posts p
        WHERE NOT EXISTS (SELECT FROM feed_entries e WHERE e.id = p.id) ORDER BY p.inserted_at;
    INSERT INTO feed_entries (id, at, actor_id, kind, item_id, is_repost)
        SELECT p.id, p.published_at, p.user_id, 1, p.id, false FROM projects p
        WHERE p.status = 'published' AND NOT EXISTS (SELECT FROM feed_entries e WHERE e.id = p.id);
    INSERT INTO feed_entries (id, at, actor_id, kind, item_id, is_repost)
        SELECT r.id, r.inserted_at, r.user_id, 0, r.post_id, true FROM reposts r
        WHERE r.post_id IS NOT NULL AND NOT EXISTS (SELECT FROM feed_entries e WHERE e.id = r.id);
    INSERT INTO engagement_hourly (post_id, hour_bucket, likes, comments, reposts, bookmarks)
        SELECT post_id, date_trunc('hour', inserted_at, 'UTC'), sum(likes), sum(comments), sum(reposts), sum(bookmarks)
        FROM (
            SELECT post_id, inserted_at, 1 AS likes, 0 AS comments, 0 AS reposts, 0 AS bookmarks FROM likes
            UNION ALL SELECT post_id, inserted_at, 0, 1, 0, 0 FROM comments
            UNION ALL SELECT post_id, inserted_at, 0, 0, 1, 0 FROM reposts
            UNION ALL SELECT post_id, inserted_at, 0, 0, 0, 1 FROM bookmarks
        ) AS done
        WHERE post_id IS NOT NULL AND inserted_at > now() - interval '2 days' GROUP BY 1, 2;
    INSERT INTO engagement_hourly (project_id, hour_bucket, likes)
        SELECT project_id, date_trunc('hour', inserted_at, 'UTC'), count(*) FROM likes
        WHERE project_id IS NOT NULL AND inserted_at > now() - interval '2 days' GROUP BY 1, 2;
    TRUNCATE feed_snapshots CASCADE;
    TRUNCATE feed_older, feed_liked, feed_marks, search_words, project_trends";

/// A moment as `COPY` reads it.
pub fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

async fn write_people(bulk: &Bulk, site: &Population, ties: &Ties) -> anyhow::Result<()> {
    let mut person = 0;
    let into = "users (id, email, email_verified, username, display_name, bio, has_onboarded, followers_count, \
                following_count, inserted_at, updated_at)";
    bulk.copy(into, |text| {
        if person == site.people {
            return false;
        }
        let (id, time) = (site.id(Kind::Person, person), written(site.at(Kind::Person, person)));
        let mut chance = Chance::of(11, person);
        let _ = write!(text, "{id}\tscale{person}@example.com\tt\tscale_{person}\t");
        write_text(text, &mut chance, 2, 0);
        text.push('\t');
        write_text(text, &mut chance, 4, 8);
        let followed = usize::try_from(person).ok().and_then(|place| ties.followed.get(place)).map_or(0, Vec::len);
        let _ = writeln!(text, "\tt\t{}\t{followed}\t{time}\t{time}", at(&ties.followers, person));
        person += 1;
        true
    })
    .await?;
    Ok(())
}

async fn write_projects(bulk: &Bulk, site: &Population, ties: &Ties) -> anyhow::Result<()> {
    let mut project = 0;
    let into = "projects (id, user_id, title, description, status, likes_count, published_at, inserted_at, updated_at)";
    bulk.copy(into, |text| {
        if project == site.people {
            return false;
        }
        let (id, time) = (site.id(Kind::Project, project), written(site.at(Kind::Project, project)));
        let owner = site.id(Kind::Person, project.wrapping_mul(6_133) % site.people);
        let mut chance = Chance::of(12, project);
        let _ = write!(text, "{id}\t{owner}\t");
        write_text(text, &mut chance, 2, 2);
        text.push('\t');
        write_text(text, &mut chance, 12, 30);
        let _ = writeln!(text, "\tpublished\t{}\t{time}\t{time}\t{time}", at(&ties.project_likes, project));
        project += 1;
        true
    })
    .await?;
    Ok(())
}

async fn write_posts(bulk: &Bulk, site: &Population, ties: &Ties) -> anyhow::Result<()> {
    let mut post = 0;
    let into = "posts (id, user_id, content, likes_count, comments_count, reposts_count, bookmarks_count, \
                inserted_at, updated_at)";
    bulk.copy(into, |text| {
        if post == site.count(Kind::Post) {
            return false;
        }
        let (id, time) = (site.id(Kind::Post, post), written(site.at(Kind::Post, post)));
        let author = site.id(Kind::Person, site.author(post));
        let _ = write!(text, "{id}\t{author}\t");
        write_text(text, &mut Chance::of(13, post), 5, 20);
        let counters = [&ties.post_likes, &ties.comments, &ties.reposts, &ties.bookmarks];
        for counter in counters {
            let _ = write!(text, "\t{}", at(counter, post));
        }
        let _ = writeln!(text, "\t{time}\t{time}");
        post += 1;
        true
    })
    .await?;
    Ok(())
}

async fn write_follows(bulk: &Bulk, site: &Population, ties: &Ties) -> anyhow::Result<u64> {
    let pairs =
        (0..).zip(&ties.followed).flat_map(|(person, followed)| followed.iter().map(move |other| (person, *other)));
    let mut pairs = pairs;
    let loaded = bulk
        .copy("follows (follower_id, following_id, inserted_at)", |text| {
            let Some((person, other)) = pairs.next() else { return false };
            let (follower, followed) = (site.id(Kind::Person, person), site.id(Kind::Person, other.into()));
            let time = site.now - TimeDelta::minutes(minutes(&mut Chance::of(14, person ^ u64::from(other)), 500_000));
            let _ = writeln!(text, "{follower}\t{followed}\t{}", written(time));
            true
        })
        .await?;
    Ok(loaded)
}

async fn write_likes(bulk: &Bulk, site: &Population, ties: &Ties) -> anyhow::Result<u64> {
    let mut loaded = 0;
    for (kind, lists, column) in
        [(Kind::Post, &ties.liked_posts, "post_id"), (Kind::Project, &ties.liked_projects, "project_id")]
    {
        let mut pairs = (0..).zip(lists).flat_map(|(person, liked)| liked.iter().map(move |item| (person, *item)));
        loaded += bulk
            .copy(&format!("likes (id, user_id, {column}, inserted_at)"), |text| {
                let Some((person, item)) = pairs.next() else { return false };
                let item = u64::from(item);
                let mut chance = Chance::of(15 + kind as u64, (person << 32) | item);
                let age = (site.now - site.at(kind, item)).num_minutes();
                // Most like something soon after it came out.
                let time = site.now - TimeDelta::minutes(age - minutes(&mut chance, age));
                let id = uuid::Uuid::from_u64_pair(chance.draw(), chance.draw());
                let _ = writeln!(
                    text,
                    "{id}\t{}\t{}\t{}",
                    site.id(Kind::Person, person),
                    site.id(kind, item),
                    written(time)
                );
                true
            })
            .await?;
    }
    Ok(loaded)
}

/// From 0 up to `most`, rather few.
pub fn minutes(chance: &mut Chance, most: i64) -> i64 {
    let most = u64::try_from(most).unwrap_or_default();
    i64::try_from(chance.skewed(most, 3.0)).unwrap_or_default()
}
