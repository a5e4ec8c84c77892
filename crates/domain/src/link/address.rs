//! Reading an address as a browser does (the URL Standard), but for what nobody writes on purpose: that is refused.
//! Whatever is accepted here stands afterwards as a browser would write it; a law in the tests says so.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The parts of an address of the web, each as it stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// `https` rather than `http`.
    pub is_secure: bool,
    /// In lower case and in ASCII.
    pub host: String,
    /// Where it is not the scheme's own.
    pub port: Option<u16>,
    /// From its first slash on; `/` where there is nothing behind the host.
    pub path: String,
    /// Behind the question mark.
    pub query: Option<String>,
    /// Behind the number sign.
    pub fragment: Option<String>,
}

/// Why a text is no address that is linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoAddress {
    /// It does not lead to the web.
    Form,
    /// It carries a user name or a password.
    Credentials,
}

impl Address {
    pub fn parse(text: &str) -> Result<Self, NoAddress> {
        // A browser drops some control characters and reads a backslash as a slash: both hide where a link leads.
        if text.chars().any(|c| c.is_control() || c == '\\') {
            return Err(NoAddress::Form);
        }
        let (scheme, rest) = text.split_once("://").ok_or(NoAddress::Form)?;
        let is_secure = scheme.eq_ignore_ascii_case("https");
        if !is_secure && !scheme.eq_ignore_ascii_case("http") {
            return Err(NoAddress::Form);
        }
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(NoAddress::Credentials);
        }
        let (rest, fragment) = rest.split_once('#').map_or((rest, None), |(rest, part)| (rest, Some(part)));
        let (path, query) = rest.split_once('?').map_or((rest, None), |(rest, part)| (rest, Some(part)));
        let (host, port) = split_port(authority).ok_or(NoAddress::Form)?;
        let usual = if is_secure { 443 } else { 80 };
        Ok(Self {
            is_secure,
            host: read_host(host).ok_or(NoAddress::Form)?,
            port: port.filter(|port| *port != usual),
            path: without_dots(&escaped(path, |c| matches!(c, ' ' | '"' | '<' | '>' | '`' | '{' | '}'))),
            query: query.map(|query| escaped(query, |c| matches!(c, ' ' | '"' | '<' | '>' | '\''))),
            fragment: fragment.map(|part| escaped(part, |c| matches!(c, ' ' | '"' | '<' | '>' | '`'))),
        })
    }
}

impl std::fmt::Display for Address {
    /// The whole address. A bare host has no slash: a browser adds one, people do not write it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", if self.is_secure { "https" } else { "http" }, self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        if self.path != "/" || self.query.is_some() || self.fragment.is_some() {
            f.write_str(&self.path)?;
        }
        if let Some(query) = &self.query {
            write!(f, "?{query}")?;
        }
        if let Some(fragment) = &self.fragment {
            write!(f, "#{fragment}")?;
        }
        Ok(())
    }
}

/// Host and port. The colons of an address in brackets are its own.
fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let host_ends = authority.rfind(']').map_or(0, |end| end + 1);
    let (bracketed, rest) = authority.split_at(host_ends);
    let Some((plain, port)) = rest.split_once(':') else { return Some((authority, None)) };
    let host = authority.get(..bracketed.len() + plain.len())?;
    match port {
        "" => Some((host, None)),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => Some((host, Some(digits.parse().ok()?))),
        _ => None,
    }
}

fn read_host(host: &str) -> Option<String> {
    if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let address: Ipv6Addr = inner.parse().ok()?;
        // An address of IPv4 in the clothes of IPv6 has two ways to be written.
        return address.to_ipv4_mapped().is_none().then(|| format!("[{address}]"));
    }
    let host = in_ascii(host)?;
    let labels = host.strip_suffix('.').unwrap_or(&host);
    let fits = !labels.is_empty() && host.len() <= 253 && labels.split('.').all(is_label);
    let last = labels.rsplit('.').next().unwrap_or_default();
    // `127.1` and `0x7f.1` are numbers to a browser. Written in full, a number may stand.
    let is_number = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
    (fits && (!is_number || host.parse::<Ipv4Addr>().is_ok())).then_some(host)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

/// The host in lower case, names in other scripts in their ASCII form: `münchen.example` is `xn--mnchen-3ya.example`.
#[cfg(feature = "idn")]
fn in_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii_cow(host.as_bytes(), idna::AsciiDenyList::URL).ok().map(std::borrow::Cow::into_owned)
}

/// The host in lower case. Without the tables of Unicode a name in another script cannot be told from one that only
/// looks like it, so there are none.
#[cfg(not(feature = "idn"))]
fn in_ascii(host: &str) -> Option<String> {
    host.is_ascii().then(|| host.to_ascii_lowercase())
}

