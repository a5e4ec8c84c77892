use std::fmt;

use lettre::transport::smtp::{authentication::Credentials, client::TlsParameters};
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

/// The address is not one of a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSmtpUrl {
    /// It does not look like one.
    #[error("the mail server's address is not like smtps://user:password@host:465")]
    Form,
    /// What stands behind `tls=` is unknown.
    #[error("tls can be required, opportunistic or none")]
    Tls,
    /// A certificate cannot be checked for this host.
    #[error("TLS cannot be set up for the mail server")]
    Certificates,
}

/// A mail server and how to speak to it.
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) credentials: Option<Credentials>,
}

/// How a connection is secured.
pub(super) enum Security {
    /// TLS from the first byte.
    FromTheStart(TlsParameters),
    /// STARTTLS, or nothing is sent.
    Required(TlsParameters),
    /// STARTTLS if the server offers it.
    IfOffered(TlsParameters),
    /// None.
    None,
}

impl Server {
    pub(super) fn parse(url: &SecretString) -> Result<Self, InvalidSmtpUrl> {
        let url = Url::parse(url.expose_secret()).map_err(|_| InvalidSmtpUrl::Form)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(InvalidSmtpUrl::Form)?.to_owned();
        // An IPv6 address is written in brackets, and used without.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let credentials = credentials(&url)?;
        let wanted = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        let tls = || TlsParameters::new(host.clone()).map_err(|_| InvalidSmtpUrl::Certificates);

        let (security, usual_port) = match (url.scheme(), wanted.as_deref()) {
            ("smtps", None | Some("required")) => (Security::FromTheStart(tls()?), 465),
            ("smtp", Some("required")) => (Security::Required(tls()?), 587),
            ("smtp", None) if credentials.is_some() && !is_this_machine(&url) => (Security::Required(tls()?), 587),
            ("smtp", None | Some("opportunistic")) => (Security::IfOffered(tls()?), 25),
            ("smtp", Some("none")) => (Security::None, 25),
            ("smtp" | "smtps", Some(_)) => return Err(InvalidSmtpUrl::Tls),
            _ => return Err(InvalidSmtpUrl::Form),
        };
        Ok(Self { port: url.port().unwrap_or(usual_port), host, security, credentials })
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, InvalidSmtpUrl> {
    let Some(password) = url.password() else { return Ok(None) };
    Ok(Some(Credentials::new(decoded(url.username())?, decoded(password)?)))
}

/// Undoes percent-encoding.
fn decoded(text: &str) -> Result<String, InvalidSmtpUrl> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let (byte, behind) = match (first, behind.split_at_checked(2)) {
            (b'%', Some((digits, behind))) => {
                let digits = std::str::from_utf8(digits).map_err(|_| InvalidSmtpUrl::Form)?;
                (u8::from_str_radix(digits, 16).map_err(|_| InvalidSmtpUrl::Form)?, behind)
            }
            _ => (*first, behind),
        };
        bytes.push(byte);
        rest = behind;
    }
    String::from_utf8(bytes).map_err(|_| InvalidSmtpUrl::Form)
}

/// Whether the server is on this machine. The host of an `smtp` address is text to the `url` crate, numbers too.
fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> Result<(String, u16, &'static str, bool), InvalidSmtpUrl> {
        let server = Server::parse(&url.into())?;
        let security = match server.security {
            Security::FromTheStart(_) => "from the start",
            Security::Required(_) => "required",
            Security::IfOffered(_) => "if offered",
            Security::None => "none",
        };
        Ok((server.host, server.port, security, server.credentials.is_some()))
    }

    #[test]
    fn an_address_says_how_to_connect() {
        for (url, host, port, security, signs_in) in [
            ("smtps://a:b@mail.example.com", "mail.example.com", 465, "from the start", true),
            ("smtps://mail.example.com:4465", "mail.example.com", 4465, "from the start", false),
            ("smtp://a:b@mail.example.com", "mail.example.com", 587, "required", true),
            ("smtp://a:b@mail.example.com:25?tls=opportunistic", "mail.example.com", 25, "if offered", true),
            ("smtp://mail.example.com", "mail.example.com", 25, "if offered", false),
            ("smtp://mail.example.com?tls=required", "mail.example.com", 587, "required", false),
            ("smtp://a:b@localhost:2525", "localhost", 2525, "if offered", true),
            ("smtp://a:b@127.0.0.1:2525", "127.0.0.1", 2525, "if offered", true),
            ("smtp://a:b@[::1]:2525?tls=none", "::1", 2525, "none", true),
        ] {
            assert_eq!(parsed(url), Ok((host.to_owned(), port, security, signs_in)), "{url}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_being_repeated() {
        for (url, error) in [
            ("", InvalidSmtpUrl::Form),
            ("mail.example.com", InvalidSmtpUrl::Form),
            ("https://mail.example.com", InvalidSmtpUrl::Form),
            ("smtp://a:%zz@mail.example.com", InvalidSmtpUrl::Form),
            ("smtp://a:%ff@mail.example.com", InvalidSmtpUrl::Form),
            ("smtp://mail.example.com?tls=perhaps", InvalidSmtpUrl::Tls),
            ("smtps://mail.example.com?tls=none", InvalidSmtpUrl::Tls),
        ] {
            assert_eq!(parsed(url), Err(error), "{url}");
        }
    }

    #[test]
    fn passwords_are_decoded_and_not_shown() {
        assert_eq!(decoded("p%40s%3As+w%C3%A9%"), Ok("p@s:s+wé%".to_owned()));
        let server = Server::parse(&"smtps://ada:hidden@mail.example.com".into()).unwrap();
        assert!(!format!("{server:?}").contains("hidden"));
    }
}
