use std::{fmt, str::FromStr};

/// What the program is run for. It decides the defaults, and how strict the configuration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Environment {
    /// A developer's own machine: nothing has to be configured, sandboxes stand in for what is missing.
    #[default]
    Development,
    /// Automatic tests.
    Test,
    /// Other people rely on it: whatever is missing, weak or a sandbox is refused.
    Production,
}

impl Environment {
    /// The name, as in `VIBESLOP_ENV` and in the name of the file under `config/`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Test => "test",
            Self::Production => "production",
        }
    }

    /// Whether other people rely on it.
    pub const fn is_production(self) -> bool {
        matches!(self, Self::Production)
    }

    /// Whether `.env` is read: it is a developer's convenience, and would make a test depend on a machine.
    pub(super) const fn reads_dotenv(self) -> bool {
        matches!(self, Self::Development)
    }

    /// The file of this environment, as it was when the program was built.
    pub(super) const fn built_in_file(self) -> &'static str {
        match self {
            Self::Development => include_str!("../../../../config/development.toml"),
            Self::Test => include_str!("../../../../config/test.toml"),
            Self::Production => include_str!("../../../../config/production.toml"),
        }
    }
}

impl FromStr for Environment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Development, Self::Test, Self::Production]
            .into_iter()
            .find(|environment| environment.name() == text)
            .ok_or_else(|| format!("{text:?} is no environment: choose development, test or production"))
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
