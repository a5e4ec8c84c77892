use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};

use vibeslop_ports::{
    StoreError,
    transactions::{Transactions, UnitOfWork},
};

use crate::{Error, versions};

/// An open unit of work. A type of its own, because a use case that took `&mut dyn UnitOfWork` could not be spawned.
pub struct Tx(Box<dyn UnitOfWork>);

impl Deref for Tx {
    type Target = dyn UnitOfWork;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut *self.0
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tx")
    }
}

/// Commits what `work` did if it answers `Ok`, undoes it otherwise. No use case writes `commit` by itself.
///
/// Where the change is [expected](versions::expecting) to meet a certain state, it is undone if it did not.
pub async fn in_transaction<T, F>(transactions: &dyn Transactions, work: F) -> Result<T, Error>
where
    F: AsyncFnOnce(&mut Tx) -> Result<T, Error>,
{
    or_undo(transactions, async |tx| {
        let found = versions::look(tx).await?;
        let value = work(tx).await?;
        versions::judge(tx, found).await?;
        Ok(value)
    })
    .await
}

/// How often a unit of work is done before whoever is in the way has won.
const ATTEMPTS: u32 = 5;

/// Does a unit of work again, from its beginning, when another one was in the way: that of somebody who deletes an
/// account with a thousand likes, as a rule. What an attempt did is undone before the next.
///
/// `persistently(|| in_transaction(…, async |tx| …))`
pub async fn persistently<T, W>(mut unit_of_work: impl FnMut() -> W) -> Result<T, Error>
where
    W: Future<Output = Result<T, Error>>,
{
    let mut attempt = 1;
    loop {
        match unit_of_work().await {
            Err(error) if error.is_contention() && attempt < ATTEMPTS => {
                tracing::debug!(attempt, "another unit of work was in the way");
                tokio::time::sleep(pause(attempt)).await;
                attempt += 1;
            }
            done => return done,
        }
    }
}

/// 10 ms, 40 ms, 90 ms, …: long enough for the others to end, short enough for somebody who waits.
const fn pause(attempt: u32) -> Duration {
    Duration::from_millis(10 * (attempt * attempt) as u64)
}

/// [`in_transaction`] for work that fails with an error of its own.
pub(crate) async fn or_undo<T, E, F>(transactions: &dyn Transactions, work: F) -> Result<T, E>
where
    E: From<StoreError>,
    F: AsyncFnOnce(&mut Tx) -> Result<T, E>,
{
    let mut tx = Tx(transactions.begin().await?);
    match work(&mut tx).await {
        Ok(value) => tx.0.commit().await.map(|()| value).map_err(E::from),
        Err(error) => {
            if let Err(undo) = tx.0.rollback().await {
                tracing::warn!(error = &undo as &dyn std::error::Error, "rollback failed");
            }
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use vibeslop_ports::{
        BoxError,
        mocks::{End, MockTransactions, MockUnitOfWork},
    };

    use super::*;
    use crate::fixtures::spawnable;

    fn contended() -> Error {
        StoreError::Contended("the test says so".into()).into()
    }

    fn units(number: usize) -> MockTransactions {
        MockTransactions::of((0..number).map(|_| MockUnitOfWork::default()))
    }

    #[tokio::test]
    async fn work_is_done_again_when_others_were_in_the_way_and_nothing_of_before_is_left() {
        let transactions = units(3);
        let attempts = AtomicU32::new(0);
        let work = persistently(|| {
            in_transaction(&transactions, async |_| {
                let attempt = attempts.fetch_add(1, Ordering::SeqCst) + 1;
                if attempt < 3 { Err(contended()) } else { Ok(attempt) }
            })
        });
        spawnable(&work);
        assert_eq!(work.await.unwrap(), 3);
        assert_eq!(transactions.ends(), [End::RolledBack, End::RolledBack, End::Committed]);
    }

    #[tokio::test]
    async fn work_that_others_are_always_in_the_way_of_ends_as_unavailable() {
        let transactions = units(10);
        let failed = persistently(|| in_transaction(&transactions, async |_| Err::<(), _>(contended()))).await;
        assert!(matches!(failed, Err(Error::Unavailable(_))), "{failed:?}");
        assert_eq!(transactions.ends().len(), 5);
    }

    #[tokio::test]
    async fn any_other_failure_is_told_at_once() {
        let transactions = units(2);
        let away = || Error::Unavailable(BoxError::from("away"));
        let failed = persistently(|| in_transaction(&transactions, async |_| Err::<(), _>(away()))).await;
        assert!(matches!(failed, Err(Error::Unavailable(_))), "{failed:?}");
        assert_eq!(transactions.ends(), [End::RolledBack]);
    }
}
