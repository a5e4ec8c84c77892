use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use secrecy::SecretString;
use tokio::{
    sync::{Mutex, Notify},
    time::{sleep, timeout},
};
use tokio_postgres::{Client, Row as PgRow, Statement, types::ToSql};
use vibeslop_domain::stream::Position;
use vibeslop_ports::{
    StoreError,
    stream::{EventBus, Stretch},
    transactions::{CommitWatch, Committed},
};

use super::rows::{Row, stretch};
use crate::connect::{ConnectError, Target};

/// How much is read at a time.
const AT_ONCE: i64 = 1_000;
/// How long is waited for what else is committed at the same moment, so that it is announced together.
const GATHERING: Duration = Duration::from_millis(5);
/// How often is looked without having been told: for what a node committed that ended before it announced it, for hands
/// at psql, and for notices that were lost with a connection.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long the server may take. It may have gone without a word.
const PATIENCE: Duration = Duration::from_secs(10);

const ORDER: &str = "SELECT order_stream_events()";
const LISTEN: &str = "LISTEN vibeslop_stream";
const NEWEST: &str = "SELECT position FROM stream_head";

/// The outbox as one node hears of it, on a connection of its own.
///
/// This node's commits wake it (it is a [`CommitWatch`]), and so do the announcements of others. Then it gives places to
/// what has none, which announces it, and reads on. So no transaction that does anything else ever notifies, and what
/// is committed at one moment costs one announcement.
pub struct PgEventBus {
    target: Target,
    awake: Arc<Notify>,
    session: Mutex<Option<Session>>,
}

struct Session {
    client: Client,
    order: Statement,
    behind: Statement,
}

impl PgEventBus {
    /// Connects when it is first asked, and anew whenever the connection has ended.
    pub fn new(url: &SecretString) -> Result<Self, ConnectError> {
        Ok(Self { target: Target::new(url)?, awake: Arc::default(), session: Mutex::default() })
    }

    /// Lets go of the connection. Whoever asks again makes another.
    pub async fn hang_up(&self) {
        drop(self.session.lock().await.take());
    }

    async fn connect(&self) -> Result<Session, StoreError> {
        let awake = Arc::clone(&self.awake);
        let client = self.target.listener(move || awake.notify_one()).await.map_err(away)?;
        let open = async {
            client.batch_execute(LISTEN).await?;
            let order = client.prepare(ORDER).await?;
            let behind = client.prepare(include_str!("behind.sql")).await?;
            Ok::<_, tokio_postgres::Error>((order, behind))
        };
        let (order, behind) = open.await.map_err(away)?;
        Ok(Session { client, order, behind })
    }

    /// Works on the connection, and lets go of it if that fails.
    async fn on_session<T>(
        &self,
        work: impl AsyncFnOnce(&Session) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T, StoreError> {
        let mut kept = self.session.lock().await;
        let worked = timeout(PATIENCE, async {
            let session = match kept.take().filter(|session| !session.client.is_closed()) {
                Some(session) => session,
                None => self.connect().await?,
            };
            let done = work(&session).await.map_err(away)?;
            Ok((session, done))
        });
        let (session, done) = worked.await.map_err(away)??;
        *kept = Some(session);
        Ok(done)
    }
}

/// Whatever it was, the same can be tried again in a moment.
fn away(error: impl Into<vibeslop_ports::BoxError>) -> StoreError {
    StoreError::Unavailable(error.into())
}

impl std::fmt::Debug for PgEventBus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PgEventBus({:?})", self.target)
    }
}

impl CommitWatch for PgEventBus {
    fn committed(&self, _: Committed) {
        self.awake.notify_one();
    }
}

#[async_trait]
impl EventBus for PgEventBus {
    async fn newest(&self) -> Result<Position, StoreError> {
        let row = self.on_session(async |session| session.client.query_one(NEWEST, &[]).await).await?;
        row.try_get(0).map(Position).map_err(StoreError::failed)
    }

    async fn behind(&self, after: Position) -> Result<Stretch, StoreError> {
        loop {
            let rows = self
                .on_session(async |session| {
                    // Sent together; the server does one after the other, each in a transaction of its own.
                    let order = session.client.execute(&session.order, &[]);
                    let bound: [&(dyn ToSql + Sync); 2] = [&after.0, &AT_ONCE];
                    let behind = session.client.query(&session.behind, &bound);
                    Ok(tokio::try_join!(order, behind)?.1)
                })
                .await?;
            let rows = rows.iter().map(read).collect::<Result<Vec<Row>, _>>().map_err(StoreError::failed)?;
            let stretch = stretch(rows)?;
            if !stretch.complete || !stretch.occurrences.is_empty() {
                return Ok(stretch);
            }
            if timeout(LOOK_EVERY, self.awake.notified()).await.is_ok() {
                sleep(GATHERING).await;
            }
        }
    }
}

fn read(row: &PgRow) -> Result<Row, tokio_postgres::Error> {
    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?, row.try_get(5)?))
}
