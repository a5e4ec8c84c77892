//! The layers, one over the other: built-in files, files in `config/`, `.env`, environment variables.

use std::collections::BTreeSet;

use config::{FileFormat, Format, Map, Source, Value, ValueKind};

use super::{
    environment::Environment,
    fault::Faults,
    settings::{self, PROVIDER_FIELDS, Setting, VIBESLOP_ENV},
    sources::Sources,
};

/// The name of the layer of environment variables.
pub(super) const ENVIRONMENT: &str = "environment";
/// The name of the layer between the files and the environment.
pub(super) const DOTENV: &str = ".env";

/// How the name of a layer that came with the program ends.
pub(super) const BUILT_IN: &str = ", built in";

/// What all layers say together.
#[derive(Debug)]
pub(super) struct Layers(Value);

/// One layer, read and found free of unknown keys.
#[derive(Debug, Clone)]
struct Layer(Map<String, Value>);

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        Ok(self.0.clone())
    }
}

impl Layers {
    pub fn stack(sources: &Sources, environment: Environment, faults: &mut Faults) -> Self {
        let mut layers = Vec::new();
        for (name, text) in [
            ("default", include_str!("../../../../config/default.toml")),
            (environment.name(), environment.built_in_file()),
        ] {
            let file = format!("config/{name}.toml");
            layers.extend(from_file(&format!("{file}{BUILT_IN}"), text, faults));
            match sources.file(name) {
                Ok(Some(text)) => layers.extend(from_file(&file, &text, faults)),
                Ok(None) => {}
                Err(error) => drop(faults.add(file, format!("cannot be read: {error}"))),
            }
        }
        if environment.reads_dotenv() {
            match sources.dotenv() {
                Ok(Some(text)) => layers.extend(from_dotenv(&text, faults)),
                Ok(None) => {}
                Err(error) => drop(faults.add(DOTENV, format!("cannot be read: {error}"))),
            }
        }
        layers.push(from_variables(&sources.variables, ENVIRONMENT));

        let mut builder = config::Config::builder();
        for layer in layers {
            builder = builder.add_source(layer);
        }
        match builder.build() {
            Ok(merged) => Self(merged.cache),
            Err(error) => {
                faults.add("config", format!("the layers do not fit together: {error}"));
                Self(Value::new(None, ValueKind::Nil))
            }
        }
    }

    /// What stands at a key, a path with dots.
    pub fn at(&self, key: &str) -> Option<&Value> {
        key.split('.').try_fold(&self.0, |value, name| match &value.kind {
            ValueKind::Table(table) => table.get(name),
            _ => None,
        })
    }

    /// The names of the providers of sign-in that any layer speaks of.
    pub fn providers(&self) -> BTreeSet<String> {
        match self.at("oidc").map(|oidc| &oidc.kind) {
            Some(ValueKind::Table(providers)) => providers.keys().cloned().collect(),
            _ => BTreeSet::new(),
        }
    }
}

fn from_file(name: &str, text: &str, faults: &mut Faults) -> Option<Layer> {
    match FileFormat::Toml.parse(Some(&name.to_owned()), text) {
        Ok(table) => {
            refuse_unknown(&table, "", name, faults);
            Some(Layer(table))
        }
        Err(error) => {
            // Only the first line, which tells the place: those below it quote the file, and so perhaps a secret.
            let place = error.to_string().lines().next().unwrap_or_default().to_owned();
            faults.add(name, format!("is not valid TOML: {place}"));
            None
        }
    }
}

/// A misspelt key is a value that somebody believes to have set.
fn refuse_unknown(table: &Map<String, Value>, above: &str, file: &str, faults: &mut Faults) {
    let mut names: Vec<_> = table.keys().collect();
    names.sort();
    for name in names {
        let key = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        let below = known_below(&key);
        match table.get(name).map(|value| &value.kind) {
            Some(ValueKind::Table(inner)) if !below.is_empty() => refuse_unknown(inner, &key, file, faults),
            Some(ValueKind::Table(_)) if is_known(&key) => {
                faults.add(format!("{key} in {file}"), "takes a value, not a table");
            }
            Some(_) if !below.is_empty() => {
                faults.add(format!("{key} in {file}"), format!("is a table of {}", below.join(", ")));
            }
            _ if is_known(&key) => {}
            _ => {
                let known = known_below(above).join(", ");
                faults.add(format!("{key} in {file}"), format!("is not a setting; known here: {known}"));
            }
        }
    }
}

