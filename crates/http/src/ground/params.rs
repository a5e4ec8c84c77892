use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use url::form_urlencoded;

use super::ApiError;

/// The query of a request, read leniently: a parameter that makes no sense counts as absent, never as an error.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query string. A NUL becomes the sign for what cannot be read: no stored text holds one, and PostgreSQL
    /// takes none.
    pub fn parse(text: &str) -> Self {
        let clean = |text: &str| text.replace('\0', "\u{fffd}");
        Self(form_urlencoded::parse(text.as_bytes()).map(|(name, value)| (clean(&name), clean(&value))).collect())
    }

    /// Whether a parameter is there at all, be it blank.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// The value of a parameter, the last if it comes twice. Blank is absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().rev().filter(|(key, _)| key == name);
        values.next().map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The value of a parameter as it was sent, blank or not.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A whole number. One that is larger than we can count is as large as we can count.
    pub fn number(&self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        text.parse().ok().or_else(|| {
            let (sign, digits) = text.strip_prefix('-').map_or((1, text.trim_start_matches('+')), |rest| (-1, rest));
            let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            is_number.then_some(if sign < 0 { i64::MIN } else { i64::MAX })
        })
    }

    /// The values of a list: `name[]=a&name[]=b`, or `name=a`.
    pub fn list(&self, name: &str) -> Vec<String> {
        let is_entry = |key: &str| key.strip_prefix(name).is_some_and(|rest| matches!(rest, "" | "[]"));
        let entries = self.0.iter().filter(|(key, _)| is_entry(key)).map(|(_, value)| value.trim());
        entries.filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }
}

/// The parameters that a route reads from its query.
pub trait FromQuery {
    /// Takes what is there.
    fn from_query(query: &Query) -> Self;
}

/// The parameters of a request.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: FromQuery> FromRequest for Params<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(T::from_query(&Query::parse(req.query_string())))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_repeated_keys_with_brackets_encoded_or_not_or_a_single_value() {
        let query = Query::parse("tools[]=cursor&tools%5B%5D=claude&tools=v0&toolset=x&tools[]=");
        assert_eq!(query.list("tools"), ["cursor", "claude", "v0"]);
        assert!(query.list("stacks").is_empty());
    }

    #[test]
    fn a_number_that_is_none_counts_as_absent() {
        let query =
            Query::parse("a=abc&b=12&c=-3&d=99999999999999999999&e=-99999999999999999999&f=&g=1.5&h=12abc&i=%00");
        assert_eq!(query.number("a"), None);
        assert_eq!(query.number("b"), Some(12));
        assert_eq!(query.number("c"), Some(-3));
        assert_eq!(query.number("d"), Some(i64::MAX));
        assert_eq!(query.number("e"), Some(i64::MIN));
        for name in ["f", "g", "h", "i", "missing"] {
            assert_eq!(query.number(name), None, "{name}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm() {
        let query = Query::parse("search=%ff%00x&search=+b+");
        assert_eq!(query.text("search"), Some("b"));
        assert_eq!(Query::parse("search=%ff%00x").text("search"), Some("\u{fffd}\u{fffd}x"));
        assert_eq!(Query::parse("search=%20").text("search"), None);
    }
}
