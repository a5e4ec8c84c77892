//! The command line: what can be asked of the program, and how it says that something failed.

use std::{
    fmt,
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{
    commands,
    config::{Config, Faults, Keeping, Sources},
    telemetry,
};

/// The version, and the commit that the program was built from.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("VIBESLOP_BUILT_FROM"), ")");

/// The exit status for a configuration that makes no sense (`EX_CONFIG` of sysexits.h).
pub const EXIT_CONFIGURATION: u8 = 78;

/// The backend of a social portfolio for developers.
///
/// Without a command it serves. All settings are environment variables; `.env.example` lists them.
#[derive(Debug, Parser)]
#[command(name = "vibeslop", version = VERSION)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

/// What can be asked of the program.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Serve the API (also without a command)
    Serve,
    /// Run jobs without serving the API
    Work,
    /// Bring the database's schema up to date
    Migrate,
    /// Fill the database with content to look at
    Seed {
        /// A handful of people, projects and posts, and what they have to do with each other
        #[arg(long, required_unless_present = "scale", conflicts_with = "scale")]
        demo: bool,
        /// So many people, each with about 10 posts, a project, 30 follows and 50 likes, for measurements
        #[arg(long, value_name = "PEOPLE", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
        scale: Option<u64>,
    },
    /// Print the effective configuration, without secrets, and where each value comes from
    Config,
    /// Print a token with which a script can call the API as somebody
    Token {
        /// Whose name the calls are made in
        username: String,
        /// Do so in production, too
        #[arg(long)]
        yes: bool,
    },
    /// Seal kept tokens of other services anew, after their secret was changed
    Reseal,
    /// Print the OpenAPI document
    Openapi,
}

/// Why a command ended without success.
#[derive(Debug)]
enum Failure {
    Configuration(Faults),
    /// The sentences to print, without secrets.
    Other(String),
}

/// Does what was asked for. Everything that went wrong has been told when it returns.
pub async fn run(cli: Cli, sources: &Sources) -> ExitCode {
    match Box::pin(execute(cli.command.unwrap_or(Command::Serve), sources)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nobody is left to hear of it if even this cannot be written.
            let _ = writeln!(io::stderr(), "vibeslop: {failure}");
            failure.status().into()
        }
    }
}

async fn execute(command: Command, sources: &Sources) -> Result<(), Failure> {
    if command == Command::Openapi {
        return commands::openapi::run().map_err(|error| Failure::Other(told(&error)));
    }
    let keeping = if command == Command::Config { Keeping::Unsaved } else { Keeping::Saved };
    let config = Config::load(sources, keeping).map_err(Failure::Configuration)?;
    let redactor = config.redactor();
    let telemetry = telemetry::start(&config).map_err(|error| Failure::Other(redactor.clean(&told(&error))))?;
    let done = match command {
        Command::Serve => commands::serve::run(config).await,
        Command::Work => commands::work::run(config).await,
        Command::Migrate => commands::migrate::run(config).await,
        Command::Seed { scale: Some(people), .. } => commands::seed::scale(config, people).await,
        Command::Seed { .. } => commands::seed::demo(config).await,
        Command::Config => commands::config::run(&config, &mut io::stdout().lock()),
        Command::Token { username, yes } => commands::token::run(config, &username, yes).await,
        Command::Reseal => commands::reseal::run(config).await,
        Command::Openapi => Ok(()),
    };
    telemetry.stop().await;
    done.map_err(|error| Failure::Other(redactor.clean(&told(&error))))
}

/// What happened, and below it why, from the nearest cause to the farthest.
fn told(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Some errors repeat their cause in their own sentence.
        if !text.contains(&cause) {
            text.push_str("\n  because: ");
            text.push_str(&cause);
        }
    }
    text
}

impl Failure {
    const fn status(&self) -> u8 {
        match self {
            Self::Configuration(_) => EXIT_CONFIGURATION,
            Self::Other(_) => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(faults) => faults.fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn asked(line: &str) -> Result<Option<Command>, clap::Error> {
        Cli::try_parse_from(line.split(' ')).map(|cli| cli.command)
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_is_understood() {
        let token = |yes| Command::Token { username: "ada".to_owned(), yes };
        for (line, command) in [
            ("vibeslop serve", Command::Serve),
            ("vibeslop work", Command::Work),
            ("vibeslop migrate", Command::Migrate),
            ("vibeslop seed --demo", Command::Seed { demo: true, scale: None }),
            ("vibeslop seed --scale 500", Command::Seed { demo: false, scale: Some(500) }),
            ("vibeslop config", Command::Config),
            ("vibeslop token ada", token(false)),
            ("vibeslop token ada --yes", token(true)),
            ("vibeslop reseal", Command::Reseal),
            ("vibeslop openapi", Command::Openapi),
        ] {
            assert_eq!(asked(line).unwrap(), Some(command), "{line}");
        }
        assert_eq!(asked("vibeslop").unwrap(), None);
        for line in [
            "vibeslop seed",
            "vibeslop seed --scale 0",
            "vibeslop seed --demo --scale 5",
            "vibeslop token",
            "vibeslop fly",
            "vibeslop serve now",
        ] {
            assert!(asked(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_failure_tells_its_causes_once() {
        let error =
            anyhow::anyhow!("connection refused").context("no database: connection refused").context("cannot serve");
        assert_eq!(told(&error), "cannot serve\n  because: no database: connection refused");
    }
}
