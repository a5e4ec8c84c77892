//! Lists of people, ordered by when they came to stand so to somebody.

use chrono::{DateTime, Utc};
use diesel::{
    prelude::Queryable,
    sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Email,
    ids::UserId,
    page::{Limit, Page, TimeCursor},
};
use vibeslop_ports::{accounts::UserSummaryView, social::FollowView};

/// A list of people. `$of` is whose list it is, `$entry` who is in it, `$hidden` what the viewer does not see of it.
macro_rules! people_list {
    ($(#[$meta:meta])* $name:ident: $table:literal, of $of:literal, entry $entry:literal, hidden $hidden:literal) => {
        crate::statement! {
            $(#[$meta])*
            pub struct $name {
                pub of: Uuid as SqlUuid,
                pub viewer: Option<Uuid> as Nullable<SqlUuid>,
                pub at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
                pub id: Option<Uuid> as Nullable<SqlUuid>,
                pub limit: i64 as BigInt,
                pub offset: i64 as BigInt,
            }
            rows (SqlUuid, Text, Text, Nullable<Text>, Nullable<Text>, Bool, Nullable<Text>, Bool, Timestamptz);
            sql concat!(
                "SELECT u.id, u.username, u.display_name, u.bio, u.avatar_url, u.is_verified,
                     CASE WHEN u.email_verified THEN u.email END,
                     EXISTS (SELECT FROM follows x WHERE x.follower_id = $2 AND x.following_id = u.id),
                     r.inserted_at
                 FROM ", $table, " r
                 JOIN active_users u ON u.id = r.", $entry, "
                 WHERE r.", $of, " = $1
                     AND (r.inserted_at, r.", $entry, ") < (
                         coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                     )
                     AND ", $hidden, "
                 ORDER BY r.inserted_at DESC, r.", $entry, " DESC
                 LIMIT $5 OFFSET $6"
            );
        }
    };
}

people_list!(
    /// Those who follow somebody. Index: `follows_newest_followers`.
    Followers: "follows", of "following_id", entry "follower_id",
    hidden "NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id IN ($1, u.id))"
);
people_list!(
    /// Those whom somebody follows. Index: `follows_newest_followed`.
    Followed: "follows", of "follower_id", entry "following_id",
    hidden "NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id IN ($1, u.id))"
);
people_list!(
    /// Those whom somebody blocks. Index: `blocks_newest`.
    Blocked: "blocks", of "blocker_id", entry "blocked_id", hidden "true"
);
people_list!(
    /// Those whom somebody mutes. Index: `mutes_newest`.
    Muted: "mutes", of "muter_id", entry "muted_id", hidden "true"
);

/// A row of these lists.
#[derive(Debug, Queryable)]
pub struct PersonRow {
    id: Uuid,
    username: String,
    display_name: String,
    bio: Option<String>,
    avatar_url: Option<String>,
    is_verified: bool,
    verified_email: Option<String>,
    is_following: bool,
    at: DateTime<Utc>,
}

impl From<PersonRow> for FollowView {
    fn from(row: PersonRow) -> Self {
        Self {
            is_following: row.is_following,
            person: UserSummaryView {
                id: UserId(row.id),
                username: row.username,
                display_name: row.display_name,
                bio: row.bio,
                avatar_url: row.avatar_url,
                is_verified: row.is_verified,
                verified_email: row.verified_email.and_then(|address| Email::new(&address).ok()),
            },
        }
    }
}

/// A page of up to `limit` out of one row more than that.
pub fn page(rows: Vec<PersonRow>, limit: Limit) -> Page<FollowView, TimeCursor> {
    Page::of_one_more(rows, limit, |row| TimeCursor { at: row.at, id: row.id }).map(FollowView::from)
}
