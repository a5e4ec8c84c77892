//! Tells the program which commit it is built from: what `VIBESLOP_COMMIT` says, or else what git says of the folder, or
//! else "unknown", as for an unpacked archive.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

const SAID: &str = "VIBESLOP_COMMIT";
/// As much of a commit's name as is shown.
const LENGTH: usize = 12;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={SAID}");
    let commit = said().or_else(|| of_checkout(Path::new("../.."))).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=VIBESLOP_BUILT_FROM={commit}");
}

#[expect(clippy::disallowed_methods, reason = "a build is configured by its environment")]
fn said() -> Option<String> {
    env::var(SAID).ok().and_then(|text| shown(&text))
}

/// The commit that is checked out, read from git's own files: git may not be installed, or refuse to read a folder of
/// somebody else's. An archive that was unpacked in the middle of another project has none.
fn of_checkout(root: &Path) -> Option<String> {
    let mark = root.join(".git");
    let folder = if mark.is_dir() { mark } else { linked(&mark)? };
    // A further working tree has its own HEAD, and shares the rest.
    let common =
        fs::read_to_string(folder.join("commondir")).map_or_else(|_| folder.clone(), |to| folder.join(to.trim()));
    let head = watched(&folder.join("HEAD"))?;
    let Some(reference) = head.trim().strip_prefix("ref: ") else { return shown(&head) };
    if let Some(commit) = watched(&common.join(reference)) {
        return shown(&commit);
    }
    // What is written at the next commit is another file, so what tells of every move of HEAD is watched as well.
    let _ = watched(&folder.join("logs/HEAD"));
    let packed = watched(&common.join("packed-refs"))?;
    packed.lines().find_map(|line| shown(line.strip_suffix(reference)?))
}

/// The folder that a file named `.git` refers to.
fn linked(mark: &Path) -> Option<PathBuf> {
    let text = watched(mark)?;
    let to = text.trim().strip_prefix("gitdir: ")?;
    Some(mark.parent()?.join(to))
}

/// What stands in a file. Should it change, it is read again.
fn watched(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    println!("cargo::rerun-if-changed={}", file.display());
    Some(text)
}

/// The beginning of a commit's name, or a word in its place.
fn shown(text: &str) -> Option<String> {
    let text = text.trim();
    let is_word = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    is_word.then(|| text.chars().take(LENGTH).collect())
}
