//! Lists of gigs in four orders. Each is a statement of its own, so that each is planned for what it is.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

/// A page of gigs: identifier, rank, time. `$1` the viewer or null, `$2` the status or null, `$3` a LIKE pattern or null,
/// `$4` slugs of tools, `$5` slugs of stacks (empty for any), `$6` and `$7` the budget that is asked for, `$8` to `$10` the
/// rank, the time and the identifier of the cursor (or nulls), `$11` how many, `$12` how many are skipped.
///
/// The highest `$rank` comes first. `$and` is what an index can use besides.
macro_rules! list_of_gigs {
    ($(#[$meta:meta])* $name:ident: rank $rank:literal, and $and:literal) => {
        crate::statement! {
            $(#[$meta])*
            pub struct $name<'a> {
                pub viewer: Option<Uuid> as Nullable<SqlUuid>,
                pub status: Option<&'a str> as Nullable<Text>,
                pub pattern: Option<&'a str> as Nullable<Text>,
                pub tools: &'a [String] as Array<Text>,
                pub stacks: &'a [String] as Array<Text>,
                pub min: Option<i64> as Nullable<BigInt>,
                pub max: Option<i64> as Nullable<BigInt>,
                pub rank: Option<i64> as Nullable<BigInt>,
                pub at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
                pub id: Option<Uuid> as Nullable<SqlUuid>,
                pub limit: i64 as BigInt,
                pub offset: i64 as BigInt,
            }
            rows (SqlUuid, BigInt, Timestamptz);
            sql concat!(
                "SELECT g.id, (", $rank, ")::bigint, g.inserted_at
                 FROM gigs g
                 JOIN active_users u ON u.id = g.user_id
                 WHERE ($2::text IS NULL OR g.status = $2)
                     AND ($3::text IS NULL OR g.title ILIKE $3 OR g.description ILIKE $3)
                     AND (cardinality($4::text[]) = 0 OR EXISTS (
                         SELECT FROM gig_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
                         WHERE x.gig_id = g.id AND t.slug = ANY($4)))
                     AND (cardinality($5::text[]) = 0 OR EXISTS (
                         SELECT FROM gig_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
                         WHERE x.gig_id = g.id AND t.slug = ANY($5)))
                     AND ($6::bigint IS NULL OR coalesce(g.budget_max, 9223372036854775807) >= $6)
                     AND ($7::bigint IS NULL OR coalesce(g.budget_min, 0) <= $7)
                     AND ((", $rank, ")::bigint, g.inserted_at, g.id) < (
                         coalesce($8::bigint, 9223372036854775807), coalesce($9, 'infinity'),
                         coalesce($10, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                     )
                     ", $and, "
                     AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
                 ORDER BY (", $rank, ")::bigint DESC, g.inserted_at DESC, g.id DESC
                 LIMIT $11 OFFSET $12"
            );
        }
    };
}

list_of_gigs!(
    /// The newest first: all have one rank. Index: `gigs_newest`, `gigs_newest_of_all`; for a search the trigrams.
    Newest: rank "0",
    and "AND (g.inserted_at, g.id) < (
        coalesce($9, 'infinity'), coalesce($10, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    )"
);
list_of_gigs!(
    /// Those that may cost most first, and last those that do not say. Index: `gigs_highest_budget`, and `_of_all`.
    BudgetHigh: rank "coalesce(g.budget_max, g.budget_min, -1)",
    and ""
);
list_of_gigs!(
    /// Those that may cost least first, and last those that do not say. Index: `gigs_lowest_budget`, and `_of_all`.
    BudgetLow: rank "-coalesce(g.budget_min, g.budget_max, 9000000000000000000)",
    and ""
);
list_of_gigs!(
    /// Those with most bids first. Index: `gigs_most_bids`, and `_of_all`.
    MostBids: rank "g.bids_count",
    and ""
);
