//! Writes that come with a key of the caller's: done once, however often they are sent.

use std::{future::Future, sync::Arc};

use chrono::TimeDelta;
use vibeslop_domain::{ids::UserId, retries::RetryKey};
use vibeslop_ports::{
    environment::{Clock, Ids},
    retries::{Claim, Claimed, KeptAnswer, LEASE, RetryLog, WholeRequest},
};

use crate::{Error, debug::opaque_debug};

/// For how long a key stands for its request.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// Writes that come with a key.
#[derive(Clone)]
pub struct Retries {
    /// Remembers keys and answers.
    pub log: Arc<dyn RetryLog>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Names attempts.
    pub ids: Arc<dyn Ids>,
}

opaque_debug!(Retries);

/// What is to be done about a request with a key.
#[derive(Debug)]
pub enum Begun {
    /// Nothing: this was the answer.
    Answered(KeptAnswer),
    /// The request is to be run.
    Attempt(Attempt),
}

impl Retries {
    /// Claims the key for this request. Refused while the request runs elsewhere, and for another request.
    pub async fn begin(&self, caller: Option<UserId>, key: RetryKey, request: [u8; 32]) -> Result<Begun, Error> {
        let now = self.clock.now();
        let claim = Claim { caller, key, request, owner: self.ids.next(), now, expires_at: now + KEPT_FOR };
        match self.log.claim(&claim).await? {
            Claimed::Ours => {
                let whole = self.log.whole();
                Ok(Begun::Attempt(Attempt { log: Arc::clone(&self.log), whole, claim: Some(claim) }))
            }
            Claimed::Answered(answer) => Ok(Begun::Answered(answer)),
            Claimed::Running => Err(still_running()),
            Claimed::Reused => Err(Error::Refused {
                code: "idempotency_key_reused",
                message: "This Idempotency-Key was used for another request".to_owned(),
            }),
        }
    }
}

fn still_running() -> Error {
    Error::Conflict {
        code: "idempotency_key_in_use",
        message: "The request with this Idempotency-Key is still running".to_owned(),
    }
}

/// An attempt at a request. Dropped on the way, it gives its key back.
pub struct Attempt {
    log: Arc<dyn RetryLog>,
    whole: Arc<dyn WholeRequest>,
    /// Until it is settled what becomes of it.
    claim: Option<Claim>,
}

opaque_debug!(Attempt);

impl Attempt {
    /// Runs the request. All its units of work become visible with [`keep`](Self::keep).
    pub async fn together<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut done = None;
        let inside = self.whole.inside(Box::pin(async { done = Some(work.await) }));
        self.renewing(inside).await;
        done
    }

    /// Runs a request whose units of work are visible at once: one that waits for other services for so long that
    /// nothing may stay open meanwhile, and that may be done again if the program dies on the way.
    pub async fn apart<T>(&self, work: impl Future<Output = T>) -> T {
        self.renewing(work).await
    }

    async fn renewing<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        loop {
            let Ok(done) = tokio::time::timeout(LEASE / 3, &mut work).await else {
                if let Some(claim) = &self.claim
                    && let Err(error) = self.log.renew(claim).await
                {
                    // Without the lease the answer is not kept in the end; until then there are two more tries.
                    tracing::warn!(error = &error as &dyn std::error::Error, "a claim could not be renewed");
                }
                continue;
            };
            return done;
        }
    }

    /// Keeps the answer and makes all that was done visible with it.
    pub async fn keep(mut self, answer: &KeptAnswer) -> Result<(), Error> {
        let Some(claim) = &self.claim else { return Ok(()) };
        let kept = self.whole.keep(claim, answer).await?;
        self.claim = None;
        // Another attempt has the key by now, and its answer will be the one.
        if kept { Ok(()) } else { Err(still_running()) }
    }

    /// Undoes all that was done and gives the key back, so that the request can be sent again.
    pub async fn forget(mut self) -> Result<(), Error> {
        self.whole.undo().await;
        let Some(claim) = self.claim.take() else { return Ok(()) };
        Ok(self.log.release(&claim).await?)
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        let (Some(claim), Ok(runtime)) = (self.claim.take(), tokio::runtime::Handle::try_current()) else { return };
        let log = Arc::clone(&self.log);
        runtime.spawn(async move {
            if let Err(error) = log.release(&claim).await {
                // Its lease ends by itself.
                tracing::debug!(error = &error as &dyn std::error::Error, "a claim was not given back");
            }
        });
    }
}
