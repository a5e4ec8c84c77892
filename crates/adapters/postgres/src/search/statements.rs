//! The statements of the search.

use chrono::{DateTime, Utc};
use const_str::replace;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;
use vibeslop_domain::{
    ids::UserId,
    page::{Limit, Offset},
    search::SearchQuery,
};

use super::text::Sought;

crate::statement! {
    /// See the file.
    pub struct People<'a> {
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
        pub text: &'a str as Text,
        pub all: &'a str as Text,
        pub without: &'a str as Text,
        pub from: Option<&'a str> as Nullable<Text>,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
    }
    rows (SqlUuid, Text, Text, Nullable<Text>, Nullable<Text>, Bool, Nullable<Text>);
    sql include_str!("people.sql");
}

/// The text of a statement about posts.
macro_rules! posts {
    ($file:literal) => {
        replace!(include_str!($file), "{fits}", include_str!("posts_fit.sql"))
    };
}

/// The text of a statement about one kind of item.
macro_rules! items {
    ($file:literal, $items:literal, $item:literal, $at:literal, $status:literal) => {{
        const FITTED: &str = replace!(include_str!($file), "{fits}", include_str!("items_fit.sql"));
        const OF_MANY: &str = replace!(FITTED, "{items}", $items);
        const OF_ONE: &str = replace!(OF_MANY, "{item}", $item);
        const TIMED: &str = replace!(OF_ONE, "{at}", $at);
        replace!(TIMED, "{status}", $status)
    }};
}

/// The texts of what is put together of several files, for whoever looks at how they are carried out.
pub const PROJECTS: &str = items!("items.sql", "projects", "project", "published_at", "published");
/// See [`PROJECTS`].
pub const NEWEST_PROJECTS: &str = items!("newest_items.sql", "projects", "project", "published_at", "published");
/// See [`PROJECTS`].
pub const GIGS: &str = items!("items.sql", "gigs", "gig", "inserted_at", "open");
/// See [`PROJECTS`].
pub const NEWEST_GIGS: &str = items!("newest_items.sql", "gigs", "gig", "inserted_at", "open");
/// See [`PROJECTS`].
pub const POSTS: &str = posts!("posts.sql");
/// See [`PROJECTS`].
pub const NEWEST_POSTS: &str = posts!("newest_posts.sql");

/// What one asks of a search.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub viewer: Option<UserId>,
    pub query: &'a SearchQuery,
    pub sought: &'a Sought,
    pub limit: Limit,
    pub offset: Offset,
}

/// The two statements that look for one kind of item: by a text, and by operators alone.
macro_rules! item_statements {
    ($found:ident: $found_sql:expr, $newest:ident: $newest_sql:expr) => {
        crate::statement! {
            /// See the file.
            pub struct $newest<'a> {
                viewer: Option<Uuid> as Nullable<SqlUuid>,
                limit: i64 as BigInt,
                offset: i64 as BigInt,
                from: Option<&'a str> as Nullable<Text>,
                without: &'a str as Text,
                tools: &'a [String] as Array<Text>,
                stacks: &'a [String] as Array<Text>,
                since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
                before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
            }
            rows SqlUuid;
            sql $newest_sql;
        }

        crate::statement! {
            /// See the file.
            pub struct $found<'a> {
                viewer: Option<Uuid> as Nullable<SqlUuid>,
                limit: i64 as BigInt,
                offset: i64 as BigInt,
                from: Option<&'a str> as Nullable<Text>,
                without: &'a str as Text,
                tools: &'a [String] as Array<Text>,
                stacks: &'a [String] as Array<Text>,
                since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
                before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
                all: &'a str as Text,
                rest: &'a str as Text,
                beginning: &'a str as Text,
                text: &'a str as Text,
            }
            rows SqlUuid;
            sql $found_sql;
        }

        impl<'a> From<Asked<'a>> for $newest<'a> {
            fn from(asked: Asked<'a>) -> Self {
                Self {
                    viewer: asked.viewer.map(|viewer| viewer.0),
                    limit: asked.limit.get().into(),
                    offset: asked.offset.get().into(),
                    from: asked.query.from.as_deref(),
                    without: &asked.sought.without,
                    tools: &asked.query.tags.tools,
                    stacks: &asked.query.tags.stacks,
                    since: asked.sought.since,
                    before: asked.sought.before,
                }
            }
        }

        impl<'a> From<Asked<'a>> for $found<'a> {
            fn from(asked: Asked<'a>) -> Self {
                Self {
                    viewer: asked.viewer.map(|viewer| viewer.0),
                    limit: asked.limit.get().into(),
                    offset: asked.offset.get().into(),
                    from: asked.query.from.as_deref(),
                    without: &asked.sought.without,
                    tools: &asked.query.tags.tools,
                    stacks: &asked.query.tags.stacks,
                    since: asked.sought.since,
                    before: asked.sought.before,
                    all: &asked.sought.all,
                    rest: &asked.sought.rest,
                    beginning: &asked.sought.beginning,
                    text: &asked.sought.text,
                }
            }
        }
    };
}

item_statements!(Projects: PROJECTS, NewestProjects: NEWEST_PROJECTS);
item_statements!(Gigs: GIGS, NewestGigs: NEWEST_GIGS);

crate::statement! {
    /// See the file.
    pub struct NewestPosts<'a> {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
        from: Option<&'a str> as Nullable<Text>,
        without: &'a str as Text,
        tools: &'a [String] as Array<Text>,
        stacks: &'a [String] as Array<Text>,
        since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        has_media: bool as Bool,
        has_project: bool as Bool,
    }
    rows SqlUuid;
    sql NEWEST_POSTS;
}

crate::statement! {
    /// See the file.
    pub struct Posts<'a> {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
        from: Option<&'a str> as Nullable<Text>,
        without: &'a str as Text,
        tools: &'a [String] as Array<Text>,
        stacks: &'a [String] as Array<Text>,
        since: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        has_media: bool as Bool,
        has_project: bool as Bool,
        all: &'a str as Text,
        rest: &'a str as Text,
        beginning: &'a str as Text,
        text: &'a str as Text,
    }
    rows SqlUuid;
    sql POSTS;
}

impl<'a> From<Asked<'a>> for NewestPosts<'a> {
    fn from(asked: Asked<'a>) -> Self {
        Self {
            viewer: asked.viewer.map(|viewer| viewer.0),
            limit: asked.limit.get().into(),
            offset: asked.offset.get().into(),
            from: asked.query.from.as_deref(),
            without: &asked.sought.without,
            tools: &asked.query.tags.tools,
            stacks: &asked.query.tags.stacks,
            since: asked.sought.since,
            before: asked.sought.before,
            has_media: asked.query.has_media,
            has_project: asked.query.has_project,
        }
    }
}

impl<'a> From<Asked<'a>> for Posts<'a> {
    fn from(asked: Asked<'a>) -> Self {
        Self {
            viewer: asked.viewer.map(|viewer| viewer.0),
            limit: asked.limit.get().into(),
            offset: asked.offset.get().into(),
            from: asked.query.from.as_deref(),
            without: &asked.sought.without,
            tools: &asked.query.tags.tools,
            stacks: &asked.query.tags.stacks,
            since: asked.sought.since,
            before: asked.sought.before,
            has_media: asked.query.has_media,
            has_project: asked.query.has_project,
            all: &asked.sought.all,
            rest: &asked.sought.rest,
            beginning: &asked.sought.beginning,
            text: &asked.sought.text,
        }
    }
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
