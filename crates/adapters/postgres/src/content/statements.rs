//! The read statements of this area that others use too.

use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

crate::statement! {
    /// See the file.
    pub struct PostsById<'a> {
        pub ids: &'a [Uuid] as Array<SqlUuid>,
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows (
        SqlUuid, Text, BigInt, BigInt, BigInt, BigInt, Timestamptz, Nullable<Timestamptz>,
        SqlUuid, Text, Text, Nullable<Text>, Bool,
        Array<Text>, Nullable<SqlUuid>, Nullable<Text>, Nullable<Jsonb>, Bool, Bool, Bool,
    );
    sql include_str!("posts.sql");
}

crate::statement! {
    /// See the file.
    pub struct ProjectCardsById<'a> {
        pub ids: &'a [Uuid] as Array<SqlUuid>,
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows (
        SqlUuid, Text, Text, Text, Nullable<Text>, BigInt, BigInt, BigInt, BigInt, Timestamptz, Array<Text>, Array<Text>,
        SqlUuid, Text, Text, Nullable<Text>, Bool, Bool, Bool, Bool,
    );
    sql include_str!("project_cards.sql");
}
