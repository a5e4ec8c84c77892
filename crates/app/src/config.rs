//! The configuration: read once at start, judged as a whole, handed on in typed sections.
//!
//! Four layers lie over each other: files that are built in, files in `config/`, `.env`, environment variables.
//! [`Config::load`] works on a [`Sources`] value, so that only [`Sources::of_process`] ever looks at the process.
//! Everything that is wrong is told at once, by the name of the variable, and no text holds a secret.

mod ai;
mod base_url;
mod database;
mod environment;
mod fault;
mod github;
mod jobs;
mod kept;
mod layers;
mod limits;
mod log;
mod mail;
mod media;
mod observability;
mod oidc;
mod reader;
mod report;
mod secrets;
mod server;
mod settings;
mod sources;
#[cfg(test)]
mod tests;
mod values;

use std::{path::PathBuf, time::Duration};

use secrecy::SecretString;
use vibeslop_application::limits::Quotas;
use vibeslop_domain::accounts::{Administrators, Email};

pub use self::{
    ai::Ai,
    base_url::BaseUrl,
    database::{Database, DatabaseServer, Replica},
    environment::Environment,
    fault::{Fault, Faults},
    github::{GitHub, OAuthApp},
    jobs::Jobs,
    kept::Keeping,
    log::{Log, LogFormat},
    mail::{Delivery, Mail, Sender},
    media::{Bucket, Media},
    observability::Observability,
    oidc::OidcProvider,
    report::{Effective, Redactor, Report},
    secrets::Secrets,
    server::{CorsOrigins, Server},
    sources::Sources,
};
use self::{layers::Layers, reader::Reader, settings::VIBESLOP_ENV};

/// A configuration that makes sense.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the program is run for.
    pub environment: Environment,
    /// Addresses.
    pub server: Server,
    /// The folder of everything that this machine keeps.
    pub data_dir: PathBuf,
    /// The database.
    pub database: Database,
    /// What is signed and encrypted with.
    pub secrets: Secrets,
    /// GitHub.
    pub github: GitHub,
    /// Further services to sign in with.
    pub oidc: Vec<OidcProvider>,
    /// Language models.
    pub ai: Ai,
    /// Who is an administrator.
    pub administrators: Administrators,
    /// Where pictures are kept.
    pub media: Media,
    /// Mail.
    pub mail: Mail,
    /// How jobs are run.
    pub jobs: Jobs,
    /// How old an account has to be before it may repost or like.
    pub min_account_age: Duration,
    /// How often things may be done.
    pub quotas: Quotas,
    /// The log.
    pub log: Log,
    /// What is measured.
    pub observability: Observability,
    effective: Vec<Effective>,
    hidden: Vec<SecretString>,
}

impl Config {
    /// Reads and judges everything. `keeping` says whether secrets that have to be made are written down.
    pub fn load(sources: &Sources, keeping: Keeping) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        // Going on with a guess finds the other faults as well.
        let environment = sources.environment().unwrap_or_else(|problem| {
            faults.add(VIBESLOP_ENV, problem);
            Environment::default()
        });
        for name in sources.unreadable.iter().filter(|name| settings::is_ours(name)) {
            faults.add(name, "is not valid UTF-8");
        }
        let layers = Layers::stack(sources, environment, &mut faults);
        let mut reader = Reader::new(&layers, environment, &sources.folder, faults);
        match Self::read(&mut reader, keeping) {
            Ok(config) if reader.faults.is_empty() => {
                Ok(Self { effective: reader.effective, hidden: reader.secrets, ..config })
            }
            _ => Err(reader.faults),
        }
    }

    /// The effective configuration, fit to be shown.
    pub fn report(&self) -> Report<'_> {
        Report(&self.effective)
    }

    /// What takes this configuration's secrets out of a text.
    pub fn redactor(&self) -> Redactor {
        Redactor(self.hidden.clone())
    }

    fn read(reader: &mut Reader, keeping: Keeping) -> Result<Self, fault::Noted> {
        reader.show_environment();
        // Every section is read before the first `?`, so that each tells its faults.
        let server = Server::read(reader);
        let data_dir = reader.required(&settings::DATA_DIR, |text| Ok(PathBuf::from(text)));
        let data_dir = data_dir.map(|dir| reader.folder.join(dir));
        let database = Database::read(reader);
        let github = GitHub::read(reader);
        let oidc = oidc::read_all(reader);
        let ai = Ai::read(reader);
        let media = Media::read(reader);
        let administrators = administrators(reader);
        let host = server.as_ref().map(|server| server.backend(server.port).host().to_owned());
        let mail = Mail::read(reader, host.as_deref().map_err(|noted| **noted));
        let jobs = Jobs::read(reader);
        let min_account_age = reader.required(&settings::MIN_ACCOUNT_AGE, values::span);
        let quotas = limits::read(reader);
        let log = Log::read(reader);
        let observability = Observability::read(reader);
        // Last: a program that is not going to start leaves no trace.
        let keeping = if reader.faults.is_empty() { keeping } else { Keeping::Unsaved };
        let secrets = Secrets::read(reader, data_dir.as_deref().map_err(|noted| *noted), keeping);

        Ok(Self {
            environment: reader.environment,
            server: server?,
            data_dir: data_dir?,
            database: database?,
            secrets: secrets?,
            github: github?,
            oidc: oidc?,
            ai: ai?,
            administrators: administrators?,
            media: media?,
            mail: mail?,
            jobs: jobs?,
            min_account_age: min_account_age?,
            quotas: quotas?,
            log: log?,
            observability: observability?,
            effective: Vec::new(),
            hidden: Vec::new(),
        })
    }
}

fn administrators(reader: &mut Reader) -> Result<Administrators, fault::Noted> {
    let why = "somebody has to be told of reports and act on them";
    let emails = reader.optional_but_in_production(&settings::ADMIN_EMAIL, why, |text| {
        values::several(text, |item| Email::new(item).map_err(|_| format!("{item:?} is no mail address")))
    })?;
    Ok(Administrators::new(emails.unwrap_or_default()))
}
