//! How many statements something cost.
//!
//! Every pooled connection reports its statements here, typed queries and raw SQL alike. Two ways to ask:
//!
//! - [`Database::statements`](crate::Database::statements) counts what ran on a pool since it was made, by whomever.
//!   Two readings around a request over HTTP tell what it cost, if nothing else runs.
//! - [`record`] collects what one future ran, with the SQL, whatever else runs at the time.
//!
//! `BEGIN`, `COMMIT`, `ROLLBACK` and savepoints made through diesel's transaction manager are counted apart: they are the
//! price of a transaction, not of a question. Statements inside of triggers, and those that set a new connection up,
//! are not counted.

use std::{
    fmt::Display,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

use diesel::connection::{Instrumentation, InstrumentationEvent};

use crate::timing::Timing;

/// What ran so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statements {
    /// Questions and orders.
    pub statements: u64,
    /// Beginnings and ends of transactions and savepoints.
    pub transaction_control: u64,
}

impl std::ops::Sub for Statements {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self {
            statements: self.statements.saturating_sub(earlier.statements),
            transaction_control: self.transaction_control.saturating_sub(earlier.transaction_control),
        }
    }
}

/// What a pool's connections add to.
#[derive(Debug)]
pub(crate) struct Tally {
    statements: AtomicU64,
    transaction_control: AtomicU64,
    pub(crate) timing: Timing,
}

impl Tally {
    pub(crate) fn new(timing: Timing) -> Self {
        Self { statements: AtomicU64::new(0), transaction_control: AtomicU64::new(0), timing }
    }

    pub(crate) fn read(&self) -> Statements {
        Statements {
            statements: self.statements.load(Ordering::Relaxed),
            transaction_control: self.transaction_control.load(Ordering::Relaxed),
        }
    }
}

tokio::task_local! {
    static RECORDING: Arc<Mutex<Vec<String>>>;
}

/// Runs `work` and answers what it answered, with the SQL of the statements it ran, in order, without their values.
///
/// Sees what runs in the same task, `join!` and `select!` included, and not what is given to `tokio::spawn`.
pub async fn record<F: Future>(work: F) -> (F::Output, Vec<String>) {
    let statements = Arc::<Mutex<Vec<String>>>::default();
    let output = RECORDING.scope(Arc::clone(&statements), work).await;
    let mut statements = statements.lock().unwrap_or_else(PoisonError::into_inner);
    (output, std::mem::take(&mut statements))
}

/// Sits on one connection, and knows whether it still lives.
pub(crate) struct Watch {
    tally: Arc<Tally>,
    ended: Arc<AtomicBool>,
    /// Statements overtake each other here, as far as can be told from events: whoever reads measures them.
    is_line: bool,
    /// The next statement is the one that diesel's transaction manager has just announced.
    control_follows: bool,
    /// When the statement that runs began. None runs beside it: those that are sent together begin together.
    began: Option<Instant>,
}

impl Watch {
    pub(crate) fn new(tally: Arc<Tally>, ended: Arc<AtomicBool>) -> Self {
        Self { tally, ended, is_line: false, control_follows: false, began: None }
    }

    /// For a connection that several read through at once.
    pub(crate) fn on_line(tally: Arc<Tally>) -> Self {
        Self { is_line: true, ..Self::new(tally, Arc::default()) }
    }

    pub(crate) fn has_ended(&self) -> bool {
        AtomicBool::load(&self.ended, Ordering::Acquire)
    }
}

impl Instrumentation for Watch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match &event {
            _ if self.is_line => {}
            InstrumentationEvent::StartQuery { .. } => self.began = Some(Instant::now()),
            InstrumentationEvent::FinishQuery { query, .. } => {
                if let Some(began) = self.began.take() {
                    self.tally.timing.ran(began.elapsed(), || without_values(*query));
                }
            }
            _ => {}
        }
        match event {
            InstrumentationEvent::BeginTransaction { .. }
            | InstrumentationEvent::CommitTransaction { .. }
            | InstrumentationEvent::RollbackTransaction { .. } => self.control_follows = true,
            InstrumentationEvent::StartQuery { .. } if std::mem::take(&mut self.control_follows) => {
                self.tally.transaction_control.fetch_add(1, Ordering::Relaxed);
            }
            InstrumentationEvent::StartQuery { query, .. } => {
                self.tally.statements.fetch_add(1, Ordering::Relaxed);
                // An error says that nobody records, which is nearly always.
                let _ = RECORDING.try_with(|statements| {
                    statements.lock().unwrap_or_else(PoisonError::into_inner).push(without_values(query));
                });
            }
            _ => {}
        }
    }
}

/// The SQL without its values, which are nobody's business.
pub(crate) fn without_values(query: &(impl Display + ?Sized)) -> String {
    let text = query.to_string();
    text.split_once(" -- binds:").map_or(text.as_str(), |(sql, _)| sql).to_owned()
}