fn is_known(key: &str) -> bool {
    match key.split('.').collect::<Vec<_>>()[..] {
        ["oidc", _, field] => PROVIDER_FIELDS.iter().any(|known| known.key == field),
        _ => settings::ALL.iter().any(|known| known.key == key),
    }
}

/// The names that may follow a key, in the order of the list.
fn known_below(key: &str) -> Vec<&'static str> {
    let parts: Vec<_> = key.split('.').filter(|part| !part.is_empty()).collect();
    let mut names = Vec::new();
    match parts[..] {
        ["oidc"] => names.push("<name of a provider>"),
        ["oidc", _] => names.extend(PROVIDER_FIELDS.iter().map(|field| field.key)),
        _ => {
            for setting in settings::ALL {
                let (section, name) = setting.key_parts();
                match parts[..] {
                    [] if names.last() != Some(&section) => names.push(section),
                    [wanted] if wanted == section => names.push(name),
                    _ => {}
                }
            }
            if parts.is_empty() {
                names.push("oidc");
            }
        }
    }
    names
}

fn from_dotenv(text: &str, faults: &mut Faults) -> Option<Layer> {
    let text = text.trim_start_matches('\u{feff}');
    let mut variables = Vec::new();
    for entry in dotenvy::from_read_iter(text.as_bytes()) {
        match entry {
            Ok((name, value)) => variables.push((name, value.trim().to_owned())),
            Err(error) => {
                faults.add(DOTENV, format!("cannot be understood{}", place_of(&error, text)));
                return None;
            }
        }
    }
    if variables.iter().any(|(name, _)| name == VIBESLOP_ENV) {
        faults.add(VIBESLOP_ENV, "cannot be set in .env: it decides whether .env is read");
    }
    Some(from_variables(variables.iter().map(|(name, value)| (name, value)), DOTENV))
}

/// The line of a fault in `.env`. The library's own text quotes it, and it may hold a secret.
fn place_of(error: &dotenvy::Error, text: &str) -> String {
    let dotenvy::Error::LineParse(line, _) = error else { return String::new() };
    match text.find(line.as_str()).and_then(|at| text.get(..at)) {
        Some(before) => format!(" at line {}", before.matches('\n').count() + 1),
        None => String::new(),
    }
}

fn from_variables<'v>(variables: impl IntoIterator<Item = (&'v String, &'v String)>, origin: &str) -> Layer {
    let variables: Map<&str, &str> = variables
        .into_iter()
        .map(|(name, value)| (name.as_str(), value.trim()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let said = |setting: &Setting| {
        let name =
            std::iter::once(&*setting.variable).chain(setting.alias).find(|name| variables.contains_key(name))?;
        variables.get(name).map(|value| Value::new(Some(&origin.to_owned()), *value))
    };
    let providers = variables.keys().filter_map(|name| provider_in(name));
    let of_providers = providers.flat_map(|name| PROVIDER_FIELDS.map(|field| Setting::of_provider(&name, field)));
    let all = settings::ALL.iter().cloned().chain(of_providers);
    Layer(all.filter_map(|setting| Some((setting.key.to_string(), said(&setting)?))).collect())
}

/// `OIDC_MY_CORP_ISSUER` is about the provider `my-corp`.
fn provider_in(variable: &str) -> Option<String> {
    let rest = variable.strip_prefix("OIDC_")?;
    let name = PROVIDER_FIELDS.iter().find_map(|field| rest.strip_suffix(field.suffix)?.strip_suffix('_'))?;
    let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    fits.then(|| name.to_lowercase().replace('_', "-"))
}
