//! Who may depend on whom. The drawing is in ARCHITECTURE.md; this test reads the truth from the manifests.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

fn metadata() -> Metadata {
    MetadataCommand::new().no_deps().other_options(["--offline".to_owned()]).exec().expect("the workspace has metadata")
}

/// The platform that this is built on, as `x86_64-unknown-linux-gnu`.
fn host() -> String {
    let told = std::process::Command::new("rustc").arg("-vV").output().expect("a compiler");
    let told = String::from_utf8(told.stdout).expect("text");
    told.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned()
}

const ADAPTERS: [&str; 12] = [
    "vibeslop-buckets",
    "vibeslop-cache",
    "vibeslop-cluster",
    "vibeslop-github",
    "vibeslop-mailer",
    "vibeslop-media",
    "vibeslop-memory",
    "vibeslop-oidc",
    "vibeslop-openrouter",
    "vibeslop-postgres",
    "vibeslop-sandbox",
    "vibeslop-tokens",
];

/// The crates of the house that a crate may name in its `[dependencies]`.
fn allowed(name: &str) -> Vec<&'static str> {
    match name {
        "vibeslop-domain" | "vibeslop-cluster" | "vibeslop-tests" => vec![],
        "vibeslop-ports" => vec!["vibeslop-domain"],
        "vibeslop-application" => vec!["vibeslop-domain", "vibeslop-ports"],
        "vibeslop-http" => vec!["vibeslop-domain", "vibeslop-ports", "vibeslop-application"],
        // These two put everything together: one for people, one for tests.
        "vibeslop" | "vibeslop-testkit" => {
            let mut all = vec!["vibeslop-domain", "vibeslop-ports", "vibeslop-application", "vibeslop-http"];
            all.extend(ADAPTERS);
            all
        }
        // Measures, and starts processes of its own for tests.
        "vibeslop-bench" => {
            let mut all = vec!["vibeslop-domain", "vibeslop-ports", "vibeslop-application", "vibeslop-testkit"];
            all.extend(ADAPTERS);
            all
        }
        adapter if ADAPTERS.contains(&adapter) => vec!["vibeslop-domain", "vibeslop-ports"],
        new => panic!("{new} has no place in the house yet: draw it here and in ARCHITECTURE.md"),
    }
}

#[test]
fn arrows_point_inwards() {
    for package in metadata().workspace_packages() {
        let allowed = allowed(package.name.as_str());
        for dependency in &package.dependencies {
            let of_the_house = dependency.name == "vibeslop" || dependency.name.starts_with("vibeslop-");
            if of_the_house && dependency.kind == DependencyKind::Normal {
                assert!(
                    allowed.contains(&dependency.name.as_str()),
                    "{} must not depend on {}",
                    package.name,
                    dependency.name
                );
            }
        }
    }
}

#[test]
fn what_others_embed_stays_free_of_runtimes_databases_and_http() {
    let forbidden = ["tokio", "diesel", "diesel-async", "actix-web", "reqwest", "hyper", "serde_json"];
    let mut reach: BTreeMap<String, Vec<String>> = BTreeMap::new();
    // What other systems need is not downloaded here.
    let options = ["--offline".to_owned(), "--filter-platform".to_owned(), host()];
    let whole = MetadataCommand::new().other_options(options).exec().expect("the workspace has metadata");
    let resolve = whole.resolve.as_ref().expect("the workspace is resolved");
    let name = |id: &cargo_metadata::PackageId| whole.packages.iter().find(|p| &p.id == id).map(|p| p.name.to_string());
    for node in &resolve.nodes {
        let normal =
            node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
        reach.insert(name(&node.id).expect("known"), normal.filter_map(|dep| name(&dep.pkg)).collect());
    }
    let mut todo = vec!["vibeslop-domain".to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(next) = todo.pop() {
        if seen.insert(next.clone()) {
            todo.extend(reach.get(&next).cloned().unwrap_or_default());
        }
    }
    assert!(seen.len() > 3, "the walk went nowhere");
    for name in forbidden {
        assert!(!seen.contains(name), "vibeslop-domain reaches {name}");
    }
}
