use std::{path::PathBuf, time::Duration};

use secrecy::SecretString;
use url::Url;

use super::{
    fault::Noted,
    reader::Reader,
    settings::{DATABASE_REPLICA_STALENESS, DATABASE_REPLICA_URL, DATABASE_URL, ECTO_IPV6, PG_BIN, POOL_SIZE},
    values::{flag, number, span},
};

/// Which PostgreSQL, and how it is reached.
#[derive(Debug, Clone)]
pub struct Database {
    /// Which server.
    pub server: DatabaseServer,
    /// A server that follows it, for reads that may be late.
    pub replica: Option<Replica>,
    /// How many connections a node holds at most.
    pub pool_size: u32,
    /// Whether the server is reached over IPv6.
    pub ipv6: bool,
}

/// A server that follows the first.
#[derive(Debug, Clone)]
pub struct Replica {
    /// Its address.
    pub url: SecretString,
    /// How late it may be, and still be read from.
    pub max_staleness: Duration,
}

/// Which server.
#[derive(Debug, Clone)]
pub enum DatabaseServer {
    /// One that somebody runs, by its address.
    Given(SecretString),
    /// One that this program runs for itself in the data folder.
    Own {
        /// The folder of the server's programs, if they are not to be looked for.
        programs: Option<PathBuf>,
    },
}

impl Database {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Noted> {
        let url = reader.secret(&DATABASE_URL, address);
        let why = "an own PostgreSQL in a data folder is for one machine";
        let url = url.and_then(|url| reader.needed_in_production(&DATABASE_URL, why, url));
        let replica = reader.secret(&DATABASE_REPLICA_URL, address);
        let max_staleness = reader.required(&DATABASE_REPLICA_STALENESS, |text| {
            let time = span(text)?;
            if time.is_zero() { Err("has to be 1s or more".to_owned()) } else { Ok(time) }
        });
        let folder = reader.folder.clone();
        let programs = reader.optional(&PG_BIN, |text| Ok(folder.join(text)));
        let pool_size = reader.required(&POOL_SIZE, |text| number(text, 1..=1_000));
        let ipv6 = reader.required(&ECTO_IPV6, flag);

        let programs = programs?;
        let server = url?.map_or(DatabaseServer::Own { programs }, DatabaseServer::Given);
        let max_staleness = max_staleness?;
        let replica = replica?.map(|url| Replica { url, max_staleness });
        Ok(Self { server, replica, pool_size: pool_size?, ipv6: ipv6? })
    }
}

/// Says what is wrong with an address, without repeating any of it.
fn address(text: &str) -> Result<(), &'static str> {
    const FORM: &str = "is not an address like postgres://user:password@host:5432/database";
    let rest = ["postgres://", "postgresql://"].iter().find_map(|scheme| text.strip_prefix(scheme)).ok_or(FORM)?;
    let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
    if rest.contains('#') || options.contains('@') || place.matches('@').count() > 1 {
        return Err("has a # or @ out of place: in a user name or password write %23 and %40");
    }
    let authority = place.split_once('/').map_or(place, |(authority, _)| authority);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    // The folder of a Unix socket stands among the options, and then the host is left out.
    let by_socket =
        host.is_empty() && options.split('&').any(|option| option.strip_prefix("host=").is_some_and(|h| !h.is_empty()));
    if by_socket || Url::parse(text).is_ok_and(|url| url.host_str().is_some_and(|host| !host.is_empty())) {
        Ok(())
    } else {
        Err(FORM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_databases_are_judged() {
        for right in [
            "postgres://ada:pw@db:5432/site",
            "postgresql://db/site?sslmode=require",
            "postgres://app@/postgres?host=/run/pg",
            "postgres://a%40b:p%23w@[::1]/site",
        ] {
            assert_eq!(address(right), Ok(()), "{right}");
        }
        for wrong in [
            "",
            "db",
            "mysql://db/site",
            "postgres://",
            "postgres:///site",
            "postgres://db:port/site",
            "host=db user=ada",
            "postgres://ada:p@w@db/site",
            "postgres://ada:80#w@db/site",
            "postgres://ada:80?w@db/site",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
