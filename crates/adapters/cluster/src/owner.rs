//! Whom the server runs as, and whether that user can get to the data.
//!
//! PostgreSQL refuses to run as root. A program that runs as root starts it as another user, who must be able to pass
//! through every folder above the data.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    error::ClusterError,
    folder::{self, fingerprint},
};

/// Everybody may pass through it, and it outlives a restart of the machine.
const FALLBACK: &str = "/var/lib/vibeslop";

/// The user that a server runs as when this program is root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl User {
    /// Makes the command run as this user. The standard library drops the supplementary groups as well.
    pub(crate) fn runs(&self, command: &mut Command) {
        use std::os::unix::process::CommandExt;
        command.uid(self.uid).gid(self.gid);
    }

    fn may_pass(&self, folder: &fs::Metadata) -> bool {
        let (own, group, others) = (0o100, 0o010, 0o001);
        let needed = if folder.uid() == self.uid {
            own
        } else if folder.gid() == self.gid {
            group
        } else {
            others
        };
        folder.mode() & needed != 0
    }
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The user to run the server of this folder as; none means the user that this program runs as.
///
/// The owner of data that is there already goes before `postgres`, and `postgres` goes before `nobody`.
pub(crate) fn server_user(folder: &Path) -> Result<Option<User>, ClusterError> {
    if !is_root() {
        return Ok(None);
    }
    let known = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let owner = folder::majors_in(folder)
        .last()
        .and_then(|major| fs::metadata(folder.join(format!("pg{major}"))).ok())
        .filter(|data| data.uid() != 0);
    if let Some(data) = owner {
        let named = user_where(&known, |_, uid| uid == data.uid());
        let name = named.map_or_else(|| data.uid().to_string(), |user| user.name);
        return Ok(Some(User { name, uid: data.uid(), gid: data.gid() }));
    }
    ["postgres", "nobody"]
        .into_iter()
        .find_map(|wanted| user_where(&known, |name, uid| name == wanted && uid != 0))
        .map(Some)
        .ok_or(ClusterError::NoServerUser)
}

/// The first user of a passwd file that fits.
fn user_where(passwd: &str, fits: impl Fn(&str, u32) -> bool) -> Option<User> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        fits(name, uid).then(|| User { name: name.to_owned(), uid, gid })
    })
}

/// The first folder on the way to `path`, itself included, that the user may not pass through.
/// What does not exist yet is no hindrance.
pub(crate) fn closed_on_the_way(path: &Path, user: &User) -> Option<PathBuf> {
    let mut way: Vec<&Path> = path.ancestors().collect();
    way.reverse();
    way.into_iter()
        .find(|folder| fs::metadata(folder).is_ok_and(|found| found.is_dir() && !user.may_pass(&found)))
        .map(Path::to_path_buf)
}

/// Where data can lie: `wanted` itself, or a folder below `/var/lib/vibeslop` if this program runs as root and the user
/// that the database server runs as cannot get to `wanted` (below the superuser's home, say).
///
/// The stand-in has a name made from `wanted`, and once it holds data it is kept for as long as `wanted` holds none: a
/// folder that is opened up later does not make the data seem lost. Compare the answer with `wanted` to tell a person.
///
/// # Errors
/// [`ClusterError::NoServerUser`] if this program is root and there is no user to run the server as.
pub fn reachable_folder(wanted: &Path) -> Result<PathBuf, ClusterError> {
    let resolved = folder::resolve(wanted)?;
    let Some(user) = server_user(&resolved)? else { return Ok(wanted.to_path_buf()) };
    let stand_in = stand_in(&resolved);
    let moved_before = !folder::majors_in(&stand_in).is_empty() && folder::majors_in(&resolved).is_empty();
    if moved_before || closed_to(&resolved, &user).is_some() { Ok(stand_in) } else { Ok(wanted.to_path_buf()) }
}

/// Refuses a folder that the server's user cannot get to.
pub(crate) fn check_reachable(folder: &Path, user: &User) -> Result<(), ClusterError> {
    match closed_to(folder, user) {
        None => Ok(()),
        Some(closed) => Err(ClusterError::Unreachable {
            folder: folder.to_path_buf(),
            closed,
            suggestion: stand_in(folder),
            user: user.name.clone(),
        }),
    }
}

/// As [`closed_on_the_way`]; a data folder of ours, or an empty one, is opened when it is used and so is no hindrance.
fn closed_to(folder: &Path, user: &User) -> Option<PathBuf> {
    closed_on_the_way(folder, user).filter(|closed| closed != folder || !folder::is_ours_to_open(folder))
}

fn stand_in(folder: &Path) -> PathBuf {
    let words: Vec<String> = folder
        .components()
        .filter_map(|part| match part {
            std::path::Component::Normal(name) => {
                Some(name.to_string_lossy().replace(|c: char| !c.is_ascii_alphanumeric(), ""))
            }
            _ => None,
        })
        .filter(|word| !word.is_empty())
        .collect();
    let readable: String = words.join("-").chars().take(24).collect();
    let short_print: String = fingerprint(folder).chars().take(8).collect();
    Path::new(FALLBACK).join(format!("{readable}-{short_print}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\nbroken line\nhalf:x\nword:x:seven:7::/:\n\
                          postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash\nnobody:x:65534:65534::/:\n";

    #[test]
    fn users_are_read_and_broken_lines_are_passed_over() {
        let postgres = user_where(PASSWD, |name, _| name == "postgres");
        assert_eq!(postgres, Some(User { name: "postgres".to_owned(), uid: 101, gid: 104 }));
        assert_eq!(user_where(PASSWD, |_, uid| uid == 65534).unwrap().name, "nobody");
        assert_eq!(user_where(PASSWD, |name, _| name == "word" || name == "half" || name == "absent"), None);
    }

    #[test]
    fn a_stand_in_has_a_readable_name_and_two_folders_never_share_one() {
        let one = stand_in(Path::new("/srv/my code/.vibeslop"));
        assert!(one.to_string_lossy().starts_with("/var/lib/vibeslop/srv-mycode-vibeslop-"), "{}", one.display());
        assert_ne!(one, stand_in(Path::new("/srv/mycode/.vibeslop")));
        let long = stand_in(&Path::new("/root").join("x".repeat(300)));
        assert!(long.as_os_str().len() < 60, "{}", long.display());
    }

    #[test]
    fn the_first_closed_folder_on_the_way_is_named() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap();
        let place = fs::canonicalize(place.path()).map(|path| (path, place)).unwrap();
        let closed = place.0.join("closed");
        fs::create_dir_all(closed.join("inner")).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        let stranger = User { name: "stranger".to_owned(), uid: 4_000_000, gid: 4_000_000 };
        let me = fs::metadata(&closed).unwrap();
        let me = User { name: "me".to_owned(), uid: me.uid(), gid: me.gid() };
        assert_eq!(closed_on_the_way(&closed.join("inner/not/there"), &stranger), Some(closed.clone()));
        assert_eq!(closed_on_the_way(&closed.join("inner"), &me), None);
        assert_eq!(closed_on_the_way(&place.0, &stranger), None);
    }
}
