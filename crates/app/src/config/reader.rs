use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use config::ValueKind;
use secrecy::SecretString;

use super::{
    environment::Environment,
    fault::{Faults, Noted},
    layers::{BUILT_IN, DOTENV, ENVIRONMENT, Layers},
    report::{Effective, without_credentials},
    settings::{Setting, Showing, VIBESLOP_ENV},
};

/// Reads one setting after the other, notes what is wrong with each, and goes on.
#[derive(Debug)]
pub(super) struct Reader<'l> {
    pub layers: &'l Layers,
    pub environment: Environment,
    /// What relative paths belong to.
    pub folder: PathBuf,
    pub faults: Faults,
    /// What every setting came to, in the order in which they were read.
    pub effective: Vec<Effective>,
    /// All that must never be shown.
    pub secrets: Vec<SecretString>,
}

impl<'l> Reader<'l> {
    pub fn new(layers: &'l Layers, environment: Environment, folder: &Path, faults: Faults) -> Self {
        Self { layers, environment, folder: folder.to_owned(), faults, effective: Vec::new(), secrets: Vec::new() }
    }

    /// Shows what decides everything else.
    pub fn show_environment(&mut self) {
        let name = VIBESLOP_ENV.to_owned();
        self.effective.push(Effective { name, value: self.environment.to_string(), origin: String::new() });
    }

    /// A value that anybody may see, if it is set. `judge` says what is wrong with it, as the rest of a sentence.
    pub fn optional<T>(
        &mut self,
        setting: &Setting,
        judge: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Noted> {
        let Some(text) = self.said(setting)? else { return Ok(None) };
        match judge(&text) {
            Ok(value) => Ok(Some(value)),
            Err(problem) => Err(self.refuse(setting, problem)),
        }
    }

    /// A value that has a default in our files, so that it is always set.
    pub fn required<T>(
        &mut self,
        setting: &Setting,
        judge: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Noted> {
        self.optional(setting, judge)?.ok_or_else(|| self.faults.missing(setting, "it has no default"))
    }

    /// A value that only production cannot do without, for the reason given.
    pub fn optional_but_in_production<T>(
        &mut self,
        setting: &Setting,
        why: &str,
        judge: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Noted> {
        let value = self.optional(setting, judge)?;
        self.needed_in_production(setting, why, value)
    }

    /// A value that nobody may see. What `judge` answers cannot hold it.
    pub fn secret(
        &mut self,
        setting: &Setting,
        judge: impl FnOnce(&str) -> Result<(), &'static str>,
    ) -> Result<Option<SecretString>, Noted> {
        let Some(text) = self.said(setting)? else { return Ok(None) };
        let judged = if text.chars().any(char::is_control) {
            Err("holds a line break or another control character")
        } else {
            judge(&text)
        };
        match judged {
            Ok(()) => Ok(Some(text.into())),
            Err(problem) => Err(self.refuse(setting, problem)),
        }
    }

    /// Notes the fault if production goes without the value.
    pub fn needed_in_production<T>(
        &mut self,
        setting: &Setting,
        why: &str,
        value: Option<T>,
    ) -> Result<Option<T>, Noted> {
        if value.is_none() && self.environment.is_production() {
            return Err(self.faults.missing(setting, &format!("production needs it: {why}")));
        }
        Ok(value)
    }

    /// Shows a value that follows from others in the place of one that is not set.
    pub fn follows(&mut self, setting: &Setting, value: impl Display, from: &str) {
        let value = if setting.showing == Showing::Everything { value.to_string() } else { Effective::MASK.to_owned() };
        self.show(setting, value, from);
    }

    /// The name under which somebody finds what they wrote: the variable, or the key and its file.
    pub fn named(&self, setting: &Setting) -> String {
        match self.layers.at(&setting.key).and_then(config::Value::origin) {
            None | Some(ENVIRONMENT) => setting.names(),
            Some(DOTENV) => format!("{} in .env", setting.names()),
            Some(file) => format!("{} ({} in {file})", setting.names(), setting.key),
        }
    }

    /// Whether nobody has set it, so that it is what our own files say.
    pub fn is_built_in(&self, setting: &Setting) -> bool {
        self.layers.at(&setting.key).and_then(config::Value::origin).is_some_and(|origin| origin.ends_with(BUILT_IN))
    }

    /// Notes what is wrong with a value that has been read.
    pub fn refuse(&mut self, setting: &Setting, problem: impl Into<String>) -> Noted {
        let name = self.named(setting);
        self.faults.add(name, problem)
    }

    fn said(&mut self, setting: &Setting) -> Result<Option<String>, Noted> {
        let value = self.layers.at(&setting.key);
        let origin = value.and_then(config::Value::origin).unwrap_or_default().to_owned();
        let text = match value.map(|value| &value.kind) {
            None => Some(String::new()),
            Some(ValueKind::Array(items)) => {
                items.iter().map(|item| scalar(&item.kind)).collect::<Option<Vec<_>>>().map(|items| items.join(","))
            }
            Some(one) => scalar(one),
        };
        let Some(text) = text else {
            return Err(self.refuse(setting, "takes a single value or a list of single values"));
        };
        let text = text.trim().to_owned();
        if text.is_empty() {
            let reason = if setting.absent.is_empty() { String::new() } else { format!(": {}", setting.absent) };
            self.show(setting, format!("(not set{reason})"), "");
            return Ok(None);
        }
        self.keep_secret(setting, &text);
        let shown = match setting.showing {
            Showing::Everything => text.clone(),
            Showing::Nothing => Effective::MASK.to_owned(),
            Showing::Destination => without_credentials(&text),
        };
        self.show(setting, shown, &origin);
        Ok(Some(text))
    }

    fn keep_secret(&mut self, setting: &Setting, text: &str) {
        match setting.showing {
            Showing::Everything => {}
            Showing::Nothing => self.secrets.push(text.into()),
            Showing::Destination => {
                self.secrets.push(text.into());
                let password = url::Url::parse(text).ok().and_then(|url| url.password().map(SecretString::from));
                self.secrets.extend(password);
            }
        }
    }

    fn show(&mut self, setting: &Setting, value: String, origin: &str) {
        let effective = Effective { name: setting.variable.to_string(), value, origin: origin.to_owned() };
        match self.effective.iter_mut().find(|shown| shown.name == effective.name) {
            Some(shown) => *shown = effective,
            None => self.effective.push(effective),
        }
    }
}

fn scalar(kind: &ValueKind) -> Option<String> {
    match kind {
        ValueKind::Table(_) | ValueKind::Array(_) | ValueKind::Nil => None,
        one => Some(one.to_string()),
    }
}
