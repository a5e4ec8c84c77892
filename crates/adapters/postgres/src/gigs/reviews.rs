//! Statements about reviews.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Double, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::rows::ReviewColumns;

crate::statement! {
    /// See the file.
    pub struct RatingOf<'a> {
        pub username: &'a str as Text,
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows (SqlUuid, Bool, Double, BigInt);
    sql include_str!("rating.sql");
}

/// A statement about reviews: their columns, with the two people as JSON objects.
macro_rules! reviews {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty as $sql_type:ty),* $(,)? } where $which:literal) => {
        crate::statement! {
            $(#[$meta])*
            pub struct $name {
                $(pub $field: $type as $sql_type),*
            }
            rows ReviewColumns;
            sql concat!(
                "SELECT r.id, r.gig_id, r.rating, r.content, r.review_type,
                     jsonb_build_object('id', one.id, 'username', one.username, 'display_name', one.display_name,
                         'avatar_url', one.avatar_url, 'bio', one.bio, 'developer_score', one.developer_score,
                         'is_verified', one.is_verified),
                     jsonb_build_object('id', other.id, 'username', other.username, 'display_name', other.display_name,
                         'avatar_url', other.avatar_url, 'bio', other.bio, 'developer_score', other.developer_score,
                         'is_verified', other.is_verified),
                     r.inserted_at
                 FROM gig_reviews r
                 JOIN users one ON one.id = r.reviewer_id
                 JOIN users other ON other.id = r.reviewee_id
                 WHERE ", $which
            );
        }
    };
}

reviews! {
    /// Those of a gig, newest first. The two whom it concerns see both, whatever happens between them.
    /// Index: `gig_reviews_gig_reviewer_unique_index`.
    ReviewsOfGig { gig: Uuid as SqlUuid, viewer: Option<Uuid> as Nullable<SqlUuid> }
    where "r.gig_id = $1
        AND (
            $2 IN (r.reviewer_id, r.reviewee_id)
            OR (
                (SELECT count(*) FROM active_users a WHERE a.id IN (r.reviewer_id, r.reviewee_id)) = 2
                AND NOT EXISTS (SELECT FROM hidden_people h
                    WHERE h.viewer_id = $2 AND h.author_id IN (r.reviewer_id, r.reviewee_id))
            )
        )
        ORDER BY r.inserted_at DESC, r.id DESC"
}

reviews! {
    /// One. Index: the primary key.
    OneReview { id: Uuid as SqlUuid }
    where "r.id = $1"
}

reviews! {
    /// Those of a person, newest first, by people whom the viewer sees. Index: `gig_reviews_of_person`.
    ReviewsOfPerson {
        person: Uuid as SqlUuid,
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    where "r.reviewee_id = $1
        AND (r.inserted_at, r.id) < (coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        AND EXISTS (SELECT FROM active_users a WHERE a.id = r.reviewer_id)
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = r.reviewer_id)
        ORDER BY r.inserted_at DESC, r.id DESC
        LIMIT $5 OFFSET $6"
}
