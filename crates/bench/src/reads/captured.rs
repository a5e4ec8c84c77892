//! Which statements an answer costs, read from the log of the database server.
//!
//! With `log_statement = all` the server writes each statement that it executes with the values of its parameters, in
//! text. So what pgbench runs is what the program ran, word for word.

use std::collections::BTreeMap;

/// A statement with its values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// Its text, with `$1` and so on.
    pub sql: String,
    /// The values in text, nothing for NULL.
    pub values: Vec<Option<String>>,
}

/// What the server is to begin each line of its log with: the number of the process.
pub const PREFIX: &str = "[%p] ";

/// The statements in a piece of the log, by the process that executed them.
pub fn statements(log: &str) -> BTreeMap<u32, Vec<Statement>> {
    let mut found: BTreeMap<u32, Vec<Statement>> = BTreeMap::new();
    for (process, kind, text) in entries(log) {
        let of_process = found.entry(process).or_default();
        match kind {
            "LOG" => {
                // Text alone, as `BEGIN` is, has no parameters to come.
                if let Some(sql) = executed(&text) {
                    of_process.push(Statement { sql, values: Vec::new() });
                }
            }
            "DETAIL" => {
                let values = text.strip_prefix("parameters: ").or_else(|| text.strip_prefix("Parameters: "));
                if let (Some(values), Some(last)) = (values, of_process.last_mut()) {
                    last.values = parameters(values);
                }
            }
            _ => {}
        }
    }
    found
}

fn executed(text: &str) -> Option<String> {
    if let Some(sql) = text.strip_prefix("statement: ") {
        return Some(sql.to_owned());
    }
    let rest = text.strip_prefix("execute ")?;
    rest.split_once(": ").map(|(_, sql)| sql.to_owned())
}

/// Entries of the log: process, kind, text. A line that begins with a tab goes on with the one before.
fn entries(log: &str) -> Vec<(u32, &str, String)> {
    let mut found: Vec<(u32, &str, String)> = Vec::new();
    for line in log.lines() {
        if let Some(more) = line.strip_prefix('\t') {
            if let Some((_, _, text)) = found.last_mut() {
                text.push('\n');
                text.push_str(more);
            }
        } else if let Some(entry) = entry(line) {
            found.push(entry);
        }
    }
    found
}

fn entry(line: &str) -> Option<(u32, &str, String)> {
    let (process, rest) = line.strip_prefix('[')?.split_once("] ")?;
    let (kind, text) = rest.split_once(":  ")?;
    Some((process.parse().ok()?, kind, text.to_owned()))
}

/// The values of `$1 = 'it''s', $2 = NULL`.
fn parameters(text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(" = ") {
        if let Some(tail) = after.strip_prefix("NULL") {
            values.push(None);
            rest = tail;
            continue;
        }
        let Some(mut quoted) = after.strip_prefix('\'') else { break };
        let mut value = String::new();
        loop {
            let Some((piece, tail)) = quoted.split_once('\'') else { return values };
            value.push_str(piece);
            if let Some(more) = tail.strip_prefix('\'') {
                value.push('\'');
                quoted = more;
            } else {
                rest = tail;
                break;
            }
        }
        values.push(Some(value));
    }
    values
}

/// Of several readings of the log around one and the same request, what the request itself cost: what it has in common
/// with others, whatever else ran beside it. Readings that agree with no other are left out.
pub fn agreed(readings: &[Vec<Statement>]) -> Option<Vec<Statement>> {
    let texts = |reading: &Vec<Statement>| {
        let mut texts: Vec<String> = reading.iter().map(|statement| statement.sql.clone()).collect();
        texts.sort_unstable();
        texts
    };
    readings
        .iter()
        .filter(|reading| readings.iter().filter(|other| texts(other) == texts(reading)).count() > 1)
        .min_by_key(|reading| reading.len())
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "[7] LOG:  execute s1: SELECT a\n\tFROM t -- it: is\n\tWHERE b = $1 AND c = $2\n\
        [7] DETAIL:  parameters: $1 = 'it''s, $9 = ''x''', $2 = NULL, $3 = '{1,2}'\n\
        [8] LOG:  statement: BEGIN\n[8] LOG:  checkpoint starting: time\n[8] LOG:  execute <unnamed>: SELECT 1\n";

    #[test]
    fn statements_are_found_with_their_values() {
        let found = statements(LOG);
        let first = &found[&7][0];
        assert_eq!(first.sql, "SELECT a\nFROM t -- it: is\nWHERE b = $1 AND c = $2");
        let values: Vec<_> = first.values.iter().map(Option::as_deref).collect();
        assert_eq!(values, [Some("it's, $9 = 'x'"), None, Some("{1,2}")]);
        let texts: Vec<_> = found[&8].iter().map(|statement| statement.sql.as_str()).collect();
        assert_eq!(texts, ["BEGIN", "SELECT 1"]);
    }

    #[test]
    fn what_ran_beside_a_request_is_left_out() {
        let of = |texts: &[&str]| -> Vec<Statement> {
            texts.iter().map(|sql| Statement { sql: (*sql).to_owned(), values: Vec::new() }).collect()
        };
        let readings = [of(&["a", "b", "noise"]), of(&["b", "a"]), of(&["a", "b"]), of(&["a"])];
        assert_eq!(agreed(&readings), Some(of(&["b", "a"])));
        assert_eq!(agreed(&readings[..1]), None);
    }
}
