//! Work that people want done.

use std::fmt::Write;

use chrono::TimeDelta;
use uuid::Uuid;
use vibeslop_postgres::bulk::Bulk;

use super::{
    chance::Chance,
    load::{minutes, written},
    population::{Kind, Population},
    words::write_text,
};

/// One gig for so many people.
const PEOPLE_A_GIG: u64 = 10;

/// Gigs, all of them open, and with the words of what they are to be made with.
pub async fn write(bulk: &Bulk, site: &Population) -> anyhow::Result<()> {
    let mut gig = 0;
    let into = "gigs (id, user_id, title, description, budget_min, budget_max, inserted_at, updated_at)";
    bulk.copy(into, |text| {
        if gig >= site.people / PEOPLE_A_GIG {
            return false;
        }
        let mut chance = Chance::of(61, gig);
        let id = Uuid::from_u64_pair(chance.draw(), chance.draw());
        let owner = site.id(Kind::Person, chance.below(site.people));
        let _ = write!(text, "{id}\t{owner}\t");
        write_text(text, &mut chance, 2, 4);
        text.push('\t');
        write_text(text, &mut chance, 10, 40);
        let least = 1_000 * (1 + chance.below(500));
        let time = written(site.now - TimeDelta::minutes(minutes(&mut chance, 100_000)));
        let _ = writeln!(text, "\t{least}\t{}\t{time}\t{time}", least * 2);
        gig += 1;
        true
    })
    .await?;
    bulk.run(TAGS).await?;
    Ok(())
}

/// Two stacks each, and what triggers would have made of them.
const TAGS: &str = "
    INSERT INTO gig_tech_stacks (gig_id, tech_stack_id)
        SELECT g.id, t.id FROM gigs g CROSS JOIN LATERAL (
            SELECT t.id FROM tech_stacks t ORDER BY hashtext(t.id::text || g.id::text) LIMIT 2
        ) t WHERE g.user_id IN (SELECT id FROM users WHERE username LIKE 'scale\\_%');
    UPDATE gigs AS g SET tag_words = words.names FROM (
        SELECT gig_id, string_agg(name, ' ' ORDER BY name) AS names
        FROM gig_tech_stacks JOIN tech_stacks AS t ON t.id = tech_stack_id GROUP BY gig_id
    ) AS words WHERE words.gig_id = g.id AND g.user_id IN (SELECT id FROM users WHERE username LIKE 'scale\\_%')";
