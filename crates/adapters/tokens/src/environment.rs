//! The machine's clock, identifiers and chance. The one place where they are taken from the system.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SubsecRound, Utc};
use rand::Rng;
use secrecy::SecretString;
use uuid::Uuid;
use vibeslop_ports::environment::{Clock, Entropy, Ids};

/// The machine's clock, in whole microseconds: what PostgreSQL keeps of a time equals the time that was given to it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(6)
    }
}

/// UUIDs of version 7. Those of one process sort in the order in which they were given.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is what the port `Ids` is made of")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// The generator of random numbers that the system seeds, fit for secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn secret(&self) -> SecretString {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes).into()
    }

    fn number(&self) -> u32 {
        rand::rng().next_u32()
    }
}
