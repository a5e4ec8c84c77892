//! Addresses on the web that people attach to their things.
//!
//! ```
//! use vibeslop_domain::link::{GithubUrl, WebUrl};
//!
//! let kept = |text| WebUrl::optional(text).map(|url| url.map(|url| url.as_str().to_owned()));
//! assert_eq!(kept("HTTPS://Example.com:443/a/../b c"), Ok(Some("https://example.com/b%20c".to_owned())));
//! assert_eq!(kept("  "), Ok(None), "blank is none");
//! assert!(kept("javascript:alert(1)").is_err());
//!
//! let link = GithubUrl::optional("http://www.github.com/ada-l/planner.git").unwrap().unwrap();
//! assert_eq!(link.as_str(), "https://github.com/ada-l/planner");
//! ```

mod address;

use self::address::{Address, NoAddress};
use crate::{Invalid, github::RepositoryName, text};

/// The longest address that is kept, in characters.
pub const MAX_LENGTH: usize = 255;

/// An absolute `http` or `https` address with a host. Anything else (`javascript:` above all) would end up in an
/// anchor of somebody else's page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebUrl(String);

impl WebUrl {
    /// Judges an address; blank means none. It is kept as a browser would write it, but for the slash behind a bare
    /// host.
    pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
        Ok(parsed(text)?.map(|address| Self(address.to_string())))
    }

    /// The address as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The parts of an address that is short enough, also as it is kept.
fn parsed(text: &str) -> Result<Option<Address>, Invalid> {
    let Some(text) = text::optional(text, MAX_LENGTH)? else { return Ok(None) };
    let address = Address::parse(&text).map_err(|no| match no {
        NoAddress::Form => Invalid::because("must be a web address (http or https)"),
        NoAddress::Credentials => Invalid::because("must not contain a user name or a password"),
    })?;
    if address.to_string().len() > MAX_LENGTH { Err(Invalid::too_long(MAX_LENGTH)) } else { Ok(Some(address)) }
}

/// The page of a repository on GitHub, always written `https://github.com/owner/name`, so that two links to one
/// repository are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GithubUrl(String);

impl GithubUrl {
    /// Judges a link to something on `github.com`; blank means none. A link to a repository loses its trailing
    /// slash, `.git` and `www.`; a link to something else there (an organisation, a folder) is kept as it is.
    pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
        let Some(address) = parsed(text)? else { return Ok(None) };
        if !matches!(address.host.as_str(), "github.com" | "www.github.com") || address.port.is_some() {
            return Err(Invalid::because("must be an address on github.com"));
        }
        let path = address.path.trim_matches('/');
        let mut segments = path.split('/');
        if let (Some(owner), Some(name), None) = (segments.next(), segments.next(), segments.next()) {
            let name = name.strip_suffix(".git").unwrap_or(name);
            if let Ok(repository) = RepositoryName::new(owner, name) {
                return Ok(Some(Self::of(&repository)));
            }
        }
        Ok(Some(Self(format!("https://github.com/{path}"))))
    }

    /// The repository that it leads to or into, if it does: `…/tree/main` and all else below it count.
    pub fn repository(&self) -> Option<Self> {
        let mut segments = self.0.strip_prefix("https://github.com/")?.split('/');
        let repository = RepositoryName::new(segments.next()?, segments.next()?).ok()?;
        Some(Self::of(&repository))
    }

    /// The page of `repository`.
    pub fn of(repository: &RepositoryName) -> Self {
        Self(format!("https://github.com/{}/{}", repository.owner(), repository.name()))
    }

    /// The address as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_linked_to() {
        for bad in ["javascript:alert(1)", "//x", "ftp://a.b", "data:text/html,x", "http://", "plain", "https://u:p@h/"]
        {
            assert!(WebUrl::optional(bad).is_err(), "{bad}");
        }
        assert_eq!(WebUrl::optional(" https://a.example ").unwrap().unwrap().as_str(), "https://a.example");
        assert_eq!(WebUrl::optional("  ").unwrap(), None);
        assert!(WebUrl::optional(&format!("https://a.example/{}", "x".repeat(300))).is_err());
    }

    #[test]
    fn links_to_one_repository_are_equal() {
        let canonical = "https://github.com/ada-l/planner";
        for link in [
            canonical,
            "http://www.github.com/ada-l/planner/",
            "https://github.com/ada-l/planner.git",
            "https://github.com/ada-l/planner?tab=readme",
        ] {
            assert_eq!(GithubUrl::optional(link).unwrap().unwrap().as_str(), canonical, "{link}");
        }
        let deep = GithubUrl::optional("https://github.com/ada-l/planner/tree/main").unwrap().unwrap();
        assert_eq!(deep.repository().unwrap().as_str(), canonical);
        assert_eq!(GithubUrl::optional("https://github.com/ada-l").unwrap().unwrap().repository(), None);
        assert!(GithubUrl::optional("https://gitlab.com/a/b").is_err());
        assert!(GithubUrl::optional("https://github.com.evil.example/a/b").is_err());
    }
}
