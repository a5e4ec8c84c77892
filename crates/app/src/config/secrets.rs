use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use super::{
    fault::Noted,
    kept::{self, Keeping},
    reader::Reader,
    settings::{JWT_SECRET, SECRET_KEY_BASE, SECRET_KEY_BASE_OLD, Setting},
};

/// What the service signs and encrypts with.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// Signs the tokens of this API.
    pub jwt: SecretString,
    /// Encrypts the tokens of other services, and signs cookies and links.
    pub key_base: SecretString,
    /// What `key_base` was before: opens what was sealed then.
    pub earlier_key_bases: Vec<SecretString>,
}

/// Fewer different characters than any random text of this length has: one character many times, or a pattern.
const FEWEST_CHARACTERS: usize = 8;

/// Words of texts that people meant to replace. No random secret holds them.
const PLACEHOLDERS: [&str; 12] = [
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "replace",
    "example",
    "password",
    "secret",
    "your-",
    "your_",
    "insecure",
    "0123456789abcdef",
];

impl Secrets {
    pub(super) fn read(reader: &mut Reader, data_dir: Result<&Path, Noted>, keeping: Keeping) -> Result<Self, Noted> {
        let production = reader.environment.is_production();
        let jwt = reader.secret(&JWT_SECRET, |text| {
            let reason = "is too short: HS256 needs 32 bytes or more";
            if text.len() < 32 { Err(reason) } else { hard_to_guess(text, production) }
        });
        let key_base = reader.secret(&SECRET_KEY_BASE, |text| {
            let reason = "is too short: it needs 64 characters or more";
            if text.chars().count() < 64 { Err(reason) } else { hard_to_guess(text, production) }
        });
        let earlier = reader.secret(&SECRET_KEY_BASE_OLD, |text| {
            let reason = "is too short: each of them needs 64 characters or more";
            if text.split_whitespace().any(|one| one.chars().count() < 64) { Err(reason) } else { Ok(()) }
        });
        let earlier_key_bases = each(reader, earlier?.as_ref());
        let why = "a secret made up by the program would differ from node to node; `openssl rand -base64 64` makes one";
        let jwt = jwt.and_then(|secret| reader.needed_in_production(&JWT_SECRET, why, secret));
        let key_base = key_base.and_then(|secret| reader.needed_in_production(&SECRET_KEY_BASE, why, secret));
        let (jwt, key_base) = (jwt?, key_base?);
        if let (Some(jwt), Some(base)) = (&jwt, &key_base)
            && jwt.expose_secret() == base.expose_secret()
        {
            return Err(reader.refuse(&SECRET_KEY_BASE, "is the same as JWT_SECRET: each needs its own"));
        }
        if let (Some(jwt), Some(key_base)) = (jwt.clone(), key_base.clone()) {
            return Ok(Self { jwt, key_base, earlier_key_bases });
        }

        let file = data_dir?.join(kept::FILE);
        let kept = kept::obtain(&file, keeping).map_err(|error| reader.faults.file(&file, error.to_string()))?;
        let origin = if kept.saved { format!("{}", file.display()) } else { "made at the first start".to_owned() };
        let mut or_kept = |given: Option<SecretString>, kept: SecretString, setting: &Setting| {
            given.unwrap_or_else(|| {
                reader.follows(setting, "", &origin);
                reader.secrets.push(kept.clone());
                kept
            })
        };
        Ok(Self {
            jwt: or_kept(jwt, kept.jwt_secret, &JWT_SECRET),
            key_base: or_kept(key_base, kept.secret_key_base, &SECRET_KEY_BASE),
            earlier_key_bases,
        })
    }
}

/// The secrets that a value holds, with blanks between them. None of them may be shown.
fn each(reader: &mut Reader, value: Option<&SecretString>) -> Vec<SecretString> {
    let text = value.map(ExposeSecret::expose_secret).unwrap_or_default();
    let secrets: Vec<SecretString> = text.split_whitespace().map(SecretString::from).collect();
    reader.secrets.extend(secrets.iter().cloned());
    secrets
}

fn hard_to_guess(text: &str, production: bool) -> Result<(), &'static str> {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    if characters.len() < FEWEST_CHARACTERS {
        return Err("is weak: it repeats a few characters");
    }
    let lower = text.to_lowercase();
    if production && PLACEHOLDERS.iter().any(|word| lower.contains(word)) {
        return Err("is weak: it looks like an example that was to be replaced");
    }
    Ok(())
}
