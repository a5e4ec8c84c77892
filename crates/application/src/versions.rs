//! The numbers of states, and changes that are meant for one state of a thing and refused when it has another by now.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use vibeslop_ports::{
    StoreError,
    versions::{Version, VersionQueries, Versioned},
};

use crate::{Error, Tx, debug::opaque_debug};

/// The numbers of states, for those who read.
#[derive(Clone)]
pub struct Versions {
    /// Reads them.
    pub queries: Arc<dyn VersionQueries>,
}

opaque_debug!(Versions);

impl Versions {
    /// The version of a thing, whoever may see the thing. To be asked before the thing itself is read: whoever edits
    /// what was read in between is refused then, and never the other way round.
    pub async fn version(&self, thing: Versioned) -> Result<Option<Version>, Error> {
        Ok(self.queries.version(thing).await?)
    }
}

tokio::task_local! {
    static EXPECTED: Arc<Expectation>;
}

/// The states of a thing that a change is meant for.
#[derive(Debug)]
struct Expectation {
    thing: Versioned,
    accepted: Mutex<Vec<Version>>,
}

impl Expectation {
    fn accepts(&self, version: Version) -> bool {
        self.accepted.lock().unwrap_or_else(PoisonError::into_inner).contains(&version)
    }

    /// What the change itself has made of the thing is what its next unit of work is meant for.
    fn move_on(&self, version: Version) {
        *self.accepted.lock().unwrap_or_else(PoisonError::into_inner) = vec![version];
    }
}

/// Does `work` on the condition that `thing` has one of the `accepted` versions. Each unit of work in it asks for the
/// version under a lock and keeps the lock, so that nobody comes in between; if it is another, nothing is done and
/// the answer is [`Error::PreconditionFailed`]. Any other reason not to do it comes first: who may not change a thing
/// does not hear whether it has changed.
pub async fn expecting<T>(thing: Versioned, accepted: Vec<Version>, work: impl Future<Output = T>) -> T {
    EXPECTED.scope(Arc::new(Expectation { thing, accepted: Mutex::new(accepted) }), work).await
}

/// What a unit of work found when it began.
pub(crate) struct Found {
    expected: Arc<Expectation>,
    version: Version,
}

/// Asks and locks, where something is expected. A thing that is not there is for the work to tell.
pub(crate) async fn look(tx: &mut Tx) -> Result<Option<Found>, StoreError> {
    let Ok(expected) = EXPECTED.try_with(Arc::clone) else { return Ok(None) };
    let version = tx.versions().lock_version(expected.thing).await?;
    Ok(version.map(|version| Found { expected, version }))
}

/// Lets the unit of work become visible, or not.
pub(crate) async fn judge(tx: &mut Tx, found: Option<Found>) -> Result<(), Error> {
    let Some(Found { expected, version }) = found else { return Ok(()) };
    if !expected.accepts(version) {
        return Err(Error::PreconditionFailed);
    }
    if let Some(version) = tx.versions().lock_version(expected.thing).await? {
        expected.move_on(version);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vibeslop_domain::ids::PostId;
    use vibeslop_ports::mocks::{End, MockTransactions, MockUnitOfWork};

    use super::*;
    use crate::in_transaction;

    const POST: Versioned = Versioned::Post(PostId(Uuid::from_u128(1)));

    fn versions(versions: impl IntoIterator<Item = i64>) -> MockUnitOfWork {
        let mut unit = MockUnitOfWork::default();
        for version in versions {
            unit.versions
                .expect_lock_version()
                .withf(|thing| *thing == POST)
                .times(1)
                .return_once(move |_| Ok(Some(Version(version))));
        }
        unit
    }

    #[tokio::test]
    async fn a_change_meant_for_another_state_is_undone() {
        let transactions = MockTransactions::of([versions([4])]);
        let work = in_transaction(&transactions, async |_| Ok(()));
        let refused = expecting(POST, vec![Version(3)], work).await;
        assert!(matches!(refused, Err(Error::PreconditionFailed)), "{refused:?}");
        assert_eq!(transactions.ends(), [End::RolledBack]);
    }

    #[tokio::test]
    async fn a_reason_of_the_use_case_comes_first() {
        let transactions = MockTransactions::of([versions([4])]);
        let work = in_transaction(&transactions, async |_| Err::<(), _>(Error::NotFound("post")));
        let refused = expecting(POST, vec![Version(3)], work).await;
        assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    }

    #[tokio::test]
    async fn a_change_in_several_units_of_work_is_not_in_its_own_way() {
        let transactions = MockTransactions::of([versions([3, 4]), versions([4, 5]), versions([7])]);
        let done = expecting(POST, vec![Version(2), Version(3)], async {
            in_transaction(&transactions, async |_| Ok(())).await?;
            in_transaction(&transactions, async |_| Ok(())).await?;
            // Somebody else was quicker.
            in_transaction(&transactions, async |_| Ok(())).await
        })
        .await;
        assert!(matches!(done, Err(Error::PreconditionFailed)), "{done:?}");
        assert_eq!(transactions.ends(), [End::Committed, End::Committed, End::RolledBack]);
    }

    #[tokio::test]
    async fn without_an_expectation_nothing_is_asked() {
        let transactions = MockTransactions::of([MockUnitOfWork::default()]);
        in_transaction(&transactions, async |_| Ok(())).await.unwrap();
        assert_eq!(transactions.ends(), [End::Committed]);
    }
}
