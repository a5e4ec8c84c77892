use std::ops::{Deref, DerefMut};

use vibeslop_ports::{
    StoreError,
    transactions::{Transactions, UnitOfWork},
};

use crate::Error;

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
pub async fn in_transaction<T, F>(transactions: &dyn Transactions, work: F) -> Result<T, Error>
where
    F: AsyncFnOnce(&mut Tx) -> Result<T, Error>,
{
    or_undo(transactions, work).await
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
