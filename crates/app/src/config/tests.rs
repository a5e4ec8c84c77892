mod judging;
mod layering;
mod production;
mod shown;

use std::{collections::BTreeMap, fs};

use super::*;

const STRONG_JWT: &str = "Zk3vQ1bX9sT7mR5wL2nC8pD4hF6jG0yA";
const STRONG_BASE: &str = "b7Qm2Xc9Lr4Tn8Vw1Kz6Yd3Hs5Pf0JgAeRuIoMtNqBvCxWkZlDyGhSjFpTaEiOuUw81";

fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A folder in which nothing lies, and these variables.
fn of(pairs: &[(&str, &str)]) -> Sources {
    Sources { variables: variables(pairs), folder: "nowhere".into(), ..Sources::default() }
}

fn load(pairs: &[(&str, &str)]) -> Result<Config, Faults> {
    Config::load(&of(pairs), Keeping::Unsaved)
}

/// Everything that production needs.
fn production() -> BTreeMap<String, String> {
    variables(&[
        ("VIBESLOP_ENV", "production"),
        ("GITHUB_CLIENT_ID", "Iv1.0a1b2c"),
        ("GITHUB_CLIENT_SECRET", "gh-7d1f"),
        ("JWT_SECRET", STRONG_JWT),
        ("SECRET_KEY_BASE", STRONG_BASE),
        ("OPENROUTER_API_KEY", "sk-or-93ab"),
        ("ADMIN_EMAIL", "root@example.com"),
        ("DATABASE_URL", "postgres://site:dbword@db:5432/site"),
        ("FRONTEND_URL", "https://example.com"),
        ("BACKEND_URL", "https://api.example.com"),
        ("SMTP_URL", "smtps://site:mailword@mail.example.com"),
    ])
}

fn load_production(changes: &[(&str, Option<&str>)]) -> Result<Config, Faults> {
    let mut all = production();
    for (name, value) in changes {
        match value {
            Some(value) => drop(all.insert((*name).to_owned(), (*value).to_owned())),
            None => drop(all.remove(*name)),
        }
    }
    let pairs: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    load(&pairs)
}

fn names(result: Result<Config, Faults>) -> Vec<String> {
    result.map_or_else(|faults| faults.iter().map(|fault| fault.name.clone()).collect(), |_| Vec::new())
}

/// In a folder with these files.
fn load_in(files: &[(&str, &str)], pairs: &[(&str, &str)]) -> Result<Config, Faults> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let sources = Sources { folder: folder.path().to_owned(), ..of(pairs) };
    Config::load(&sources, Keeping::Unsaved)
}
