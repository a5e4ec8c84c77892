use chrono::{DateTime, Utc};
use diesel::{
    prelude::Queryable,
    sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::admin::{AdminUserView, PersonView};

/// The columns of [`PersonRow`]. A picture in the row itself is left out.
macro_rules! columns {
    () => {
        "u.id, u.email, u.username, u.display_name,
         CASE WHEN u.avatar_url NOT LIKE 'data:%' THEN u.avatar_url END,
         u.is_verified, u.has_onboarded,
         CASE WHEN u.suspended_until IS NULL OR u.suspended_until > now() THEN u.suspended_at END,
         CASE WHEN u.suspended_until > now() THEN u.suspended_until END,
         CASE WHEN u.suspended_until IS NULL OR u.suspended_until > now() THEN u.suspension_reason END,
         u.inserted_at, u.updated_at
         FROM users u"
    };
}

/// Where a part of the text occurs in any of the three. Indexes: `users_username_trigrams`,
/// `users_display_name_trigrams`, `users_email_trigrams`.
macro_rules! matching {
    () => {
        " WHERE ($1::text IS NULL OR u.username ILIKE $1 OR u.display_name ILIKE $1 OR u.email ILIKE $1)"
    };
}

crate::statement! {
    /// People, the newest first. Index: `users_newest`, or those of the search.
    pub struct People<'a> {
        pub pattern: Option<&'a str> as Nullable<Text>,
        pub at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        pub id: Option<Uuid> as Nullable<SqlUuid>,
        pub limit: i64 as BigInt,
        pub offset: i64 as BigInt,
    }
    rows (
        SqlUuid, Text, Text, Text, Nullable<Text>, Bool, Bool, Nullable<Timestamptz>, Nullable<Timestamptz>,
        Nullable<Text>, Timestamptz, Timestamptz
    );
    sql concat!(
        "SELECT ", columns!(), matching!(),
        " AND (u.inserted_at, u.id) < (
             coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
         )
         ORDER BY u.inserted_at DESC, u.id DESC
         LIMIT $4 OFFSET $5"
    );
}

crate::statement! {
    /// How many people there are.
    pub struct CountPeople<'a> {
        pub pattern: Option<&'a str> as Nullable<Text>,
    }
    rows BigInt;
    sql concat!("SELECT count(*) FROM users u", matching!());
}

crate::statement! {
    /// One person. Index: the primary key.
    pub struct OnePerson {
        pub id: Uuid as SqlUuid,
    }
    rows (
        SqlUuid, Text, Text, Text, Nullable<Text>, Bool, Bool, Nullable<Timestamptz>, Nullable<Timestamptz>,
        Nullable<Text>, Timestamptz, Timestamptz
    );
    sql concat!("SELECT ", columns!(), " WHERE u.id = $1");
}

crate::statement! {
    /// A person, locked: address, whether it is verified, whether they are suspended, when they leave. Index: the primary
    /// key.
    pub struct Lock {
        pub id: Uuid as SqlUuid,
    }
    rows (Text, Bool, Bool, Nullable<Timestamptz>);
    sql "SELECT u.email, u.email_verified,
             u.suspended_at IS NOT NULL AND (u.suspended_until IS NULL OR u.suspended_until > now()), u.leaves_at
         FROM users u WHERE u.id = $1 FOR NO KEY UPDATE";
}

/// A row of these.
#[derive(Debug, Queryable)]
pub struct PersonRow {
    pub id: Uuid,
    email: String,
    username: String,
    display_name: String,
    avatar_url: Option<String>,
    is_verified: bool,
    has_onboarded: bool,
    suspended_at: Option<DateTime<Utc>>,
    suspended_until: Option<DateTime<Utc>>,
    suspension_reason: Option<String>,
    pub inserted_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<PersonRow> for AdminUserView {
    fn from(row: PersonRow) -> Self {
        Self {
            id: UserId(row.id),
            email: row.email,
            username: row.username,
            display_name: row.display_name,
            avatar_url: row.avatar_url,
            is_verified: row.is_verified,
            has_onboarded: row.has_onboarded,
            suspended_at: row.suspended_at,
            suspended_until: row.suspended_until,
            suspension_reason: row.suspension_reason,
            inserted_at: row.inserted_at,
            updated_at: row.updated_at,
        }
    }
}

/// A person in a few words, as part of another row: all of it, or nothing where nobody was joined.
#[derive(Debug, Queryable)]
pub struct BriefRow {
    id: Option<Uuid>,
    username: Option<String>,
    display_name: Option<String>,
    avatar_url: Option<String>,
}

impl BriefRow {
    /// The person, if there is one.
    pub fn view(self) -> Option<PersonView> {
        Some(PersonView {
            id: UserId(self.id?),
            username: self.username?,
            display_name: self.display_name?,
            avatar_url: self.avatar_url,
        })
    }
}
