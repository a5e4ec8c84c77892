use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use vibeslop_http::Network;

use super::{
    base_url::BaseUrl,
    fault::Noted,
    reader::Reader,
    settings::{BACKEND_URL, BIND, CORS_ORIGINS, FRONTEND_URL, PHX_HOST, PORT, SHUTDOWN_DRAIN, TRUSTED_PROXIES},
    values::{number, several, span},
};

/// Where the service listens, and under which addresses it is known.
#[derive(Debug, Clone)]
pub struct Server {
    /// The address to listen on.
    pub bind: IpAddr,
    /// The port to listen on; 0 asks the system for a free one.
    pub port: u16,
    /// Where the web client lives, and people return to after signing in.
    pub frontend: BaseUrl,
    /// Who may call from a browser.
    pub cors: CorsOrigins,
    /// Whose word on a client's address is believed.
    pub trusted_proxies: Vec<Network>,
    /// How long a node that is told to stop goes on serving after it has denied its readiness.
    pub drain: Duration,
    backend: Backend,
}

#[derive(Debug, Clone)]
enum Backend {
    Said(BaseUrl),
    /// This machine, at the port that is listened on.
    Here(BaseUrl),
}

/// Which pages may call the service from a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorsOrigins {
    /// Any page.
    Any,
    /// Those of these origins, written as browsers send them.
    Listed(Vec<String>),
}

impl Server {
    /// Where the service can be reached from outside, given the port that it listens on in the end.
    pub fn backend(&self, port: u16) -> BaseUrl {
        match self.backend.clone() {
            Backend::Said(url) => url,
            Backend::Here(url) => url.on_port(port),
        }
    }

    /// What to listen on. The first that opens will do: every IPv6 address means IPv4 too, but there are machines
    /// without IPv6.
    pub fn listen_on(&self) -> Vec<SocketAddr> {
        let mut addresses = vec![SocketAddr::new(self.bind, self.port)];
        if self.bind == IpAddr::V6(Ipv6Addr::UNSPECIFIED) {
            addresses.push(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), self.port));
        }
        addresses
    }

    pub(super) fn read(reader: &mut Reader) -> Result<Self, Noted> {
        let production = reader.environment.is_production();
        let guarded =
            |text: &str| BaseUrl::new(text).and_then(|url| if production { url.kept_private() } else { Ok(url) });

        let bind = reader.required(&BIND, |text| {
            text.parse::<IpAddr>().map_err(|_| format!("{text:?} is no IP address, such as 127.0.0.1 or ::"))
        });
        let port = reader.required(&PORT, |text| number(text, u16::from(production)..=u16::MAX));
        let frontend = reader.required(&FRONTEND_URL, guarded);
        let frontend = said_in_production(reader, frontend);
        let backend = backend(reader, guarded);
        let cors = reader.optional(&CORS_ORIGINS, cors_origins);
        let trusted_proxies = reader.optional(&TRUSTED_PROXIES, |text| several(text, str::parse));
        let drain = reader.required(&SHUTDOWN_DRAIN, span);

        let (port, frontend, backend) = (port?, frontend?, backend?);
        let backend = if let Some(url) = backend {
            Backend::Said(url)
        } else {
            let here = BaseUrl::new("http://localhost").map_err(|problem| reader.refuse(&BACKEND_URL, problem))?;
            reader.follows(&BACKEND_URL, here.clone().on_port(port), "follows from PORT");
            Backend::Here(here)
        };
        let cors = cors?.unwrap_or_else(|| {
            reader.follows(&CORS_ORIGINS, frontend.origin(), "follows from FRONTEND_URL");
            CorsOrigins::Listed(vec![frontend.origin()])
        });
        Ok(Self {
            bind: bind?,
            port,
            frontend,
            cors,
            trusted_proxies: trusted_proxies?.unwrap_or_default(),
            drain: drain?,
            backend,
        })
    }
}

/// The built-in default is a developer's, and people would be sent to their own machines.
fn said_in_production(reader: &mut Reader, frontend: Result<BaseUrl, Noted>) -> Result<BaseUrl, Noted> {
    let frontend = frontend?;
    if reader.environment.is_production() && reader.is_built_in(&FRONTEND_URL) {
        return Err(reader.faults.missing(&FRONTEND_URL, "production needs it: people return there after signing in"));
    }
    Ok(frontend)
}

fn backend(
    reader: &mut Reader,
    guarded: impl FnOnce(&str) -> Result<BaseUrl, String>,
) -> Result<Option<BaseUrl>, Noted> {
    let url = reader.optional(&BACKEND_URL, guarded);
    let host = reader.optional(&PHX_HOST, |text| {
        let whole = BaseUrl::new(&format!("https://{text}")).ok().filter(|url| url.as_url().path() == "/");
        whole.ok_or_else(|| format!("{text:?} is no host name, such as api.example.com"))
    });
    let (url, host) = (url?, host?);
    if let (None, Some(host)) = (&url, &host) {
        reader.follows(&BACKEND_URL, host, "follows from PHX_HOST");
    }
    let why = "sign-in returns to it (PHX_HOST will do as well)";
    reader.needed_in_production(&BACKEND_URL, why, url.or(host))
}

fn cors_origins(text: &str) -> Result<CorsOrigins, String> {
    if text == "*" {
        return Ok(CorsOrigins::Any);
    }
    several(text, |item| {
        let url = BaseUrl::new(item).ok().filter(|url| url.as_url().path() == "/");
        url.map(|url| url.origin())
            .ok_or_else(|| format!("{item:?} is no origin, such as https://example.com, and not * alone"))
    })
    .map(CorsOrigins::Listed)
}
