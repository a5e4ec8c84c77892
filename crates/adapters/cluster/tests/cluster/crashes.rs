//! What kill -9, a power failure or a restart of the machine leave behind.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Signal, kill_process};
use vibeslop_cluster::{Cluster, ClusterError, ClusterOptions, stop_at};

use crate::site::{Site, is_root, pid, runs, sql};

#[test]
fn a_server_killed_at_once_comes_back_with_what_was_committed() {
    let site = Site::new();
    let options = ClusterOptions { durable: true, ..site.options() };
    let cluster = Cluster::start(&options).unwrap();
    sql(&cluster, "CREATE TABLE kept (number int)");
    for number in 0..20 {
        sql(&cluster, &format!("INSERT INTO kept VALUES ({number})"));
    }
    kill_process(pid(cluster.process_id()), Signal::KILL).unwrap();
    cluster.leave_running();

    let began = Instant::now();
    let cluster = Cluster::start(&options).unwrap();
    println!("start after kill -9 of the server: {:?}", began.elapsed());
    assert!(!cluster.was_adopted());
    assert_eq!(sql(&cluster, "SELECT count(*) FROM kept"), "20");
}

#[test]
fn a_new_server_starts_only_when_the_last_process_of_a_killed_one_is_gone() {
    let site = Site::new();
    let cluster = site.start();
    // Busy with arithmetic, it does not notice that its server is dead.
    let endless = "SELECT count(*) FROM generate_series(1, 1000000000000)";
    let mut busy = Command::new(cluster.programs().join("psql"));
    busy.args(["-XAtq", "-c", endless]).arg(cluster.url("postgres"));
    let mut busy = Living(busy.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let mut backend = String::new();
    while backend.is_empty() {
        backend = sql(&cluster, &format!("SELECT pid FROM pg_stat_activity WHERE query = '{endless}'"));
    }
    let backend = backend.parse().unwrap();
    kill_process(pid(cluster.process_id()), Signal::KILL).unwrap();
    cluster.leave_running();
    assert!(runs(backend));

    let began = Instant::now();
    let cluster = site.start();
    println!("start beside a busy process of a killed server: {:?}", began.elapsed());
    assert!(!runs(backend));
    assert_eq!(sql(&cluster, "SELECT 1"), "1");
    busy.0.wait().unwrap();
}

#[test]
fn half_a_setup_is_removed_and_done_again() {
    let site = Site::new();
    let major = {
        let cluster = site.start();
        let major = cluster.major();
        cluster.stop().unwrap();
        major
    };
    // As a kill -9 during the very first start leaves it: much is there, but the name says that it is not whole.
    let data = site.data().join(format!("pg{major}"));
    let half = site.data().join(format!("pg{major}.init-1-2"));
    fs::rename(&data, &half).unwrap();
    fs::remove_dir_all(half.join("pg_wal")).unwrap();
    fs::create_dir(site.data().join(format!("pg{major}.init"))).unwrap();

    let cluster = site.start();
    assert_eq!(sql(&cluster, "SELECT 1"), "1");
    assert_eq!(site.clusters(), [format!("pg{major}")]);
}

#[test]
fn a_setup_that_is_killed_in_the_middle_is_done_again() {
    let site = Site::new();
    let data = site.data().to_path_buf();
    let killer = std::thread::spawn(move || {
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            for process in fs::read_dir("/proc").unwrap().flatten() {
                let command = fs::read(process.path().join("cmdline")).unwrap_or_default();
                let command = String::from_utf8_lossy(&command);
                if command.contains("initdb") && command.contains(&*data.to_string_lossy()) {
                    std::thread::sleep(Duration::from_millis(150));
                    let number = process.file_name().to_str().unwrap().parse().unwrap();
                    return kill_process(pid(number), Signal::KILL).is_ok();
                }
            }
        }
        false
    });
    let failed = Cluster::start(&site.options());
    assert!(killer.join().unwrap(), "initdb was not met");
    assert!(matches!(failed, Err(ClusterError::SetupFailed { .. })), "{failed:?}");
    let cluster = site.start();
    assert_eq!(sql(&cluster, "SELECT 1"), "1");
    assert_eq!(site.clusters(), [format!("pg{}", cluster.major())]);
}

