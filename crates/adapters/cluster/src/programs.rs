//! Finding PostgreSQL's server programs.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::error::ClusterError;

/// Older ones lack what the migrations and queries are written for.
pub(crate) const OLDEST_MAJOR: u32 = 14;

/// A folder with `initdb` and `postgres` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Programs {
    pub(crate) folder: PathBuf,
    pub(crate) major: u32,
}

/// A family of folders, one for each installed version: everything in `parent` whose name begins with `prefix`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Family<'a> {
    parent: &'a str,
    prefix: &'a str,
    inside: &'a str,
}

/// Where packages put the programs: Debian and Ubuntu, Red Hat, Alpine, Homebrew on Apple and on Intel processors.
pub(crate) const FAMILIES: &[Family<'static>] = &[
    Family { parent: "/usr/lib/postgresql", prefix: "", inside: "bin" },
    Family { parent: "/usr", prefix: "pgsql-", inside: "bin" },
    Family { parent: "/usr/libexec", prefix: "postgresql", inside: "" },
    Family { parent: "/opt/homebrew/opt", prefix: "postgresql", inside: "bin" },
    Family { parent: "/usr/local/opt", prefix: "postgresql", inside: "bin" },
];

/// All usable programs of this machine, the preferred ones first: those of the search path, then the families, newest first.
///
/// A configured folder is the only candidate, so that a wrong setting is heard of and not silently passed over.
pub(crate) fn find(
    configured: Option<&Path>,
    search_path: Option<&OsStr>,
    families: &[Family<'_>],
) -> Result<Vec<Programs>, ClusterError> {
    if let Some(folder) = configured {
        return inspect(folder)
            .map(|programs| vec![programs])
            .map_err(|reason| ClusterError::ProgramsUnusable { folder: folder.to_path_buf(), reason });
    }
    let mut seen = BTreeSet::new();
    let found: Vec<Programs> = in_search_path(search_path)
        .into_iter()
        .chain(families.iter().flat_map(in_family))
        .filter_map(|folder| fs::canonicalize(folder).ok())
        .filter(|folder| seen.insert(folder.clone()))
        .filter_map(|folder| inspect(&folder).ok())
        .collect();
    if found.is_empty() { Err(ClusterError::ProgramsNotFound) } else { Ok(found) }
}

/// The programs to use: data that is there decides, so that another version on the machine changes nothing.
pub(crate) fn choose(found: &[Programs], written_by: &BTreeSet<u32>, folder: &Path) -> Result<Programs, ClusterError> {
    let preferred = found.first().ok_or(ClusterError::ProgramsNotFound)?;
    let Some(&newest) = written_by.last() else { return Ok(preferred.clone()) };
    written_by
        .iter()
        .rev()
        .find_map(|major| found.iter().find(|programs| programs.major == *major))
        .cloned()
        .ok_or_else(|| ClusterError::OtherMajor {
            folder: folder.to_path_buf(),
            written_by: newest,
            programs: preferred.folder.clone(),
            installed: preferred.major,
        })
}

/// Folders of the search path. A lone link to `postgres` counts as the folder that it points to; a wrapper does not count.
/// Relative entries are left out: what they mean depends on where the program was called.
fn in_search_path(search_path: Option<&OsStr>) -> Vec<PathBuf> {
    let folders = search_path.map(|path| std::env::split_paths(path).collect::<Vec<_>>()).unwrap_or_default();
    folders
        .into_iter()
        .filter(|folder| folder.is_absolute())
        .filter_map(|folder| fs::canonicalize(folder.join("postgres")).ok()?.parent().map(Path::to_path_buf))
        .collect()
}

fn in_family(family: &Family<'_>) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(family.parent) else { return Vec::new() };
    let mut versions: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = name.to_str()?.strip_prefix(family.prefix)?.trim_start_matches('@');
            // Homebrew's plain `postgresql` is the newest one that it has.
            let version = if version.is_empty() { u32::MAX } else { version.parse().ok()? };
            Some((version, entry.path().join(family.inside)))
        })
        .collect();
    versions.sort_by(|a, b| b.cmp(a));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

/// The version of the programs in a folder, or what is wrong with it.
fn inspect(folder: &Path) -> Result<Programs, String> {
    for name in ["initdb", "postgres"] {
        let executable = fs::metadata(folder.join(name))
            .is_ok_and(|program| program.is_file() && program.permissions().mode() & 0o111 != 0);
        if !executable {
            return Err(format!("there is no program `{name}` in it"));
        }
    }
    let said = Command::new(folder.join("postgres"))
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("its `postgres` does not run: {error}"))?;
    let said = String::from_utf8_lossy(&said.stdout);
    let major = major_of(&said).ok_or("its `postgres` does not tell its version")?;
    if major < OLDEST_MAJOR {
        return Err(format!("it holds PostgreSQL {major}, and {OLDEST_MAJOR} is the oldest that will do"));
    }
    let folder = fs::canonicalize(folder).map_err(|error| error.to_string())?;
    Ok(Programs { folder, major })
}

/// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, and also `17beta1` and `18devel`.
fn major_of(said: &str) -> Option<u32> {
    let version = said.split_whitespace().nth(2)?;
    let digits = version.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(version.len());
    version.get(..digits)?.parse().ok()
}

#[cfg(test)]
mod tests;
