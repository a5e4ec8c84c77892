use tracing_subscriber::EnvFilter;

use super::{
    fault::Noted,
    reader::Reader,
    settings::{LOG_FORMAT, RUST_LOG},
};

/// What is logged, and in which form.
#[derive(Debug, Clone)]
pub struct Log {
    /// A level, or directives such as `info,vibeslop=debug`.
    pub filter: String,
    /// For whom.
    pub format: LogFormat,
}

/// Who reads the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// People: `[level] message field=value`.
    Human,
    /// Programs: one JSON object a line.
    Json,
}

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

impl Log {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Noted> {
        let filter = reader.required(&RUST_LOG, filter);
        let format = reader.required(&LOG_FORMAT, |text| match text {
            "human" => Ok(LogFormat::Human),
            "json" => Ok(LogFormat::Json),
            _ => Err(format!("{text:?} is neither human nor json")),
        });
        Ok(Self { filter: filter?, format: format? })
    }
}

fn filter(text: &str) -> Result<String, String> {
    let directives: Vec<_> = text.split(',').map(str::trim).collect();
    for directive in &directives {
        let is_level = LEVELS.iter().any(|level| level.eq_ignore_ascii_case(directive));
        // The library takes a lone word for the name of a crate, and so "warning" for "everything of crate warning".
        if !is_level && !directive.contains(['=', '[']) {
            return Err(format!("{directive:?} is no level: choose one of {}, or say crate=level", LEVELS.join(", ")));
        }
    }
    let text = directives.join(",");
    EnvFilter::try_new(&text).map_err(|error| format!("is no log filter: {error}"))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_a_level_or_directives() {
        for right in ["info", "WARN", "off", "info,vibeslop=debug", "warn, vibeslop_http[request]=trace"] {
            assert!(filter(right).is_ok(), "{right}");
        }
        for wrong in ["warning", "vibeslop", "info,vibeslop=loud", "info,,debug", ""] {
            assert!(filter(wrong).is_err(), "{wrong}");
        }
    }
}
