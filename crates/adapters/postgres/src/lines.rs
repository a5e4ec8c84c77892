//! Lines: connections that many read through at the same time.
//!
//! A statement of a small read costs the server less than the way to it and back. On a line statements follow each other
//! without waiting for the answers of those before, so that several of them share one way. A line is for statements that
//! stand alone and are short: one that takes long holds up those behind it. No transaction ever begins on one. Statements
//! are planned once a line, so that their plan has to be good for all values.
//!
//! Each thread that answers requests has lines of its own, which are driven by that thread. A connection that another
//! thread drives would cost two changes of thread a statement.

use std::{
    sync::{
        Arc, LazyLock, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

use diesel_async::{AsyncConnection, AsyncPgConnection};
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::{
    connect::Target,
    count::{Tally, Watch},
    pulse::Pulse,
};

/// How many lines a thread has at most.
const LINES: usize = 2;
/// How many statements may be on their way on one line.
const DEEP: usize = 12;
/// After how long without an answer a line is held up: whoever comes then goes another way.
const HELD_UP: Duration = Duration::from_millis(20);

/// The lines of all threads.
pub(crate) struct Lines {
    threads: Box<[Lane]>,
    target: Target,
    tally: Arc<Tally>,
    create: Duration,
    pulse: Pulse,
    closed: AtomicBool,
}

/// The lines of one thread.
#[derive(Default)]
struct Lane {
    thread: OnceLock<ThreadId>,
    places: Box<[Place]>,
}

/// Where a line is, once it was asked for.
#[derive(Default)]
struct Place {
    line: Mutex<Option<Arc<Line>>>,
    being_made: AtomicBool,
}

/// A connection, and how many use it.
struct Line {
    connection: AsyncPgConnection,
    ended: Arc<AtomicBool>,
    busy: AtomicUsize,
    /// When something was answered last, or asked while nothing else was: in milliseconds since [`START`].
    moved: AtomicU64,
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

fn millis_since_start() -> u64 {
    u64::try_from(START.elapsed().as_millis()).unwrap_or(u64::MAX)
}

impl Line {
    fn has_room(&self) -> bool {
        match self.busy.load(Ordering::Relaxed) {
            0 => true,
            busy => {
                let waited = millis_since_start().saturating_sub(self.moved.load(Ordering::Relaxed));
                busy < DEEP && u128::from(waited) < HELD_UP.as_millis()
            }
        }
    }

    fn moves(&self) {
        self.moved.store(millis_since_start(), Ordering::Relaxed);
    }
}

/// A part in a line.
pub(crate) struct Share(Arc<Line>);

impl Share {
    fn of(line: &Arc<Line>) -> Self {
        if line.busy.fetch_add(1, Ordering::Relaxed) == 0 {
            line.moves();
        }
        Self(Arc::clone(line))
    }

    pub(crate) fn connection(&self) -> &AsyncPgConnection {
        &self.0.connection
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.0.moves();
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Lines {
    /// At most `connections` of them, for as many threads as there are processors.
    pub(crate) fn new(target: Target, tally: Arc<Tally>, connections: usize, create: Duration, pulse: Pulse) -> Self {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let threads = processors.min(connections);
        let lines = connections.checked_div(threads).unwrap_or(0).min(LINES);
        let lane = || Lane { thread: OnceLock::new(), places: (0..lines).map(|_| Place::default()).collect() };
        let threads = (0..threads).map(|_| lane()).collect();
        Self { threads, target, tally, create, pulse, closed: AtomicBool::new(false) }
    }

    /// How many there can be.
    pub(crate) fn most(&self) -> usize {
        self.threads.iter().map(|lane| lane.places.len()).sum()
    }

    /// How many there are, and how many of them are in use.
    pub(crate) fn count(&self) -> (usize, usize) {
        let lines = || self.threads.iter().flat_map(|lane| &lane.places).filter_map(Place::living);
        (lines().count(), lines().filter(|line| line.busy.load(Ordering::Relaxed) > 0).count())
    }

    /// A part in a line of this thread. None where there is no line with room: the pool is there for that.
    pub(crate) async fn share(&self) -> Option<Share> {
        let lane = self.own_lane()?;
        let mut free = None;
        let mut best: Option<(usize, Arc<Line>)> = None;
        for place in &lane.places {
            match place.living() {
                None => free = free.or(Some(place)),
                Some(line) if !line.has_room() => {}
                Some(line) => {
                    let busy = line.busy.load(Ordering::Relaxed);
                    if best.as_ref().is_none_or(|(least, _)| busy < *least) {
                        best = Some((busy, line));
                    }
                }
            }
        }
        match (best, free) {
            (Some((0, line)), _) => Some(Share::of(&line)),
            // Whoever comes while a line is being made takes another.
            (best, Some(place)) if !place.being_made.swap(true, Ordering::AcqRel) => {
                let making = Making(&place.being_made);
                let made = self.make().await;
                drop(making);
                let line = match (made, best) {
                    (Some(line), _) => {
                        place.put(Arc::clone(&line));
                        line
                    }
                    (None, Some((_, line))) => line,
                    (None, None) => return None,
                };
                Some(Share::of(&line))
            }
            (Some((_, line)), _) => Some(Share::of(&line)),
            (None, _) => None,
        }
    }

    /// Lets go of all of them, as soon as nobody reads through them any more, and makes no more.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        for place in self.threads.iter().flat_map(|lane| &lane.places) {
            place.empty();
        }
    }

    /// The lane of this thread, if it has a runtime of its own: others share theirs, and whoever drives a connection
    /// there may be any of them.
    fn own_lane(&self) -> Option<&Lane> {
        let this = thread::current().id();
        if let Some(lane) = self.threads.iter().find(|lane| lane.thread.get() == Some(&this)) {
            return (!self.closed.load(Ordering::Acquire)).then_some(lane);
        }
        let alone = Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::CurrentThread);
        if !alone || self.closed.load(Ordering::Acquire) {
            return None;
        }
        self.threads.iter().find(|lane| lane.thread.set(this).is_ok())
    }

    /// Where it fails nobody is told: the pool will meet the same failure, and tell.
    async fn make(&self) -> Option<Arc<Line>> {
        let connecting = tokio::time::timeout(self.create, self.target.line(self.pulse.clone()));
        let (mut connection, ended) = tokio::select! {
            () = self.pulse.clone().lost() => return None,
            made = connecting => made.ok()?.ok()?,
        };
        connection.set_instrumentation(Watch::on_line(Arc::clone(&self.tally)));
        Some(Arc::new(Line { connection, ended, busy: AtomicUsize::new(0), moved: AtomicU64::new(0) }))
    }
}

/// Somebody makes a line. Whoever is broken off on the way leaves the place to others.
struct Making<'a>(&'a AtomicBool);

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Place {
    fn living(&self) -> Option<Arc<Line>> {
        let line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        line.as_ref().filter(|line| !line.ended.load(Ordering::Acquire)).map(Arc::clone)
    }

    fn put(&self, line: Arc<Line>) {
        *self.line.lock().unwrap_or_else(PoisonError::into_inner) = Some(line);
    }

    fn empty(&self) {
        *self.line.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
