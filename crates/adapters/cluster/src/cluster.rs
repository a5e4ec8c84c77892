//! What callers hold in their hands.

use std::{
    ffi::OsString,
    fs::File,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crate::{
    error::ClusterError,
    folder::Folder,
    owner,
    programs::{self, Programs},
    server::{self, Found, READY_PATIENCE, Server},
    settings::Settings,
    setup, socket,
};

/// How long a server that says it is ready may be deaf before it is started anew.
const DEAF_PATIENCE: Duration = Duration::from_secs(10);
/// How long a start is repeated that was refused because of another server's last traces.
const REFUSED_PATIENCE: Duration = Duration::from_secs(15);

/// What to run and where.
#[derive(Debug, Clone)]
pub struct ClusterOptions {
    /// The data folder. It is created if need be.
    pub folder: PathBuf,
    /// Where `postgres` and `initdb` lie (`PG_BIN`). Without it they are looked for.
    pub programs: Option<PathBuf>,
    /// The search path (`PATH`) to look in first.
    pub search_path: Option<OsString>,
    /// Whether what is committed survives a power failure. Anything but a test wants this.
    pub durable: bool,
    /// How many connections the server takes.
    pub max_connections: u16,
}

impl ClusterOptions {
    /// A durable cluster for 100 connections, with the programs that packages install.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), programs: None, search_path: None, durable: true, max_connections: 100 }
    }
}

/// A running PostgreSQL server with its data in a folder.
///
/// Dropping one made by [`Cluster::start`] stops the server; [`Cluster::stop`] does it too and tells whether it worked.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
    folder: PathBuf,
    programs: Programs,
    max_connections: u16,
    durable: bool,
    adopted: bool,
    stops_on_drop: bool,
    /// Declared last, so that the folder becomes free only when the server is gone.
    _lock: File,
}

/// Whether this program has the folder for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Alone,
    Shared,
}

impl Cluster {
    /// Starts the server of a folder, or takes over the one that a killed program left running, and waits until it is ready.
    ///
    /// # Errors
    /// [`ClusterError::InUse`] if another program uses the folder; the other kinds say what has to be done, each in a
    /// sentence fit for a person.
    pub fn start(options: &ClusterOptions) -> Result<Self, ClusterError> {
        let folder = Folder::open(&options.folder)?;
        let lock = folder.lock_alone()?;
        Self::bring_up(&folder, options, Use::Alone, lock)
    }

    /// The server of a folder that several processes use side by side, as the processes of a test suite do.
    ///
    /// The first to come starts it, the others find it running. It is never stopped on drop: [`Cluster::stop`] by the
    /// last one, or [`stop_at`] after the last one, does that. A server that is found running keeps its settings.
    ///
    /// # Errors
    /// As [`Cluster::start`]; `InUse` if a program has the folder for itself.
    pub fn share(options: &ClusterOptions) -> Result<Self, ClusterError> {
        let folder = Folder::open(&options.folder)?;
        let lock = folder.lock_shared()?;
        let _one_at_a_time = folder.lock_start()?;
        Self::bring_up(&folder, options, Use::Shared, lock)
    }

    fn bring_up(folder: &Folder, options: &ClusterOptions, mode: Use, lock: File) -> Result<Self, ClusterError> {
        let began = Instant::now();
        let programs = find_programs(folder, options)?;
        if mode == Use::Alone {
            stop_other_majors(folder, programs.major)?;
        }
        if !folder.data(programs.major).exists() {
            setup::set_up(folder, &programs, options.durable)?;
        }
        let settings = Settings::new(folder, &programs, options.max_connections, options.durable);
        let (server, adopted) = run(folder, &programs, &settings, mode)?;
        tracing::info!(
            folder = %folder.path().display(), postgres.major = programs.major, process.pid = server.pid(), adopted,
            duration_ms = began.elapsed().as_millis(), "the database server is ready"
        );
        let folder = folder.path().to_path_buf();
        Ok(Self {
            server,
            folder,
            programs,
            max_connections: options.max_connections,
            durable: options.durable,
            adopted,
            stops_on_drop: mode == Use::Alone,
            _lock: lock,
        })
    }

