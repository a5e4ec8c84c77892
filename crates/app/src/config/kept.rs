//! The secrets that a developer's machine makes for itself, once, so that nobody is signed out by a restart.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rand::RngExt;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// The name of the file in the data folder.
pub(super) const FILE: &str = "secrets.toml";

/// Whether secrets that are not there yet are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// They are, for the next start.
    Saved,
    /// They are not: somebody only wants to look.
    Unsaved,
}

/// The secrets of this data folder.
pub(super) struct Kept {
    pub jwt_secret: SecretString,
    pub secret_key_base: SecretString,
    /// Whether they are in the file.
    pub saved: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    jwt_secret: SecretString,
    secret_key_base: SecretString,
}

/// Why there are no secrets. The file's text stays out of it.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeptError {
    #[error(
        "is damaged. Put back a copy of it, or remove it for a new one: then everybody has to sign in again, and \
         tokens that were encrypted with it are lost"
    )]
    Damaged,
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    #[error("cannot be written: {0}. Set JWT_SECRET and SECRET_KEY_BASE, or choose another DATA_DIR")]
    Unwritable(#[source] io::Error),
}

/// Reads the file, or makes it. Of several programs that start at once, one makes it and all read the same.
pub(super) fn obtain(file: &Path, keeping: Keeping) -> Result<Kept, KeptError> {
    if let Some(kept) = read(file)? {
        return Ok(kept);
    }
    let made = Kept { jwt_secret: random(48), secret_key_base: random(64), saved: false };
    if keeping == Keeping::Unsaved {
        return Ok(made);
    }
    write(file, &made).map_err(KeptError::Unwritable)?;
    // Not what was made but what is there: another program may have been faster.
    read(file)?.ok_or_else(|| KeptError::Unreadable(io::ErrorKind::NotFound.into()))
}

fn read(file: &Path) -> Result<Option<Kept>, KeptError> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(KeptError::Damaged),
        Err(error) => return Err(KeptError::Unreadable(error)),
    };
    let parsed = config::Config::builder()
        .add_source(config::File::from_str(&text, config::FileFormat::Toml))
        .build()
        .and_then(config::Config::try_deserialize::<Content>);
    let Content { jwt_secret, secret_key_base } = parsed.map_err(|_| KeptError::Damaged)?;
    if jwt_secret.expose_secret().len() < 32 || secret_key_base.expose_secret().len() < 64 {
        return Err(KeptError::Damaged);
    }
    Ok(Some(Kept { jwt_secret, secret_key_base, saved: true }))
}

/// The file is there whole or not at all: it is written under another name, and linked only where nothing stands.
fn write(file: &Path, kept: &Kept) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Others may pass through, to the database below it that runs as another user under root; nobody may look around.
    fs::DirBuilder::new().recursive(true).mode(0o711).create(folder)?;
    let draft = draft_beside(file);
    let linked = write_draft(&draft, kept).and_then(|()| match fs::hard_link(&draft, file) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    });
    let removed = fs::remove_file(&draft);
    linked.and(removed)?;
    fs::File::open(folder)?.sync_all()
}

fn write_draft(draft: &Path, kept: &Kept) -> io::Result<()> {
    let mut out = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
    // The mode above is what is left of it after the umask.
    out.set_permissions(fs::Permissions::from_mode(0o600))?;
    writeln!(
        out,
        "# Made at the first start. Whoever has this file can sign in as anybody here: keep it to yourself.\n\
         jwt_secret = \"{}\"\nsecret_key_base = \"{}\"",
        kept.jwt_secret.expose_secret(),
        kept.secret_key_base.expose_secret(),
    )?;
    out.sync_all()
}

/// A name that no other program is writing to.
fn draft_beside(file: &Path) -> PathBuf {
    let nonce: u64 = rand::rng().random();
    file.with_extension(format!("{nonce:016x}.new"))
}

fn random(bytes: usize) -> SecretString {
    use std::fmt::Write;
    let mut rng = rand::rng();
    (0..bytes)
        .fold(String::with_capacity(2 * bytes), |mut hex, _| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{:02x}", rng.random::<u8>());
            hex
        })
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_read_ever_after() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data").join(FILE);
        let first = obtain(&file, Keeping::Saved).unwrap();
        let second = obtain(&file, Keeping::Saved).unwrap();
        assert_eq!(first.jwt_secret.expose_secret(), second.jwt_secret.expose_secret());
        assert_eq!(first.secret_key_base.expose_secret(), second.secret_key_base.expose_secret());
        assert_ne!(first.jwt_secret.expose_secret(), first.secret_key_base.expose_secret());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "no draft is left behind");
    }

    #[test]
    fn programs_that_start_together_agree() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let made: Vec<String> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| obtain(&file, Keeping::Saved).unwrap())).collect();
            starts.into_iter().map(|start| start.join().unwrap().jwt_secret.expose_secret().to_owned()).collect()
        });
        assert!(made.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn looking_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!obtain(&folder.path().join("data").join(FILE), Keeping::Unsaved).unwrap().saved);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_damaged_file_is_left_alone_and_not_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let long = "h".repeat(70);
        for text in [
            String::new(),
            "jwt_secret = \"half".to_owned(),
            format!("jwt_secret = \"short\"\nsecret_key_base = \"{long}\""),
            format!("jwt_secret = \"{long}\""),
            format!("jwt_secret = \"{long}\"\nsecret_key_base = \"{long}\"\nother = 1"),
        ] {
            fs::write(&file, &text).unwrap();
            let Err(error) = obtain(&file, Keeping::Saved) else { panic!("{text:?} was taken") };
            assert!(matches!(error, KeptError::Damaged), "{text:?}: {error}");
            assert!(!error.to_string().contains("half") && !error.to_string().contains(&long));
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    }
}
