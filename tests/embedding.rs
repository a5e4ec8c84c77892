//! What a team sees that takes `vibeslop-domain` into a workspace of its own: it builds offline from what this one
//! builds from, is small, and does what its guide says.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use tempfile::TempDir;

/// The guide of the crate: its documentation shows the same file.
const GUIDE: &str = include_str!("../crates/domain/guide.rs");

/// With fewer crates than this, itself among them, it builds where no feature is asked for.
const FEWER_THAN: usize = 25;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// A crate outside the workspace that depends on the domain alone and whose `main` is the guide.
fn outsider() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = format!(
        "[package]\nname = \"garden\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         vibeslop-domain = {{ path = \"{}\", default-features = false }}\n",
        root().join("crates/domain").display(),
    );
    std::fs::write(folder.path().join("Cargo.toml"), manifest).expect("written");
    // The versions that this workspace is tested with, so that nothing has to be downloaded.
    std::fs::copy(root().join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("copied");
    std::fs::create_dir(folder.path().join("src")).expect("made");
    std::fs::write(folder.path().join("src/main.rs"), GUIDE).expect("written");
    folder
}

fn cargo(folder: &TempDir, arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(folder.path())
        // Its own folder, so that nothing is taken from what was built here.
        .env("CARGO_TARGET_DIR", folder.path().join("target"))
        .output()
        .expect("cargo runs");
    assert!(done.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("text")
}

#[test]
fn a_crate_outside_uses_the_domain_as_its_guide_says() {
    let outsider = outsider();
    let begin = Instant::now();
    cargo(&outsider, &["build", "--quiet"]);
    println!("built from nothing in {:.1} s", begin.elapsed().as_secs_f32());
    let said = cargo(&outsider, &["run", "--quiet"]);
    assert_eq!(said.trim(), "A gig went from a draft to a review of 5 stars.");
}

#[test]
fn the_domain_brings_few_crates() {
    let tree =
        cargo(&outsider(), &["tree", "-e", "normal", "--prefix", "none", "--no-dedupe", "-p", "vibeslop-domain"]);
    let crates: BTreeSet<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    println!("{} crates: {crates:?}", crates.len());
    assert!(crates.contains("vibeslop-domain") && crates.contains("chrono"), "{tree}");
    assert!(crates.len() < FEWER_THAN, "{tree}");
    for large in ["url", "idna", "serde", "getrandom"] {
        assert!(!crates.contains(large), "{large} comes along: {tree}");
    }
}
