use std::{fmt, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use vibeslop_ports::{
    ServiceError,
    ai::{CallLog, CallOutcome, Completion, ModelCall, Usage},
    environment::Clock,
};

/// Where the cost of a call is written down.
#[derive(Clone)]
pub(super) struct Booking {
    pub(super) log: Arc<dyn CallLog>,
    pub(super) clock: Arc<dyn Clock>,
}

impl fmt::Debug for Booking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Booking")
    }
}

impl Booking {
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A call that cannot be written down is told to the log, and nobody's picture is refused for it.
    pub(super) async fn record(
        &self,
        purpose: &'static str,
        asked: &str,
        began: DateTime<Utc>,
        answer: &Result<Completion, ServiceError>,
    ) {
        let (model, usage, outcome) = match answer {
            Ok(said) => (said.model.clone(), said.usage, CallOutcome::Answered),
            Err(error) => (asked.to_owned(), Usage::default(), CallOutcome::from(error)),
        };
        let at = self.now();
        let duration = (at - began).to_std().unwrap_or(Duration::ZERO);
        let call = ModelCall { user: None, purpose, model, usage, duration, outcome, at };
        if let Err(error) = self.log.record(&call).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a call of a model could not be written down");
        }
    }
}
