//! Load: connections that ask one thing after another.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};

use super::{http::Connection, stats::Latencies};

/// How much load, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// How many connections ask at once.
    pub connections: usize,
    /// How long it goes on before anything counts.
    pub warm_up: Duration,
    /// How long it is measured.
    pub lasts: Duration,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Answers a second.
    pub rate: f64,
    /// How long they took.
    pub latencies: Latencies,
    /// The bytes of an answer, on average.
    pub bytes: f64,
}

/// Asks the requests by turns, from a thread of its own, so that nobody's waiting is in the way.
pub fn run(address: SocketAddr, requests: &Arc<Vec<Vec<u8>>>, load: Load) -> anyhow::Result<Measured> {
    ensure!(!requests.is_empty(), "there is nothing to ask");
    let requests = Arc::clone(requests);
    let measuring = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(measure(address, requests, load))
    });
    measuring.join().map_err(|_| anyhow::anyhow!("the thread that asks broke off"))?
}

async fn measure(address: SocketAddr, requests: Arc<Vec<Vec<u8>>>, load: Load) -> anyhow::Result<Measured> {
    let begin = Instant::now() + load.warm_up;
    let end = begin + load.lasts;
    let mut asking = Vec::new();
    for number in 0..load.connections {
        let (requests, mut connection) = (Arc::clone(&requests), Connection::open(address).await?);
        asking.push(tokio::spawn(async move {
            let (mut micros, mut bytes) = (Vec::new(), 0_usize);
            let mut chance = Chance::of(number as u64);
            let mut asked = Instant::now();
            while asked < end {
                let request = requests.get(chance.below(requests.len())).map(Vec::as_slice).unwrap_or_default();
                let answer = connection.ask(request).await?;
                let done = Instant::now();
                if answer.status != 200 {
                    let body = String::from_utf8_lossy(connection.body(answer)).into_owned();
                    let request = String::from_utf8_lossy(request);
                    let line = request.lines().next().unwrap_or_default();
                    anyhow::bail!("{line} was answered with {}: {body}", answer.status);
                }
                if asked >= begin && done <= end {
                    micros.push(u32::try_from((done - asked).as_micros()).unwrap_or(u32::MAX));
                    bytes += answer.bytes;
                }
                asked = done;
            }
            anyhow::Ok((micros, bytes))
        }));
    }
    let (mut micros, mut bytes) = (Vec::new(), 0);
    for asking in asking {
        let (more, read) = asking.await.context("somebody who asks broke off")??;
        micros.extend(more);
        bytes += read;
    }
    ensure!(!micros.is_empty(), "nothing was answered in time");
    #[expect(clippy::cast_precision_loss, reason = "nobody asks that often")]
    let (count, bytes) = (micros.len() as f64, bytes as f64);
    Ok(Measured { rate: count / load.lasts.as_secs_f64(), latencies: Latencies::of(micros), bytes: bytes / count })
}

/// Enough chance to choose a request.
struct Chance(u64);

impl Chance {
    const fn of(number: u64) -> Self {
        Self(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or_default() % most.max(1)
    }
}
