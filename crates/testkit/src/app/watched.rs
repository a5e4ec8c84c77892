use std::sync::Arc;

use vibeslop_application::{Ports, operation};
use vibeslop_http::{Audience, Dashboard};
use vibeslop_ports::operation::Measurements;
use vibeslop_tokens::SystemClock;

/// An application that shows how it does, at `/dev/dashboard`.
#[derive(Clone)]
pub struct Watched {
    /// What is measured.
    pub measurements: Arc<dyn Measurements>,
    /// Who sees it.
    pub audience: Audience,
}

impl std::fmt::Debug for Watched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watched").field("audience", &self.audience).finish_non_exhaustive()
    }
}

impl Watched {
    /// By the time of the machine: what is measured goes by it too.
    pub(super) fn dashboard(self, ports: &Ports) -> Dashboard {
        let (jobs, calls) = (Arc::clone(&ports.jobs), Arc::clone(&ports.calls));
        let source = operation::Dashboard::new(self.measurements, jobs, calls, Arc::new(SystemClock));
        Dashboard { source, audience: self.audience }
    }
}