/// The text with what is not ASCII, and what `must` be, written as `%` and hexadecimal digits.
fn escaped(text: &str, must: impl Fn(char) -> bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut bytes = [0; 4];
    for c in text.chars() {
        if c.is_ascii() && !must(c) {
            plain.push(c);
        } else {
            for byte in c.encode_utf8(&mut bytes).bytes() {
                plain.push('%');
                for digit in [byte >> 4, byte & 15] {
                    plain.extend(char::from_digit(digit.into(), 16).map(|digit| digit.to_ascii_uppercase()));
                }
            }
        }
    }
    plain
}

/// The path without `.` and `..`, which a browser would take out.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        let is_last = segments.peek().is_none();
        match plain.as_str() {
            "." | ".." => {
                if plain == ".." {
                    kept.pop();
                }
                // A folder ends with a slash.
                if is_last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "idn")]
    use proptest::prelude::*;
    #[cfg(feature = "idn")]
    use url::Url;

    use super::*;

    fn kept(text: &str) -> Option<String> {
        Address::parse(text).ok().map(|address| address.to_string())
    }

    #[test]
    fn an_address_stands_as_a_browser_writes_it() {
        for (sent, stored) in [
            ("HTTPS://Example.COM", "https://example.com"),
            ("http://a.example:80/", "http://a.example"),
            ("https://a.example:8443?q=a b#x<y", "https://a.example:8443/?q=a%20b#x%3Cy"),
            ("https://a.example/ä/../b/./c/%2e%2E", "https://a.example/b/"),
            ("http://127.0.0.1:4001/x", "http://127.0.0.1:4001/x"),
            ("http://[::1]:4001/x", "http://[::1]:4001/x"),
            ("https://a.example/a|b'c~", "https://a.example/a|b'c~"),
        ] {
            assert_eq!(kept(sent).as_deref(), Some(stored), "{sent}");
        }
    }

    #[test]
    fn what_hides_where_it_leads_is_refused() {
        for bad in [
            "https:/a.example",
            "https:a.example",
            "https:///a.example",
            "https://a.example\\@evil.example",
            "https://a.exa\tmple",
            "https://a..example",
            "https://a.example:99999",
            "https://a.example:x",
            "https://127.1",
            "https://0x7f.1",
            "https://2130706433",
            "https://[::ffff:127.0.0.1]",
            "https://[::1",
            "https://a%2eexample",
            "https://",
            "https://.",
            "https://:80",
        ] {
            assert_eq!(kept(bad), None, "{bad}");
        }
        assert_eq!(Address::parse("https://ada@a.example"), Err(NoAddress::Credentials));
        assert_eq!(Address::parse("https://github.com:x@evil.example/"), Err(NoAddress::Credentials));
    }

    #[cfg(feature = "idn")]
    #[test]
    fn names_in_other_scripts_are_kept_in_ascii() {
        assert_eq!(kept("https://München.example/ü").as_deref(), Some("https://xn--mnchen-3ya.example/%C3%BC"));
        // Full-width letters and the sign of one dot leader are letters and a dot to a browser.
        assert_eq!(kept("https://ｇｉｔｈｕｂ。com").as_deref(), Some("https://github.com"));
        assert_eq!(kept("https://xn--zzzzzz.example"), None);
        assert_eq!(kept("https://a\u{2100}b.example"), None);
    }

    #[cfg(not(feature = "idn"))]
    #[test]
    fn names_in_other_scripts_are_refused() {
        assert_eq!(kept("https://münchen.example"), None);
    }

    /// What a browser makes of an address, without the slash that it adds to a bare host.
    #[cfg(feature = "idn")]
    fn browsers(text: &str) -> Option<String> {
        let url = Url::parse(text).ok()?;
        let text = url.to_string();
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        Some(if is_bare { text.strip_suffix('/').map(str::to_owned).unwrap_or(text) } else { text })
    }

    #[cfg(feature = "idn")]
    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]
        #[test]
        fn a_browser_agrees_on_whatever_is_accepted(
            scheme in "(https|http|HTTP)",
            host in "([a-zA-Z0-9_.-]{1,12}|[a-z0-9]{1,5}(\\.[a-z]{2,4}){1,2}|[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:]{2,12}\\]|[äß日aA.。-]{1,6}|[^/?#@]{1,5})",
            port in "(:[0-9]{0,6})?",
            rest in "([/?#][!-~ éß日]{0,16}){0,3}|(/(\\.|%2e|%2E|\\.\\.|a|b){0,2}){0,4}",
        ) {
            let text = format!("{scheme}://{host}{port}{rest}");
            // Whoever calls has trimmed it.
            let text = text.trim();
            if let Some(kept) = kept(text) {
                prop_assert_eq!(browsers(text), Some(kept.clone()), "as sent: {}", text);
                prop_assert_eq!(browsers(&kept), Some(kept.clone()), "as kept: {}", text);
            }
        }
    }
}
