//! Folders that are closed, long, odd, or hold another version's data.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use vibeslop_cluster::{Cluster, ClusterError, ClusterOptions, reachable_folder};

use crate::site::{Site, is_root, options, sql};

fn close(folder: &Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_long_path_gets_a_short_socket_folder() {
    let site = Site::with_data(PathBuf::from("x".repeat(90)).join("y".repeat(90)));
    let cluster = site.start();
    assert!(!cluster.socket_folder().starts_with(site.data()), "{}", cluster.socket_folder().display());
    assert_eq!(fs::metadata(cluster.socket_folder()).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(sql(&cluster, "SELECT 1"), "1");
    let socket = cluster.socket_folder().to_path_buf();
    cluster.leave_running();
    let cluster = site.start();
    assert!(cluster.was_adopted());
    assert_eq!(cluster.socket_folder(), socket);
    cluster.stop().unwrap();
    fs::remove_dir_all(socket).unwrap();
}

#[test]
fn spaces_quotes_commas_and_letters_in_a_path_do_no_harm() {
    for name in ["my data", "it's 100% ünïcode?&", "a,b\"c"] {
        let site = Site::with_data(name);
        let cluster = site.start();
        assert_eq!(sql(&cluster, "SELECT 1"), "1", "{name}");
        let socket = cluster.socket_folder().to_path_buf();
        cluster.stop().unwrap();
        fs::remove_dir_all(socket).unwrap();
    }
}

#[test]
fn data_of_a_version_that_is_not_installed_is_not_passed_over() {
    let site = Site::new();
    fs::create_dir_all(site.data().join("pg99")).unwrap();
    if is_root() {
        std::os::unix::fs::chown(site.data().join("pg99"), Some(4_000_000), Some(4_000_000)).unwrap();
    }
    let refused = Cluster::start(&site.options()).unwrap_err();
    assert!(matches!(refused, ClusterError::OtherMajor { written_by: 99, .. }), "{refused}");
    assert!(refused.to_string().contains("install PostgreSQL 99"), "{refused}");
    assert_eq!(site.clusters(), ["pg99"]);
    fs::remove_dir(site.data().join("pg99")).unwrap();
}

#[test]
fn configured_programs_are_used_and_missing_ones_are_named() {
    let site = Site::new();
    let empty = site.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let refused = Cluster::start(&ClusterOptions { programs: Some(empty), ..site.options() }).unwrap_err();
    assert!(refused.to_string().contains("PG_BIN"), "{refused}");

    let programs = site.start().programs().to_path_buf();
    let cluster = Cluster::start(&ClusterOptions { programs: Some(programs.clone()), ..site.options() }).unwrap();
    assert_eq!(cluster.programs(), programs);
}

#[test]
fn a_file_in_the_place_of_the_folder_is_an_error() {
    let site = Site::new();
    fs::write(site.data(), "no folder").unwrap();
    let refused = Cluster::start(&site.options()).unwrap_err();
    assert!(matches!(refused, ClusterError::Io { .. }), "{refused}");
}

#[test]
fn the_data_of_another_user_is_refused_to_an_ordinary_one() {
    if is_root() {
        println!("skipped: root may use everybody's data");
        return;
    }
    let site = Site::new();
    fs::create_dir_all(site.data()).unwrap();
    // Something that belongs to another user: whatever `pg15` leads to counts.
    std::os::unix::fs::symlink("/etc", site.data().join("pg15")).unwrap();
    let refused = Cluster::start(&site.options()).unwrap_err();
    assert!(matches!(refused, ClusterError::NotOwner { owner: 0, .. }), "{refused}");
    fs::remove_file(site.data().join("pg15")).unwrap();
}

#[test]
fn an_ordinary_user_keeps_the_folder_that_was_asked_for() {
    if is_root() {
        println!("skipped: this is about ordinary users");
        return;
    }
    let site = Site::with_data("closed/data");
    fs::create_dir(site.path().join("closed")).unwrap();
    close(&site.path().join("closed"));
    assert_eq!(reachable_folder(site.data()).unwrap(), site.data());
    let cluster = site.start();
    assert_eq!(sql(&cluster, "SELECT 1"), "1");
}

#[test]
fn as_root_a_folder_below_a_closed_one_is_refused_and_a_working_one_is_named() {
    if !is_root() {
        println!("skipped: only root starts the server as another user");
        return;
    }
    let site = Site::with_data("closed/project/data");
    let closed = fs::canonicalize(site.path()).unwrap().join("closed");
    fs::create_dir_all(&closed).unwrap();
    close(&closed);
    let refused = Cluster::start(&site.options()).unwrap_err();
    let ClusterError::Unreachable { closed: named, suggestion, .. } = &refused else { panic!("{refused}") };
    assert_eq!(*named, closed);
    assert!(suggestion.starts_with("/var/lib/vibeslop"), "{}", suggestion.display());
    assert!(refused.to_string().contains(&*suggestion.to_string_lossy()), "{refused}");
    assert!(!site.data().exists(), "nothing is left where nothing can run");
    assert_eq!(reachable_folder(site.data()).unwrap(), *suggestion);

    fs::set_permissions(&closed, fs::Permissions::from_mode(0o711)).unwrap();
    assert_eq!(reachable_folder(site.data()).unwrap(), site.data());
    assert_eq!(sql(&site.start(), "SELECT 1"), "1");
}

#[test]
fn as_root_the_server_runs_as_another_user_and_a_closed_empty_folder_is_opened() {
    if !is_root() {
        println!("skipped: only root starts the server as another user");
        return;
    }
    let site = Site::new();
    fs::create_dir(site.data()).unwrap();
    close(site.data());
    let cluster = site.start();
    let process = fs::metadata(format!("/proc/{}", cluster.process_id())).unwrap();
    assert_ne!(process.uid(), 0);
    assert_eq!(fs::metadata(site.data()).unwrap().uid(), 0, "the folder itself stays root's");
}

#[test]
fn as_root_a_closed_folder_with_other_things_in_it_is_not_opened() {
    if !is_root() {
        println!("skipped: only root starts the server as another user");
        return;
    }
    let site = Site::new();
    fs::create_dir(site.data()).unwrap();
    fs::write(site.data().join("diary"), "mine").unwrap();
    close(site.data());
    let refused = Cluster::start(&site.options()).unwrap_err();
    assert!(matches!(&refused, ClusterError::Unreachable { closed, .. } if closed == site.data()), "{refused}");
}

#[test]
fn as_root_the_data_of_an_ordinary_user_is_served_as_that_user() {
    if !is_root() {
        println!("skipped: only root starts the server as another user");
        return;
    }
    let site = Site::with_data("home/data");
    let home = site.path().join("home");
    fs::create_dir(&home).unwrap();
    let cluster = site.start();
    let major = cluster.major();
    cluster.stop().unwrap();
    // 65534 is `nobody` everywhere; its home is closed to everybody else.
    let give = |path: &Path| std::process::Command::new("chown").arg("-R").arg("65534").arg(path).status().unwrap();
    assert!(give(&home).success());
    close(&home);
    let cluster = Cluster::start(&options(site.data())).unwrap();
    assert_eq!(cluster.major(), major);
    assert_eq!(fs::metadata(format!("/proc/{}", cluster.process_id())).unwrap().uid(), 65534);
    assert_eq!(sql(&cluster, "SELECT 1"), "1");
}
