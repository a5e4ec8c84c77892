use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use super::environment::Environment;

/// What the configuration is made from. Everything that reads it works on this value, so that a test can make one.
#[derive(Default, Clone)]
pub struct Sources {
    /// The environment variables.
    pub variables: BTreeMap<String, String>,
    /// The names of variables whose values are not Unicode.
    pub unreadable: Vec<String>,
    /// The folder in which the program was started: `.env`, `config/` and relative paths belong to it.
    pub folder: PathBuf,
}

impl Sources {
    /// Those of this process.
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the environment is read")]
    pub fn of_process() -> Self {
        let mut sources = Self { folder: std::env::current_dir().unwrap_or_default(), ..Self::default() };
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            match value.into_string() {
                Ok(value) => drop(sources.variables.insert(name, value)),
                Err(_) => sources.unreadable.push(name),
            }
        }
        sources
    }

    /// The text of `.env`, if there is one.
    pub(super) fn dotenv(&self) -> io::Result<Option<String>> {
        text_of(&self.folder.join(".env"))
    }

    /// The text of `config/<name>.toml`, if there is one.
    pub(super) fn file(&self, name: &str) -> io::Result<Option<String>> {
        text_of(&self.folder.join("config").join(name).with_extension("toml"))
    }

    /// The variable, unless it is blank: `PORT=` in a shell or a compose file means that nothing was said.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// What the program is run for.
    pub(super) fn environment(&self) -> Result<Environment, String> {
        self.variable(super::settings::VIBESLOP_ENV).map_or(Ok(Environment::default()), str::parse)
    }
}

/// Names only: a value may be a secret.
impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources")
            .field("variables", &self.variables.keys().collect::<Vec<_>>())
            .field("unreadable", &self.unreadable)
            .field("folder", &self.folder)
            .finish()
    }
}

fn text_of(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}
