use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
};

use anyhow::Context;
use rustix::process::{Pid, Signal, kill_process};
use secrecy::{ExposeSecret, SecretString};

use super::people::JWT_SECRET;

/// How the nodes of a site are started.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The program.
    pub program: PathBuf,
    /// The database that all share.
    pub database: SecretString,
    /// Where they keep the rest, and their logs.
    pub folder: PathBuf,
    /// Further variables of the environment.
    pub variables: Vec<(String, String)>,
}

/// A node: the program, serving.
#[derive(Debug)]
pub struct Program {
    child: Child,
}

impl Settings {
    /// The program with these arguments, in the site's surroundings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        const MANY: &str = "1000000";
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("VIBESLOP_ENV", "development")
            .env("DATABASE_URL", self.database.expose_secret())
            .env("DATA_DIR", self.folder.join("data"))
            .env("JWT_SECRET", JWT_SECRET)
            .env("SECRET_KEY_BASE", JWT_SECRET.repeat(2))
            .env("LOG_LEVEL", "info")
            // A site that is measured is asked more in a second than a person asks in a day.
            .envs(
                [
                    "LIMIT_POSTS_HOURLY",
                    "LIMIT_LIKES_PER_MINUTE",
                    "LIMIT_REPORTS_HOURLY",
                    "LIMIT_MESSAGES_PER_MINUTE",
                    "LIMIT_ADDRESS_PER_MINUTE",
                    "LIMIT_USER_PER_MINUTE",
                ]
                .map(|name| (name, MANY)),
            )
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program with these arguments to its end.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<()> {
        let output = self.command(arguments).output().context("the program cannot be started")?;
        let said = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "vibeslop {}: {said}", arguments.join(" "));
        Ok(())
    }

    /// Where a node writes its log.
    pub fn log(&self, address: SocketAddr) -> PathBuf {
        self.folder.join(format!("node-{}.log", address.port()))
    }

    /// Starts a node at this address. It may take a moment until it serves.
    pub fn start(&self, address: SocketAddr) -> anyhow::Result<Program> {
        let log = File::options().create(true).append(true).open(self.log(address))?;
        let mut child = self
            .command(&["serve"])
            .env("BIND", address.ip().to_string())
            .env("PORT", address.port().to_string())
            // A terminal's Ctrl-C is for whoever started the nodes, who stops them in order.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("the program cannot be started")?;
        // What it prints for people is read away, or it would meet a closed pipe.
        let lines = child.stdout.take().map(|stdout| BufReader::new(stdout).lines());
        std::thread::spawn(move || lines.into_iter().flatten().for_each(drop));
        Ok(Program { child })
    }
}

impl Program {
    /// Tells it to stop, and waits until it has.
    pub fn stop(mut self) -> io::Result<ExitStatus> {
        self.tell_to_stop();
        self.child.wait()
    }

    /// Tells it to stop.
    pub fn tell_to_stop(&self) {
        // It may have ended by itself.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if !self.has_ended() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Addresses of this machine that nobody listens on at the moment.
pub fn free_ports(many: usize) -> io::Result<Vec<SocketAddr>> {
    // All held at once, so that none is given twice.
    let held = (0..many).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<io::Result<Vec<_>>>()?;
    held.iter().map(TcpListener::local_addr).collect()
}

/// The program beside this one: where cargo puts both.
pub fn beside_this() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name("vibeslop");
    anyhow::ensure!(Path::new(&program).exists(), "{} is not built", program.display());
    Ok(program)
}