#[test]
fn a_process_that_got_the_old_number_is_left_alone() {
    let site = Site::new();
    let stranger = stopped_with_pid_file_of(&site, |mut command| command.arg("60").spawn().unwrap());
    assert!(!stop_at(site.data()).unwrap());
    let cluster = site.start();
    assert!(!cluster.was_adopted());
    assert!(runs(stranger.number()));
    assert_eq!(sql(&cluster, "SELECT 1"), "1");
}

#[test]
fn a_dead_process_that_nobody_asks_about_does_not_hinder_a_start() {
    let site = Site::new();
    // The shell's child dies, and the program that the shell turns into never asks about it.
    let parent = stopped_with_pid_file_of(&site, |mut command| command.arg("60").spawn().unwrap());
    let script = "sleep 0.2 & echo $!; exec sleep 60";
    let mut command = Command::new("/bin/sh");
    as_server_user(&mut command, &site);
    let mut undertaker = Living(command.args(["-c", script]).stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    let said = undertaker.0.stdout.take().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(said), &mut line).unwrap();
    let dead: i32 = line.trim().parse().unwrap();
    while runs(dead) {}
    assert!(PathBuf::from(format!("/proc/{dead}")).exists(), "dead, and yet its number is taken");
    let file = pid_file(&site);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen(&parent.number().to_string(), &dead.to_string(), 1)).unwrap();

    let began = Instant::now();
    let cluster = site.start();
    println!("start with a dead process in the way: {:?}", began.elapsed());
    assert_eq!(sql(&cluster, "SELECT 1"), "1");
}

#[test]
fn a_server_that_cannot_start_shows_the_end_of_its_log() {
    let site = Site::new();
    let cluster = site.start();
    let data = site.data().join(format!("pg{}", cluster.major()));
    cluster.stop().unwrap();
    fs::remove_file(data.join("global/pg_control")).unwrap();
    let failed = Cluster::start(&site.options()).unwrap_err();
    assert!(matches!(&failed, ClusterError::DidNotStart { said, .. } if said.contains("pg_control")), "{failed}");
    assert!(!failed.to_string().contains("shutting down"), "only of this start: {failed}");
}

/// A process that ends with the test.
struct Living(Child);

impl Living {
    fn number(&self) -> i32 {
        i32::try_from(self.0.id()).unwrap()
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn pid_file(site: &Site) -> PathBuf {
    let clusters = site.clusters();
    site.data().join(clusters.first().unwrap()).join("postmaster.pid")
}

fn as_server_user(command: &mut Command, site: &Site) {
    if is_root() {
        let data = fs::metadata(pid_file(site).parent().unwrap()).unwrap();
        command.uid(data.uid()).gid(data.gid());
    }
}

/// Sets a cluster up and stops it, then puts a file there that names a process which is no server.
fn stopped_with_pid_file_of(site: &Site, start: impl FnOnce(Command) -> Child) -> Living {
    let cluster = site.start();
    let socket = cluster.socket_folder().to_path_buf();
    cluster.stop().unwrap();
    let file = pid_file(site);
    let mut command = Command::new("/bin/sleep");
    as_server_user(&mut command, site);
    let process = Living(start(command));
    let data = file.parent().unwrap();
    let text = format!(
        "{}\n{}\n1700000000\n5432\n{}\n\n  1234 5678\nready   \n",
        process.number(),
        data.display(),
        socket.display()
    );
    fs::write(&file, text).unwrap();
    let owner = fs::metadata(data).unwrap();
    chown(&file, Some(owner.uid()), Some(owner.gid())).unwrap();
    process
}
