//! Under root, these run tests of this file's neighbours as other users.

use std::{
    fs,
    os::unix::process::CommandExt,
    process::{Command, Output},
};

use vibeslop_cluster::{Cluster, ClusterError};

use crate::site::{Site, is_root, options, told};

#[test]
fn as_root_the_life_of_a_server_is_tried_as_an_ordinary_user_too() {
    if !is_root() {
        println!("skipped: this is an ordinary user already");
        return;
    }
    let site = Site::new();
    let done = run_as(65534, &site, &["life::"]);
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}");
    assert!(!said.contains(" 0 passed"), "{said}");
}

#[test]
fn as_root_a_user_without_a_name_is_tried_and_told_what_to_do() {
    if !is_root() {
        println!("skipped: only root can become a user without a name");
        return;
    }
    let site = Site::new();
    let done = run_as(4_000_001, &site, &["--exact", "users::a_user_without_a_name", "--ignored"]);
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
}

const PLACE: &str = "CLUSTER_TEST_PLACE";

#[test]
#[ignore = "a part of `as_root_a_user_without_a_name_is_tried_and_told_what_to_do`"]
fn a_user_without_a_name() {
    let data = told(PLACE).join("data");
    let refused = Cluster::start(&options(&data)).unwrap_err();
    assert!(matches!(refused, ClusterError::NamelessUser { uid: 4_000_001 }), "{refused}");
    assert!(refused.to_string().contains("/etc/passwd"), "{refused}");
    assert_eq!(fs::read_dir(data).unwrap().flatten().filter(|entry| entry.path().is_dir()).count(), 0);
}

/// Runs tests of this program as another user, in a folder of that user's own.
fn run_as(user: u32, site: &Site, arguments: &[&str]) -> Output {
    let program = site.path().join("tests");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let place = site.path().join("place");
    fs::create_dir(&place).unwrap();
    std::os::unix::fs::chown(&place, Some(user), Some(user)).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).env(PLACE, &place).env("TMPDIR", &place).env("HOME", &place);
    command.current_dir(&place).uid(user).gid(user).output().unwrap()
}
