use serde_json::Value;

/// What a prompt tells of a repository. All but the name may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Without the owner.
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) homepage: Option<String>,
    pub(super) stars: i64,
    pub(super) forks: i64,
    /// Most first.
    pub(super) languages: Vec<String>,
    pub(super) topics: Vec<String>,
    pub(super) readme: Option<String>,
}

impl Facts {
    /// Reads them leniently: numbers and lists by either of their usual names, languages as a list of names, of pairs,
    /// of objects with a `name`, or as an object of names and sizes. `None` without a name.
    pub(super) fn read(data: &Value) -> Option<Self> {
        let name = text(data, "full_name").or_else(|| text(data, "name"))?;
        let name = name.rsplit('/').next().unwrap_or_default().to_owned();
        let mut languages = names(data.get("languages"));
        if languages.is_empty() {
            languages.extend(text(data, "language"));
        }
        Some(Self {
            name,
            description: text(data, "description"),
            homepage: text(data, "homepage"),
            stars: number(data, &["stars", "stargazers_count"]),
            forks: number(data, &["forks", "forks_count"]),
            languages,
            topics: names(data.get("topics")),
            readme: text(data, "readme"),
        })
    }
}

fn text(data: &Value, key: &str) -> Option<String> {
    data.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn number(data: &Value, keys: &[&str]) -> i64 {
    keys.iter().find_map(|key| data.get(key)?.as_i64()).unwrap_or_default()
}

fn names(list: Option<&Value>) -> Vec<String> {
    match list {
        Some(Value::Array(entries)) => entries.iter().filter_map(name_of).map(str::to_owned).collect(),
        Some(Value::Object(sizes)) => {
            let size = |value: &Value| value.as_f64().unwrap_or_default();
            let mut sizes: Vec<_> = sizes.iter().map(|(name, value)| (name, size(value))).collect();
            sizes.sort_by(|(_, a), (_, b)| b.total_cmp(a));
            sizes.into_iter().map(|(name, _)| name.clone()).collect()
        }
        _ => Vec::new(),
    }
}

fn name_of(entry: &Value) -> Option<&str> {
    let name = entry.as_str().or_else(|| entry.get("name")?.as_str()).or_else(|| entry.get(0)?.as_str())?;
    // `Rust (61.2 %)` is a way to write a share.
    let name = name.split_once(['(', ':']).map_or(name, |(name, _)| name).trim();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn languages_are_understood_in_every_usual_form() {
        for languages in [
            json!(["Rust", "SQL"]),
            json!([["Rust", 90], ["SQL", 10]]),
            json!([{"name": "Rust", "percent": 90.0}, {"name": "SQL"}]),
            json!({"SQL": 10, "Rust": 90}),
            json!(["Rust (90.0 %)", "SQL: 10 %"]),
        ] {
            let facts = Facts::read(&json!({"name": "x", "languages": languages})).unwrap();
            assert_eq!(facts.languages, ["Rust", "SQL"], "{languages}");
        }
        let alone = Facts::read(&json!({"full_name": "mira/tidepool", "language": "Go", "languages": null})).unwrap();
        assert_eq!((alone.name.as_str(), alone.languages), ("tidepool", vec!["Go".to_owned()]));
    }

    #[test]
    fn data_without_a_name_are_none() {
        for data in [json!({}), json!([]), json!("x"), json!({"name": " "}), json!({"name": 3})] {
            assert_eq!(Facts::read(&data), None, "{data}");
        }
    }
}