    /// A server with a copy of this one's data, which follows it from now on and answers questions (a hot standby). Where
    /// the folder holds a copy already, that one goes on.
    ///
    /// # Errors
    /// As [`Cluster::start`]; [`ClusterError::SetupFailed`] if the data could not be copied.
    pub fn follow(&self, options: &ClusterOptions) -> Result<Self, ClusterError> {
        let folder = Folder::open(&options.folder)?;
        let lock = folder.lock_alone()?;
        if !folder.data(self.programs.major).exists() {
            setup::copy(&folder, &self.programs, self.socket_folder())?;
        }
        let programs = Some(self.programs.folder.clone());
        // It has to be able to do whatever the first does.
        let max_connections = options.max_connections.max(self.max_connections);
        let options = ClusterOptions { programs, max_connections, ..options.clone() };
        Self::bring_up(&folder, &options, Use::Alone, lock)
    }

    /// The URL of a database of this server. `postgres` always exists.
    pub fn url(&self, database: &str) -> String {
        socket::url(self.server.socket_folder(), database)
    }

    /// Where the server's socket lies. It is not always in the data folder, whose path may be too long for a socket.
    pub fn socket_folder(&self) -> &Path {
        self.server.socket_folder()
    }

    /// Where `psql`, `pg_dump` and `pgbench` of the same version lie.
    pub fn programs(&self) -> &Path {
        &self.programs.folder
    }

    /// The data folder, with symbolic links followed.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The major version of the server.
    pub fn major(&self) -> u32 {
        self.programs.major
    }

    /// The server's main process.
    pub fn process_id(&self) -> i32 {
        self.server.pid()
    }

    /// Whether the server was running already.
    pub fn was_adopted(&self) -> bool {
        self.adopted
    }

    /// Starts the server again if it has ended by itself: killed for want of memory, say. Answers whether it had. The
    /// addresses of its databases stay the same.
    ///
    /// # Errors
    /// It cannot be started. Asking again later is fine.
    pub fn revive(&mut self) -> Result<bool, ClusterError> {
        if self.server.is_running() {
            return Ok(false);
        }
        tracing::error!(process.pid = self.server.pid(), "the database server has ended by itself and is started anew");
        let folder = Folder::open(&self.folder)?;
        let settings = Settings::new(&folder, &self.programs, self.max_connections, self.durable);
        let mode = if self.stops_on_drop { Use::Alone } else { Use::Shared };
        self.server = run(&folder, &self.programs, &settings, mode)?.0;
        Ok(true)
    }

    /// Stops the server: in order, and after 30 seconds at once. Works for one that was taken over as well.
    ///
    /// # Errors
    /// [`ClusterError::DidNotStop`], and for a shared server [`ClusterError::InUse`] while others use it.
    pub fn stop(mut self) -> Result<(), ClusterError> {
        if self.stops_on_drop {
            self.stops_on_drop = false;
            return self.server.stop();
        }
        let folder = self.folder.clone();
        drop(self);
        stop_at(&folder).map(|_| ())
    }

    /// Gives the server up without stopping it.
    pub fn leave_running(mut self) {
        self.stops_on_drop = false;
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.stops_on_drop
            && let Err(error) = self.server.stop()
        {
            tracing::warn!(%error, "the database server goes on running");
        }
    }
}

/// Stops the server that runs in a folder, for scripts. Answers whether one ran.
///
/// # Errors
/// [`ClusterError::InUse`] while a program uses the folder: it is the program that has to be stopped.
pub fn stop_at(folder: &Path) -> Result<bool, ClusterError> {
    let Some(folder) = Folder::existing(folder)? else { return Ok(false) };
    let majors = folder.majors();
    if majors.is_empty() {
        return Ok(false);
    }
    let _lock = folder.lock_alone()?;
    let mut ran = false;
    for major in majors {
        ran |= stop_major(&folder, major)?;
    }
    Ok(ran)
}

