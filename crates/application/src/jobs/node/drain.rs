use vibeslop_domain::{
    ids::JobId,
    jobs::{JobState, Queue},
};
use vibeslop_ports::StoreError;

use super::{Node, Taken};

/// How many jobs are taken at once.
const BATCH: usize = 100;
/// How many attempts are made before it is clear that there is no end to it.
const MOST: usize = 100_000;

/// An attempt that was made on demand, and what became of its job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drained {
    /// Which job.
    pub id: JobId,
    /// Of which kind.
    pub kind: String,
    /// Where it stands now.
    pub state: JobState,
    /// What is kept of the failure, if there was one.
    pub error: Option<String>,
}

impl Node {
    /// Runs all jobs that may run now, one after the other, and those that they enqueue, and answers how each attempt
    /// ended. For tests, which decide when jobs run; what rests or is scheduled waits for its time on the clock.
    ///
    /// # Errors
    /// The store fails, or jobs make new ones without end.
    pub async fn drain(&self) -> Result<Vec<Drained>, StoreError> {
        let mut drained = Vec::new();
        loop {
            self.ports.store.stage(self.ports.clock.now()).await?;
            let before = drained.len();
            for queue in Queue::ALL {
                for job in self.ports.store.take(queue, BATCH, self.id).await? {
                    let taken = Taken::of(&job, queue);
                    let end = self.handlers.run(job).await;
                    let settled = self.settle(&taken, end);
                    let error = settled.step.error.as_ref().map(ToString::to_string);
                    let state = settled.step.state;
                    self.ports.store.settle(self.id, &[settled]).await?;
                    drained.push(Drained { id: taken.id, kind: taken.kind, state, error });
                }
            }
            if drained.len() == before {
                return Ok(drained);
            }
            if drained.len() > MOST {
                return Err(StoreError::failed("jobs make new ones without end"));
            }
        }
    }
}
