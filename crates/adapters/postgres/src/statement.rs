//! SQL from a file, as a typed query.
//!
//! diesel prepares a `sql_query` anew each time that it runs, because it cannot tell two of them apart. A query made by
//! `statement!` has a type of its own, and so is parsed and planned once a connection like the queries that diesel
//! builds itself.
//!
//! ```
//! use diesel::sql_types::{Array, BigInt, Text, Uuid};
//!
//! vibeslop_postgres::statement! {
//!     /// How many posts these people have.
//!     pub struct PostsOf<'a> {
//!         /// `$1`
//!         pub people: &'a [uuid::Uuid] as Array<Uuid>,
//!     }
//!     rows (Uuid, BigInt);
//!     sql "SELECT user_id, count(*) FROM posts WHERE user_id = ANY($1) GROUP BY user_id";
//! }
//!
//! # async fn example(conn: &mut diesel_async::AsyncPgConnection) -> diesel::QueryResult<()> {
//! use diesel_async::RunQueryDsl;
//! let counts: Vec<(uuid::Uuid, i64)> = PostsOf { people: &[] }.load(conn).await?;
//! # Ok(())
//! # }
//! ```
//!
//! - The fields are the values of `$1`, `$2`, … in their order. A placeholder without a field, or a field without a
//!   placeholder, does not compile. One may be used any number of times and is sent once.
//! - `rows (A, B)` is for rows that are read as a tuple or a `Queryable`, by position: the types are what the SQL
//!   answers, cast there where it would answer something else (`count(*)` is a `BigInt`). `rows named` is for wide rows
//!   that are read as a `QueryableByName`. Either way, diesel checks a value's type only where it is read.
//! - `sql include_str!("feed/page.sql")` for anything longer than a line or two.

use diesel::{
    pg::Pg,
    query_builder::AstPass,
    result::{Error, QueryResult},
};

/// A piece of a statement's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    /// `$n`.
    Placeholder(usize),
}

/// The pieces of `sql`, in order.
fn pieces(sql: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (start, end, number) = find_placeholder(rest).unwrap_or((rest.len(), rest.len(), 0));
        if start == 0 {
            rest = rest.split_at(end).1;
            return Some(Piece::Placeholder(number));
        }
        let (text, tail) = rest.split_at(start);
        rest = tail;
        Some(Piece::Text(text))
    })
}

/// Where the first placeholder begins and ends, and its number. `$$` and `$tag$` are none.
fn find_placeholder(text: &str) -> Option<(usize, usize, usize)> {
    text.match_indices('$').find_map(|(start, _)| {
        let digits = text.split_at(start + 1).1.bytes().take_while(u8::is_ascii_digit).count();
        let end = start + 1 + digits;
        let number = text.get(start + 1..end)?.parse().ok()?;
        Some((start, end, number))
    })
}

/// Writes `sql` into a query. `bind` pushes the value of a number. Used by [`statement!`].
///
/// diesel numbers values in the order in which they are pushed, so each is pushed where it is used first, and written as
/// text from then on.
#[doc(hidden)]
pub fn walk<'b>(
    sql: &str,
    out: &mut AstPass<'_, 'b, Pg>,
    mut bind: impl FnMut(usize, &mut AstPass<'_, 'b, Pg>) -> QueryResult<()>,
) -> QueryResult<()> {
    let mut pushed = Vec::new();
    for piece in pieces(sql) {
        match piece {
            Piece::Text(text) => out.push_sql(text),
            Piece::Placeholder(number) => {
                if let Some(position) = pushed.iter().position(|earlier| *earlier == number) {
                    out.push_sql(&format!("${}", position + 1));
                } else {
                    pushed.push(number);
                    bind(number, out)?;
                }
            }
        }
    }
    Ok(())
}

/// A number that no field has. The check at compile time leaves no way to get here.
#[doc(hidden)]
pub fn no_such_field(number: usize) -> QueryResult<()> {
    Err(Error::QueryBuilderError(format!("the statement has no value for ${number}").into()))
}

/// Whether the placeholders of `sql` are exactly `$1` to `$fields`. At compile time, hence the plain loops.
#[doc(hidden)]
pub const fn fits(sql: &str, fields: usize) -> bool {
    let mut number = 1;
    while number <= fields {
        if !mentions(sql.as_bytes(), number, number) {
            return false;
        }
        number += 1;
    }
    !mentions(sql.as_bytes(), fields + 1, usize::MAX) && !mentions(sql.as_bytes(), 0, 0)
}

