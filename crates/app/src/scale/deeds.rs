//! What people do to posts besides liking them.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_postgres::bulk::Bulk;

use super::{
    chance::Chance,
    load::{minutes, written},
    population::{Deed, Kind, Population},
    ties::Ties,
    words::write_text,
};

/// Comments, reposts and bookmarks.
pub async fn write(bulk: &Bulk, site: &Population, ties: &Ties) -> anyhow::Result<()> {
    let mut comments = pairs(&ties.commented);
    bulk.copy("comments (id, user_id, post_id, content, inserted_at, updated_at)", |text| {
        let Some((person, post)) = comments.next() else { return false };
        let done = Done::of(site, Deed::Comment, person, post);
        let _ = write!(text, "{}\t{}\t{}\t", done.id, done.person, done.post);
        write_text(text, &mut Chance::of(43, (person << 32) | post), 3, 15);
        let time = written(done.at);
        let _ = writeln!(text, "\t{time}\t{time}");
        true
    })
    .await?;
    for (deed, table, lists) in
        [(Deed::Repost, "reposts", &ties.reposted), (Deed::Bookmark, "bookmarks", &ties.bookmarked)]
    {
        let mut deeds = pairs(lists);
        bulk.copy(&format!("{table} (id, user_id, post_id, inserted_at)"), |text| {
            let Some((person, post)) = deeds.next() else { return false };
            let done = Done::of(site, deed, person, post);
            let _ = writeln!(text, "{}\t{}\t{}\t{}", done.id, done.person, done.post, written(done.at));
            true
        })
        .await?;
    }
    Ok(())
}

/// One of the things that somebody did.
struct Done {
    id: Uuid,
    person: Uuid,
    post: Uuid,
    at: DateTime<Utc>,
}

impl Done {
    fn of(site: &Population, deed: Deed, person: u64, post: u64) -> Self {
        let mut chance = Chance::of(deed as u64 + 10, (person << 32) | post);
        let age = (site.now - site.at(Kind::Post, post)).num_minutes();
        // Soon after the post came out, as a rule.
        let at = site.now - TimeDelta::minutes(age - minutes(&mut chance, age));
        Self {
            id: Uuid::from_u64_pair(chance.draw(), chance.draw()),
            person: site.id(Kind::Person, person),
            post: site.id(Kind::Post, post),
            at,
        }
    }
}

fn pairs(lists: &[Vec<u32>]) -> impl Iterator<Item = (u64, u64)> + '_ {
    (0..).zip(lists).flat_map(|(person, posts)| posts.iter().map(move |post| (person, u64::from(*post))))
}
