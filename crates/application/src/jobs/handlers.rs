use std::{collections::HashMap, panic::AssertUnwindSafe, pin::Pin, sync::Arc, time::Duration};

use futures_util::FutureExt;
use vibeslop_domain::{
    ids::JobId,
    jobs::{End, Failure, Pause, Reason},
};
use vibeslop_ports::jobs::{Attempt, Job, JobResult, TakenJob};

/// How long a job waits whose kind this version of the program does not know: a newer one may be about to start.
const UNKNOWN_KIND: Duration = Duration::from_mins(1);

/// What a handler is told beside the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Which job it is: the same in each attempt.
    pub id: JobId,
    /// Which attempt it is.
    pub attempt: Attempt,
}

type Handling = Pin<Box<dyn Future<Output = JobResult> + Send>>;

struct Handler {
    limit: Duration,
    handle: Box<dyn Fn(TakenJob) -> Handling + Send + Sync>,
}

/// What does each kind of job. Cheap to clone.
#[derive(Clone, Default)]
pub struct Handlers(HashMap<&'static str, Arc<Handler>>);

impl std::fmt::Debug for Handlers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Handlers {
    /// Has jobs of the kind `J` done by `handle`. It is to be idempotent, and to leave no transaction open while it waits
    /// for something else.
    #[must_use]
    pub fn on<J, F, H>(mut self, handle: F) -> Self
    where
        J: Job,
        F: Fn(J, Run) -> H + Send + Sync + 'static,
        H: Future<Output = JobResult> + Send + 'static,
    {
        let handle = Arc::new(handle);
        let handle = move |job: TakenJob| -> Handling {
            let handle = Arc::clone(&handle);
            Box::pin(async move {
                let run = Run { id: job.id, attempt: job.attempt };
                let Ok(job) = serde_json::from_value::<J>(job.args) else {
                    // What exactly is wrong would quote the arguments.
                    return Err(Failure::Never(Reason::new("the arguments cannot be read")));
                };
                handle(job, run).await
            })
        };
        self.0.insert(J::KIND, Arc::new(Handler { limit: J::TIME_LIMIT, handle: Box::new(handle) }));
        self
    }

    /// The kinds that have a handler.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    /// Runs a job to its end, whatever end that is.
    pub(super) async fn run(&self, job: TakenJob) -> End {
        let Some(handler) = self.0.get(job.kind.as_str()).map(Arc::clone) else {
            let reason = Reason::new("this version of the program does not know the kind");
            return End::Failed(Failure::Wait(Pause::For(UNKNOWN_KIND), reason));
        };
        // A handler that panics is dropped with all that it held, and nothing of it is looked at again.
        let limit = handler.limit;
        let handling = AssertUnwindSafe(async move { (handler.handle)(job).await }).catch_unwind();
        match tokio::time::timeout(limit, handling).await {
            Ok(Ok(Ok(()))) => End::Done,
            Ok(Ok(Err(failure))) => End::Failed(failure),
            Ok(Err(_)) => End::Panicked,
            Err(_) => End::TimedOut,
        }
    }
}
