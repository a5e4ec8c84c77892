use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use reqwest::{Client, redirect};
use rustix::process::{Pid, Signal, kill_process};

/// The program, running.
pub struct Program {
    child: Child,
    pub url: String,
    pub began: Instant,
}

impl Program {
    pub fn start(folder: &Path) -> Self {
        Self::configured(folder, &[])
    }

    /// With further variables of the environment.
    pub fn configured(folder: &Path, variables: &[(&str, &str)]) -> Self {
        let began = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_vibeslop"))
            .current_dir(folder)
            .env_remove("DATABASE_URL")
            .envs([("DATA_DIR", "data"), ("PORT", "0"), ("VIBESLOP_ENV", "development")])
            // These tests write and ask more in a second than a person does in a day.
            .envs(
                ["LIMIT_POSTS_HOURLY", "LIMIT_USER_PER_MINUTE", "LIMIT_ADDRESS_PER_MINUTE"]
                    .map(|name| (name, "1000000")),
            )
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(fs::File::options().create(true).append(true).open(folder.join("log")).unwrap()))
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines
            .find_map(|line| Some(line.ok()?.split_once("API reference")?.1.trim().strip_suffix("/docs")?.to_owned()))
            .unwrap_or_else(|| panic!("no address: {}", fs::read_to_string(folder.join("log")).unwrap_or_default()));
        // What it prints later is read away, or it would meet a closed pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url, began }
    }

    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Waits until it has ended, and answers whether all was well.
    pub fn ended(mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn stop(mut self) -> (bool, Duration) {
        let asked = Instant::now();
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        let status = self.child.wait().unwrap();
        (status.success(), asked.elapsed())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Only where the test has failed: the server of the data folder has to go too.
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
            let _ = self.child.wait();
        }
    }
}

pub fn client() -> Client {
    Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(Duration::from_secs(30)).build().unwrap()
}

/// Signs in through the sandbox and answers the token.
pub async fn sign_in(client: &Client, url: &str) -> String {
    let start = client.get(format!("{url}/api/auth/github")).send().await.unwrap();
    let cookie = start.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = start.headers()["location"].to_str().unwrap().to_owned();
    let picked = client.get(format!("{page}&login=alice")).send().await.unwrap();
    let callback = picked.headers()["location"].to_str().unwrap();
    let back = client.get(callback).header("cookie", cookie).send().await.unwrap();
    back.headers()["location"].to_str().unwrap().split_once("token=").unwrap().1.to_owned()
}

pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    // Under root the database runs as somebody else, who has to get through.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}
