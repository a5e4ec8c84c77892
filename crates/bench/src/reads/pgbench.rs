//! What PostgreSQL itself can do with the same statements.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, ensure};

use super::{captured::Statement, stats::median};

/// A script of pgbench, and the variables that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The statements.
    pub text: String,
    /// Names and values.
    pub variables: BTreeMap<String, String>,
}

/// The statements of one request. `types` are the types of each statement's parameters, `name` is no other script's.
///
/// Values are variables, so that they go with each execution, as the program's do, and are no part of the text. A value
/// that is NULL or empty has to be, because pgbench knows no such variables.
pub fn script(name: &str, statements: &[Statement], types: &[Vec<String>]) -> Script {
    let mut script = Script { text: String::new(), variables: BTreeMap::new() };
    let none = Vec::new();
    for (number, statement) in statements.iter().enumerate() {
        let types = types.get(number).unwrap_or(&none);
        let sql = without_comments(&statement.sql);
        let mut rest = sql.trim_end_matches([';', ' ', '\n']);
        while let Some((before, after)) = rest.split_once('$') {
            script.text.push_str(before);
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (place, tail) = after.split_at(digits);
            rest = tail;
            let Some(place) = place.parse::<usize>().ok().and_then(|place| place.checked_sub(1)) else {
                script.text.push('$');
                continue;
            };
            let kind = types.get(place).map(|kind| format!("::{kind}")).unwrap_or_default();
            // Writing to a text does not fail.
            let _ = match statement.values.get(place) {
                Some(Some(value)) if value.is_empty() => write!(script.text, "(''{kind})"),
                Some(Some(value)) => {
                    let variable = format!("{name}_{number}_{place}");
                    let written = write!(script.text, "(:{variable}{kind})");
                    script.variables.insert(variable, value.clone());
                    written
                }
                _ => write!(script.text, "(NULL{kind})"),
            };
        }
        script.text.push_str(rest);
        script.text.push_str(";\n");
    }
    script
}

/// SQL without comments, in which pgbench would look for variables, and without empty lines.
fn without_comments(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split_once("--").map_or(line, |(code, _)| code).trim_end());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// How sessions plan what is prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planning {
    /// As the server does unless it is told otherwise: for the values at hand, as long as that seems to pay.
    Auto,
    /// Once a session.
    Once,
}

impl Planning {
    const fn setting(self) -> &'static str {
        match self {
            Self::Auto => "-c plan_cache_mode=auto",
            Self::Once => "-c plan_cache_mode=force_generic_plan",
        }
    }
}

/// How pgbench is to run.
#[derive(Debug, Clone)]
pub struct Bench<'a> {
    /// The program.
    pub program: &'a Path,
    /// The database.
    pub url: &'a str,
    /// A folder for scripts.
    pub folder: &'a Path,
    /// How many connections.
    pub connections: usize,
    /// How many threads.
    pub threads: usize,
    /// How sessions plan.
    pub planning: Planning,
    /// How long it runs before anything counts: statements are planned anew at first.
    pub warm_up: Duration,
    /// How long it is measured.
    pub lasts: Duration,
}

/// How often a second one of the scripts, chosen by chance, is run to its end.
pub fn run(scripts: &[Script], bench: &Bench<'_>) -> anyhow::Result<f64> {
    let mut command = Command::new(bench.program);
    let seconds = bench.warm_up.as_secs() + bench.lasts.as_secs();
    command.args(["-n", "-M", "prepared", "-P", "1", "-T", &seconds.to_string()]);
    command.args(["-c", &bench.connections.to_string(), "-j", &bench.threads.to_string()]);
    for (number, script) in scripts.iter().enumerate() {
        let path: PathBuf = bench.folder.join(format!("script-{number}.sql"));
        std::fs::write(&path, &script.text)?;
        command.arg("-f").arg(path);
        for (name, value) in &script.variables {
            command.arg("-D").arg(format!("{name}={value}"));
        }
    }
    command.env("PGOPTIONS", bench.planning.setting());
    let output = command.arg(bench.url).stdin(Stdio::null()).output().context("pgbench cannot be run")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "pgbench failed: {said}");
    let rates = rates(&said);
    let warm = usize::try_from(bench.warm_up.as_secs())?;
    ensure!(rates.len() > warm, "pgbench tells no rates: {said}");
    Ok(median(rates.into_iter().skip(warm).collect()))
}

/// The rate of each second, as `-P 1` tells them.
fn rates(said: &str) -> Vec<f64> {
    let progress = said.lines().filter_map(|line| line.strip_prefix("progress: "));
    progress.filter_map(|line| line.split(", ").nth(1)?.strip_suffix(" tps")?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_variables_and_null_stays() {
        let statement = Statement {
            sql: "-- What for: $9\nSELECT a::text, $$x$$ FROM t -- why\nWHERE b = $1 AND c = $2 OR b <> $1 || $3;"
                .to_owned(),
            values: vec![Some("it's".to_owned()), None, Some(String::new())],
        };
        let types = [vec!["text".to_owned(), "uuid".to_owned(), "text".to_owned()]];
        let script = script("s3", &[statement], &types);
        assert_eq!(
            script.text,
            "SELECT a::text, $$x$$ FROM t\nWHERE b = (:s3_0_0::text) AND c = (NULL::uuid) OR b <> (:s3_0_0::text) || (''::text);\n"
        );
        assert_eq!(script.variables, BTreeMap::from([("s3_0_0".to_owned(), "it's".to_owned())]));
    }

    #[test]
    fn the_rate_of_each_second_is_read() {
        let said = "pgbench (15.1)\nprogress: 1.0 s, 10.5 tps, lat 0.1 ms stddev 0.2, 0 failed\n\
                    progress: 2.0 s, 20.0 tps, lat 0.1 ms stddev 0.2, 0 failed\n";
        assert_eq!(rates(said), [10.5, 20.0]);
    }
}