/// The URL of a database of the server that runs in a folder, for commands beside the program that runs it. `None` if
/// no server is ready there.
///
/// # Errors
/// The folder is not what it should be.
pub fn url_at(folder: &Path, database: &str) -> Result<Option<String>, ClusterError> {
    let Some(folder) = Folder::existing(folder)? else { return Ok(None) };
    Ok(folder.majors().into_iter().find_map(|major| match server::look(&folder.data(major)) {
        Found::Ready(server) => Some(socket::url(server.socket_folder(), database)),
        Found::Busy(_) | Found::Nothing => None,
    }))
}

fn stop_major(folder: &Folder, major: u32) -> Result<bool, ClusterError> {
    match server::look(&folder.data(major)) {
        Found::Nothing => Ok(false),
        Found::Busy(mut server) | Found::Ready(mut server) => server.stop().map(|()| true),
    }
}

/// A server of another version would hold the socket.
fn stop_other_majors(folder: &Folder, major: u32) -> Result<(), ClusterError> {
    for other in folder.majors().into_iter().filter(|other| *other != major) {
        stop_major(folder, other)?;
    }
    Ok(())
}

fn find_programs(folder: &Folder, options: &ClusterOptions) -> Result<Programs, ClusterError> {
    let found = programs::find(options.programs.as_deref(), options.search_path.as_deref(), programs::FAMILIES)?;
    let chosen = programs::choose(&found, &folder.majors(), folder.path())?;
    let Some(user) = folder.user() else { return Ok(chosen) };
    match owner::closed_on_the_way(&chosen.folder, user) {
        None => Ok(chosen),
        Some(closed) => {
            Err(ClusterError::ProgramsUnreachable { folder: chosen.folder, closed, user: user.name.clone() })
        }
    }
}

/// The server of the cluster, and whether it ran before.
fn run(folder: &Folder, programs: &Programs, settings: &Settings, mode: Use) -> Result<(Server, bool), ClusterError> {
    let data = folder.data(programs.major);
    let began = Instant::now();
    let mut refused_until = None;
    loop {
        match server::look(&data) {
            Found::Ready(mut server) if mode == Use::Alone && !settings.are_in(&data) => {
                tracing::info!("the database server runs with other settings and is started anew");
                server.stop()?;
            }
            Found::Ready(server) => return Ok((server, true)),
            Found::Busy(mut server) => wait_for(&mut server, folder, began)?,
            Found::Nothing => {
                server::clear_leftovers(folder, &data)?;
                settings.write(&data, folder)?;
                match server::launch(folder, programs) {
                    Ok(server) => return Ok((server, false)),
                    Err(error) => {
                        let until = *refused_until.get_or_insert_with(|| Instant::now() + REFUSED_PATIENCE);
                        if !is_refusal(&error) || Instant::now() > until {
                            return Err(error);
                        }
                        thread::sleep(Duration::from_millis(200));
                    }
                }
            }
        }
    }
}

/// A server that is starting, recovering or stopping is waited for; one that has become deaf is stopped.
fn wait_for(server: &mut Server, folder: &Folder, began: Instant) -> Result<(), ClusterError> {
    if server.says_ready() && began.elapsed() > DEAF_PATIENCE {
        tracing::warn!(process.pid = server.pid(), "the database server does not answer and is started anew");
        return server.stop();
    }
    if began.elapsed() > READY_PATIENCE {
        return Err(server.not_ready(folder));
    }
    thread::sleep(Duration::from_millis(20));
    Ok(())
}

/// Whether the last traces of another server stood in the way, which go by themselves.
fn is_refusal(error: &ClusterError) -> bool {
    let ClusterError::DidNotStart { said, .. } = error else { return false };
    let traces =
        [r#"lock file "postmaster.pid" already exists"#, "pre-existing shared memory block", "is another postmaster"];
    traces.iter().any(|trace| said.contains(trace))
}
