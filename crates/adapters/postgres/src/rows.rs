//! What columns hold, as the domain knows it.

use vibeslop_ports::StoreError;

/// A word of a column that has a CHECK: another one than the domain knows means that the two have parted.
pub fn word<T: std::str::FromStr>(text: &str, column: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::failed(format!("{column} holds {text:?}, which means nothing")))
}

/// A JSON value that a statement of ours made.
pub fn json<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> Result<T, StoreError> {
    serde_json::from_value(value).map_err(StoreError::failed)
}

/// A JSON list that a statement of ours made, row by row.
pub fn list<R, T>(value: serde_json::Value, read: impl FnMut(R) -> T) -> Result<Vec<T>, StoreError>
where
    R: serde::de::DeserializeOwned,
{
    Ok(json::<Vec<R>>(value)?.into_iter().map(read).collect())
}

/// A LIKE pattern for texts that contain `text`, whatever stands in it.
pub fn like_containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_search_for_is_no_pattern() {
        assert_eq!(like_containing(r"50%_\"), r"%50\%\_\\%");
        assert_eq!(like_containing("a_"), r"%a\_%");
    }
}
