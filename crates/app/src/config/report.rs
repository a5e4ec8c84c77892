use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// What one setting came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The variable that sets it.
    pub name: String,
    /// The value, or as much of it as may be seen.
    pub value: String,
    /// The layer that it comes from, or what it follows from.
    pub origin: String,
}

impl Effective {
    /// Stands where a secret is. As long for every secret, so that not even its length shows.
    pub(super) const MASK: &'static str = "********";
}

/// The effective configuration, a setting a line, without secrets.
#[derive(Debug)]
pub struct Report<'c>(pub(super) &'c [Effective]);

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = |of: fn(&Effective) -> &str| self.0.iter().map(|e| of(e).chars().count()).max().unwrap_or_default();
        // One long value should not push every origin out of sight.
        let (names, values) = (wide(|e| &e.name), wide(|e| &e.value).min(48));
        for Effective { name, value, origin } in self.0 {
            let value: String = value.chars().flat_map(printable).collect();
            let line = format!("{name:names$}  {value:values$}  {origin}");
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Nothing that a value holds may steer the terminal it is shown on.
fn printable(c: char) -> impl Iterator<Item = char> {
    let (plain, escaped) = if c.is_control() { (None, Some(c.escape_default())) } else { (Some(c), None) };
    plain.into_iter().chain(escaped.into_iter().flatten())
}

/// Where an address leads, without the name and password in it and without its options, which can hold more of them.
pub(super) fn without_credentials(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return Effective::MASK.to_owned() };
    let (place, options) = rest.split_once(['?', '#']).map_or((rest, ""), |(place, _)| (place, "?***"));
    // From the last `@`: a password that was not encoded may hold one, or a slash.
    match place.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://***@{host}{options}"),
        None => format!("{scheme}://{place}{options}"),
    }
}

/// Takes secrets out of a text that others wrote, such as the reason why a service could not be reached.
#[derive(Debug, Clone)]
pub struct Redactor(pub(super) Vec<SecretString>);

/// Shorter ones stand in every other word: taken out, they would leave no text, and show by that what they are.
const SHORTEST: usize = 4;

impl Redactor {
    /// The text with a mask in the place of every secret.
    pub fn clean(&self, text: &str) -> String {
        let mut secrets: Vec<_> =
            self.0.iter().map(ExposeSecret::expose_secret).filter(|secret| secret.len() >= SHORTEST).collect();
        // The longest first: an address is to go as a whole, not only the password in it.
        secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, Effective::MASK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_credentials() {
        for (address, shown) in [
            ("postgres://ada:secret@db:5432/site", "postgres://***@db:5432/site"),
            ("postgres://ada:se/cr@et@db/site?sslmode=require", "postgres://***@db/site?***"),
            ("postgres://app@/site?host=/run/pg", "postgres://***@/site?***"),
            ("smtps://mail.example.com", "smtps://mail.example.com"),
            ("host=db password=secret", "********"),
        ] {
            assert_eq!(without_credentials(address), shown, "{address}");
        }
    }

    #[test]
    fn a_value_cannot_steer_the_terminal() {
        let effective = [Effective { name: "A".into(), value: "a\u{1b}[2J\nb".into(), origin: String::new() }];
        assert_eq!(Report(&effective).to_string(), "A  a\\u{1b}[2J\\nb\n");
    }

    #[test]
    fn secrets_are_taken_out_of_the_texts_of_others() {
        let redactor = Redactor(vec!["pass".into(), "postgres://ada:pass@db".into(), "re".into()]);
        let text = "cannot reach postgres://ada:pass@db: pass refused";
        assert_eq!(redactor.clean(text), "cannot reach ********: ******** refused");
    }
}
