use std::{fmt, net::IpAddr};

use url::{Host, Url};

/// Where a web service begins: `https://host` and perhaps a path, to which more path is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Judges an address. The reason never repeats it, because somebody may have put a password into it.
    pub fn new(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("is not an address like https://host: {error}"))?;
        let reason = if !matches!(url.scheme(), "http" | "https") {
            "has to begin with https:// or http://"
        } else if !url.username().is_empty() || url.password().is_some() {
            "must not hold a user name or password"
        } else if url.query().is_some() || url.fragment().is_some() {
            "must not have a ? or # part"
        } else {
            return Ok(Self(url));
        };
        Err(reason.to_owned())
    }

    /// The same address with another port.
    #[must_use]
    pub fn on_port(mut self, port: u16) -> Self {
        // Only an address without a host refuses a port, and that is none of ours.
        let _ = self.0.set_port(Some(port));
        self
    }

    /// The address without a slash at its end.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// The address as a value of the library that clients work with.
    pub const fn as_url(&self) -> &Url {
        &self.0
    }

    /// Scheme, host and port, as a browser sends them in `Origin`.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The host alone.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether nobody on the way can read along: encrypted, or never leaving this machine.
    pub fn is_private(&self) -> bool {
        self.0.scheme() == "https"
            || match self.0.host() {
                Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
                Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
                Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
                None => false,
            }
    }

    /// The same address, if it is private.
    pub(super) fn kept_private(self) -> Result<Self, String> {
        if self.is_private() { Ok(self) } else { Err("has to begin with https://, except on this machine".to_owned()) }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_has_no_slash_at_its_end_and_keeps_its_path() {
        for (text, kept) in [
            ("http://localhost:5173/", "http://localhost:5173"),
            ("https://EXAMPLE.com", "https://example.com"),
            ("https://ghe.example.com/api/v3/", "https://ghe.example.com/api/v3"),
        ] {
            assert_eq!(BaseUrl::new(text).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_is_no_base_is_refused_without_being_repeated() {
        for text in ["", "localhost:5173", "ftp://host", "https://", "https://a:word@host", "https://h/?word", "//word"]
        {
            let problem = BaseUrl::new(text).unwrap_err();
            assert!(!problem.contains("word@") && !problem.contains("?word"), "{problem}");
        }
    }

    #[test]
    fn only_this_machine_may_be_reached_without_encryption() {
        for private in
            ["https://example.com", "http://localhost:1", "http://127.0.0.1", "http://[::1]:80", "http://a.localhost"]
        {
            assert!(BaseUrl::new(private).unwrap().is_private(), "{private}");
        }
        for open in ["http://example.com", "http://10.0.0.1", "http://localhost.example.com"] {
            assert!(!BaseUrl::new(open).unwrap().is_private(), "{open}");
        }
    }
}
