use std::{fmt, path::Path};

use super::settings::Setting;

/// One thing that is wrong with the configuration. Its text never holds the value of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What to change: the name of a variable, of a key or of a file.
    pub name: String,
    /// What is wrong with it, as the rest of a sentence or as one of its own.
    pub problem: String,
}

/// Everything that is wrong with the configuration, so that nobody has to start the program once for each fault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

/// The fault has been noted; the value cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noted;

impl Faults {
    /// The faults, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, name: impl Into<String>, problem: impl Into<String>) -> Noted {
        self.0.push(Fault { name: name.into(), problem: problem.into() });
        Noted
    }

    pub(super) fn missing(&mut self, setting: &Setting, why: &str) -> Noted {
        self.add(setting.variable.clone(), format!("is not set: {why}"))
    }

    pub(super) fn file(&mut self, file: &Path, problem: impl Into<String>) -> Noted {
        self.add(file.display().to_string(), problem)
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(f, "the configuration has a fault:")?,
            n => write!(f, "the configuration has {n} faults:")?,
        }
        self.0.iter().try_for_each(|fault| write!(f, "\n  {}: {}", fault.name, fault.problem))
    }
}

impl std::error::Error for Faults {}
