//! Pictures that a model answers with an address of. The address is a stranger's text: it must not make this program ask
//! what only this program can reach.

use std::{net::SocketAddr, time::Duration};

use reqwest::{
    Client, Response,
    header::{CONTENT_TYPE, LOCATION},
};
use tokio::{net::lookup_host, time::timeout};
use url::{Host, Url};
use vibeslop_ports::ServiceError;

use super::public::is_public;
use crate::{
    body,
    call::Line,
    endpoint::{Limits, client_builder},
    fault::Fault,
};

/// The most addresses that an address may lead to.
const MAX_REDIRECTS: usize = 3;
/// How long it may take in all.
const TOTAL: Duration = Duration::from_secs(30);
/// How long nothing may come.
const SILENCE: Duration = Duration::from_secs(10);
/// The most bytes of a picture.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Fetches a picture, without the key.
pub(super) async fn picture(line: &Line, url: Url) -> Result<Vec<u8>, ServiceError> {
    timeout(TOTAL, followed(line, url)).await.unwrap_or(Err(ServiceError::TimedOut))
}

async fn followed(line: &Line, mut url: Url) -> Result<Vec<u8>, ServiceError> {
    let limits = Limits { silence: SILENCE, answer: MAX_BYTES, ..line.limits.clone() };
    for _ in 0..=MAX_REDIRECTS {
        let client = client_for(line, &url).await?;
        let asked = timeout(SILENCE, client.get(url.clone()).send()).await;
        let response = asked.map_err(|_| ServiceError::TimedOut)?.map_err(|error| Fault::of_connection(error).error)?;
        if response.status().is_redirection() {
            url = target(&response, &url).ok_or_else(|| refused("the picture's address leads nowhere"))?;
            continue;
        }
        if response.status() != 200 || !is_picture(&response) {
            return Err(refused("the picture's address has no picture"));
        }
        return body::read(response, &limits).await.map_err(|fault| fault.error);
    }
    Err(refused("the picture's address leads in circles"))
}

/// A client that reaches this address and no other. The names are looked up once: who answers another address the
/// second time, to get behind the check, is not asked a second time.
async fn client_for(line: &Line, url: &Url) -> Result<Client, ServiceError> {
    // The operator has named this server: it may well be one of their own.
    if url.origin() == line.endpoint.base_url.origin() {
        return Ok(line.http.clone());
    }
    let is_plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    let port = url.port_or_known_default().filter(|port| is_plain && matches!(port, 80 | 443));
    let (Some(port), Some(host)) = (port, url.host()) else {
        return Err(refused("the picture's address is not plain"));
    };
    let private = || refused("the picture's address is not public");
    let builder = client_builder().no_proxy();
    let builder = match host {
        Host::Ipv4(address) if is_public(address.into()) => builder,
        Host::Ipv6(address) if is_public(address.into()) => builder,
        Host::Ipv4(_) | Host::Ipv6(_) => return Err(private()),
        Host::Domain(name) => {
            let looked_up = timeout(SILENCE, lookup_host((name, port))).await.map_err(|_| ServiceError::TimedOut)?;
            let addresses: Vec<SocketAddr> =
                looked_up.map_err(|error| ServiceError::Unavailable(error.into()))?.collect();
            if addresses.is_empty() || !addresses.iter().all(|address| is_public(address.ip())) {
                return Err(private());
            }
            builder.resolve_to_addrs(name, &addresses)
        }
    };
    builder.build().map_err(|error| ServiceError::Unavailable(error.into()))
}

fn target(response: &Response, url: &Url) -> Option<Url> {
    url.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()
}

fn is_picture(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif", "application/octet-stream"]
        .contains(&kind.as_str())
}

fn refused(what: &'static str) -> ServiceError {
    ServiceError::Malformed(what.into())
}
