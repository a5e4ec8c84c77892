use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::*;

/// A folder with programs that answer with this version.
fn installed(at: &Path, version: &str) -> PathBuf {
    fs::create_dir_all(at).unwrap();
    for name in ["initdb", "postgres"] {
        let program = at.join(name);
        fs::write(&program, format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    fs::canonicalize(at).unwrap()
}

fn majors(found: &[Programs]) -> Vec<u32> {
    found.iter().map(|programs| programs.major).collect()
}

#[test]
fn versions_are_read_in_all_their_forms() {
    for (said, major) in [
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", Some(15)),
        ("postgres (PostgreSQL) 17beta1\n", Some(17)),
        ("postgres (PostgreSQL) 18devel\n", Some(18)),
        ("postgres (PostgreSQL) 9.6.24\n", Some(9)),
        ("postgres", None),
        ("postgres (PostgreSQL) unknown", None),
        ("", None),
    ] {
        assert_eq!(major_of(said), major, "{said:?}");
    }
}

#[test]
fn the_search_path_comes_before_the_packages_and_packages_come_newest_first() {
    let place = TempDir::new().unwrap();
    let own = installed(&place.path().join("own"), "15.1");
    for version in ["9.6", "14", "16", "17"] {
        installed(&place.path().join("lib").join(version).join("bin"), &format!("{version}.0"));
    }
    let parent = place.path().join("lib");
    let families = [Family { parent: parent.to_str().unwrap(), prefix: "", inside: "bin" }];
    let found = find(None, Some(own.as_os_str()), &families).unwrap();
    assert_eq!(majors(&found), [15, 17, 16, 14]);
    assert_eq!(found[0].folder, own);
}

#[test]
fn homebrew_folders_are_told_apart_by_their_version() {
    let place = TempDir::new().unwrap();
    for (name, version) in
        [("postgresql@14", "14.2"), ("postgresql@17", "17.1"), ("postgresql", "18.0"), ("redis", "7")]
    {
        installed(&place.path().join(name).join("bin"), version);
    }
    let families = [Family { parent: place.path().to_str().unwrap(), prefix: "postgresql", inside: "bin" }];
    assert_eq!(majors(&find(None, None, &families).unwrap()), [18, 17, 14]);
}

#[test]
fn a_link_counts_as_its_target_and_a_wrapper_does_not_count() {
    let place = TempDir::new().unwrap();
    let real = installed(&place.path().join("real"), "16.3");
    let (links, wrappers) = (place.path().join("links"), place.path().join("wrappers"));
    fs::create_dir_all(&links).unwrap();
    symlink(real.join("postgres"), links.join("postgres")).unwrap();
    installed(&wrappers, "17.0");
    fs::remove_file(wrappers.join("initdb")).unwrap();
    let path = std::env::join_paths([&wrappers, &links, &real]).unwrap();
    let found = find(None, Some(&path), &[]).unwrap();
    assert_eq!(found, [Programs { folder: real, major: 16 }]);
}

#[test]
fn a_configured_folder_is_used_alone_and_a_wrong_one_is_an_error() {
    let place = TempDir::new().unwrap();
    let (good, old) = (place.path().join("good"), place.path().join("old"));
    let empty = place.path().join("empty");
    fs::create_dir_all(&empty).unwrap();
    installed(&good, "15.2");
    installed(&old, "13.9");
    assert_eq!(majors(&find(Some(&good), None, FAMILIES).unwrap()), [15]);
    for (folder, word) in [(&empty, "initdb"), (&old, "13")] {
        let refused = find(Some(folder), None, FAMILIES).unwrap_err();
        assert!(
            matches!(&refused, ClusterError::ProgramsUnusable { reason, .. } if reason.contains(word)),
            "{refused}"
        );
    }
}

#[test]
fn nothing_found_names_the_three_ways_out() {
    let refused = find(None, None, &[]).unwrap_err().to_string();
    for way in ["postgresql", "PG_BIN", "DATABASE_URL"] {
        assert!(refused.contains(way), "{refused}");
    }
}

#[test]
fn data_that_is_there_decides_which_version_runs() {
    let found = [17, 16, 15].map(|major| Programs { folder: format!("/opt/pg{major}").into(), major });
    let choose = |written_by: &[u32]| choose(&found, &written_by.iter().copied().collect(), Path::new("/data"));
    assert_eq!(choose(&[]).unwrap().major, 17);
    assert_eq!(choose(&[15]).unwrap().major, 15);
    assert_eq!(choose(&[14, 15, 16]).unwrap().major, 16);
    let refused = choose(&[14]).unwrap_err();
    assert!(matches!(refused, ClusterError::OtherMajor { written_by: 14, installed: 17, .. }));
    assert!(refused.to_string().contains("/data/pg14"), "{refused}");
}