/// Whether there is a placeholder between `$least` and `$most`.
const fn mentions(mut rest: &[u8], least: usize, most: usize) -> bool {
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first == b'$' {
            let mut number = 0_usize;
            let mut digits = 0;
            while let [digit @ b'0'..=b'9', tail @ ..] = rest {
                number = number.saturating_mul(10).saturating_add((*digit - b'0') as usize);
                digits += 1;
                rest = tail;
            }
            if digits > 0 && least <= number && number <= most {
                return true;
            }
        }
    }
    false
}

/// Makes a struct that is a query. See the [module](mod@crate::statement).
#[macro_export]
macro_rules! statement {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident $(<$lifetime:lifetime>)? {
            $($(#[$field_meta:meta])* $field_visibility:vis $field:ident: $type:ty as $sql_type:ty),* $(,)?
        }
        rows named;
        sql $sql:expr;
    ) => {
        $crate::statement! {
            $(#[$meta])*
            $visibility struct $name $(<$lifetime>)? {
                $($(#[$field_meta])* $field_visibility $field: $type as $sql_type),*
            }
            rows ::diesel::sql_types::Untyped;
            sql $sql;
        }
    };
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident $(<$lifetime:lifetime>)? {
            $($(#[$field_meta:meta])* $field_visibility:vis $field:ident: $type:ty as $sql_type:ty),* $(,)?
        }
        rows $rows:ty;
        sql $sql:expr;
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        $visibility struct $name $(<$lifetime>)? {
            $($(#[$field_meta])* $field_visibility $field: $type),*
        }

        const _: () = {
            const SQL: &str = $sql;
            const FIELDS: &[&str] = &[$(stringify!($field)),*];
            const _: () = assert!(
                $crate::statement::fits(SQL, FIELDS.len()),
                "the placeholders of the SQL are not the fields of the struct"
            );

            /// Tells this statement from all others, whatever the lifetime of its values.
            #[derive(Debug)]
            pub struct Identity;

            impl $(<$lifetime>)? ::diesel::query_builder::QueryId for $name $(<$lifetime>)? {
                type QueryId = Identity;
                const HAS_STATIC_QUERY_ID: bool = true;
            }

            impl $(<$lifetime>)? ::diesel::query_builder::Query for $name $(<$lifetime>)? {
                type SqlType = $rows;
            }

            impl $(<$lifetime>)? ::diesel::query_builder::QueryFragment<::diesel::pg::Pg> for $name $(<$lifetime>)? {
                fn walk_ast<'b>(
                    &'b self,
                    mut out: ::diesel::query_builder::AstPass<'_, 'b, ::diesel::pg::Pg>,
                ) -> ::diesel::QueryResult<()> {
                    $crate::statement::walk(SQL, &mut out, |number, out| {
                        let mut numbers = 1_usize..;
                        $(
                            if numbers.next() == Some(number) {
                                return out.push_bind_param::<$sql_type, _>(&self.$field);
                            }
                        )*
                        let _ = (&mut numbers, out);
                        $crate::statement::no_such_field(number)
                    })
                }
            }
        };
    };
}

#[cfg(test)]
mod tests {
    use diesel::{debug_query, sql_types::Text};

    use super::*;

    #[test]
    fn a_text_falls_into_pieces() {
        use Piece::{Placeholder, Text};
        let found: Vec<_> = pieces("SELECT $2, $$a$$ || $tag$b$tag$ WHERE é = $1 AND $12::text = $2").collect();
        let expected = [
            Text("SELECT "),
            Placeholder(2),
            Text(", $$a$$ || $tag$b$tag$ WHERE é = "),
            Placeholder(1),
            Text(" AND "),
            Placeholder(12),
            Text("::text = "),
            Placeholder(2),
        ];
        assert_eq!(found, expected);
        assert_eq!(pieces("").count(), 0);
    }

    #[test]
    fn fields_and_placeholders_have_to_agree() {
        assert!(fits("SELECT 1", 0));
        assert!(fits("SELECT $1 + $2 * $1", 2));
        assert!(!fits("SELECT $1", 2), "a field too many");
        assert!(!fits("SELECT $1 + $3", 2), "a placeholder too many");
        assert!(!fits("SELECT $10", 1), "ten is not one");
        assert!(!fits("SELECT $0", 0));
    }

    statement! {
        /// Uses its values out of order, and one of them twice.
        struct Crossed<'a> {
            first: &'a str as Text,
            second: &'a str as Text,
        }
        rows (Text, Text, Text);
        sql "SELECT $2, $1, $2";
    }

    #[test]
    fn a_value_is_sent_once_and_stays_where_it_belongs() {
        let query = Crossed { first: "one", second: "two" };
        let shown = debug_query::<Pg, _>(&query).to_string();
        assert_eq!(shown, r#"SELECT $1, $2, $1 -- binds: ["two", "one"]"#);
    }
}
