//! The service, as it is released, in a process of its own.

use std::{
    fs::File,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    os::unix::process::CommandExt,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    environment::{Clock, Ids},
    tokens::{AccessTokens, Claims},
};
use vibeslop_tokens::{JoseTokens, SystemClock, SystemIds};

use super::{
    http::{Connection, get},
    sites::Sites,
};

/// Signs the tokens of measurements, and nothing else.
const JWT_SECRET: &str = "a secret for measurements, which guards nothing at all";
/// More than can be asked.
const UNLIMITED: &str = "100000000";
/// How long it may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// A service that runs until it is dropped.
#[derive(Debug)]
pub struct Service {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Service {
    /// Starts it on a site with so many connections to the database. Its log goes nowhere, but is written.
    pub async fn start(sites: &Sites, url: &SecretString, connections: usize) -> anyhow::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut command = sites.command(url);
        command.arg("serve").env("PORT", address.port().to_string()).env("POOL_SIZE", connections.to_string());
        command.env("JWT_SECRET", JWT_SECRET).env("JOBS_WORKERS", "false");
        command.env("LIMIT_ADDRESS_PER_MINUTE", UNLIMITED).env("LIMIT_USER_PER_MINUTE", UNLIMITED);
        command.stdout(Stdio::null()).stderr(File::create("/dev/null")?);
        // Ctrl-C is for whoever measures, who stops it then.
        let child = command.process_group(0).spawn().context("the service cannot be started")?;
        let mut service = Self { child, address };
        let began = Instant::now();
        loop {
            if let Some(status) = service.child.try_wait()? {
                bail!("the service ended at once ({status}); start it by hand to see why");
            }
            if let Ok(mut connection) = Connection::open(address).await
                && connection.ask(&get("/health/ready", None)).await.is_ok_and(|answer| answer.status == 200)
            {
                return Ok(service);
            }
            if began.elapsed() > PATIENCE {
                bail!("the service does not become ready");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The memory that a process uses at the moment, in bytes.
pub fn memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

/// A token that the service takes for this person's.
pub fn token(person: &str) -> anyhow::Result<String> {
    let now = SystemClock.now();
    let claims = Claims {
        user: UserId(person.parse::<Uuid>().context("no identifier of a person")?),
        token_id: Some(SystemIds.next().to_string()),
        issued_at: Some(now),
        expires_at: now + TimeDelta::days(1),
    };
    let tokens = JoseTokens::new(&JWT_SECRET.into()).context("the secret is weak")?;
    let token = tokens.issue(&claims).map_err(|error| anyhow::anyhow!("no token: {error}"))?;
    Ok(token.expose_secret().to_owned())
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
