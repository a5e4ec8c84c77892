//! The statements of the search.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

crate::statement! {
    /// See the file.
    pub struct People<'a> {
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
        pub text: &'a str as Text,
        pub all: &'a str as Text,
        pub without: &'a str as Text,
        pub beginning: String as Text,
        pub from: Option<&'a str> as Nullable<Text>,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
    }
    rows (SqlUuid, Text, Text, Nullable<Text>, Nullable<Text>, Bool, Nullable<Text>);
    sql include_str!("people.sql");
}

crate::statement! {
    /// See the file.
    pub struct Projects<'a> {
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
        pub all: &'a str as Text,
        pub rest: &'a str as Text,
        pub beginning: &'a str as Text,
        pub without: &'a str as Text,
        pub from: Option<&'a str> as Nullable<Text>,
        pub tools: &'a [String] as Array<Text>,
        pub stacks: &'a [String] as Array<Text>,
        pub since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
        pub text: &'a str as Text,
        pub title: String as Text,
    }
    rows SqlUuid;
    sql include_str!("projects.sql");
}

crate::statement! {
    /// See the file.
    pub struct NewestProjects<'a> {
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
        pub without: &'a str as Text,
        pub from: Option<&'a str> as Nullable<Text>,
        pub tools: &'a [String] as Array<Text>,
        pub stacks: &'a [String] as Array<Text>,
        pub since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
    }
    rows SqlUuid;
    sql include_str!("newest_projects.sql");
}

crate::statement! {
    /// See the file.
    pub struct Posts<'a> {
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
        pub all: &'a str as Text,
        pub rest: &'a str as Text,
        pub beginning: &'a str as Text,
        pub without: &'a str as Text,
        pub from: Option<&'a str> as Nullable<Text>,
        pub tools: &'a [String] as Array<Text>,
        pub stacks: &'a [String] as Array<Text>,
        pub since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub has_media: bool as Bool,
        pub has_project: bool as Bool,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
        pub text: &'a str as Text,
    }
    rows SqlUuid;
    sql include_str!("posts.sql");
}

crate::statement! {
    /// See the file.
    pub struct NewestPosts<'a> {
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
        pub without: &'a str as Text,
        pub from: Option<&'a str> as Nullable<Text>,
        pub tools: &'a [String] as Array<Text>,
        pub stacks: &'a [String] as Array<Text>,
        pub since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub has_media: bool as Bool,
        pub has_project: bool as Bool,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
    }
    rows SqlUuid;
    sql include_str!("newest_posts.sql");
}

crate::statement! {
    /// See the file.
    pub struct Gigs<'a> {
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
        pub all: &'a str as Text,
        pub rest: &'a str as Text,
        pub beginning: &'a str as Text,
        pub without: &'a str as Text,
        pub from: Option<&'a str> as Nullable<Text>,
        pub tools: &'a [String] as Array<Text>,
        pub stacks: &'a [String] as Array<Text>,
        pub since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
        pub text: &'a str as Text,
        pub title: String as Text,
    }
    rows SqlUuid;
    sql include_str!("gigs.sql");
}

crate::statement! {
    /// See the file.
    pub struct NewestGigs<'a> {
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
        pub without: &'a str as Text,
        pub from: Option<&'a str> as Nullable<Text>,
        pub tools: &'a [String] as Array<Text>,
        pub stacks: &'a [String] as Array<Text>,
        pub since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
    }
    rows SqlUuid;
    sql include_str!("newest_gigs.sql");
}

crate::statement! {
    /// See the file.
    pub struct GigsById<'a> {
        pub ids: &'a [Uuid] as Array<SqlUuid>,
    }
    rows (
        SqlUuid, Text, Text, Nullable<BigInt>, Nullable<BigInt>, Text, Timestamptz,
        SqlUuid, Text, Text, Nullable<Text>, Bool,
    );
    sql include_str!("gigs_by_id.sql");
}

crate::statement! {
    /// See the file.
    pub struct Corrected<'a> {
        pub words: Vec<&'a str> as Array<Text>,
    }
    rows Nullable<Text>;
    sql include_str!("corrected.sql");
}

crate::statement! {
    /// See the file.
    pub struct GatherWords {
        pub since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
    }
    rows ();
    sql include_str!("words.sql");
}
