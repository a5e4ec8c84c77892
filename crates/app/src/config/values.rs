//! Plain values: numbers, yes and no, lists, spans of time. What is wrong is said as the rest of a sentence.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr, time::Duration};

pub(super) fn number<N>(text: &str, range: RangeInclusive<N>) -> Result<N, String>
where
    N: FromStr + PartialOrd + Display,
{
    let wrong = || format!("{text:?} is no whole number from {} to {}", range.start(), range.end());
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(wrong)
}

pub(super) fn flag(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(format!("{text:?} is neither true nor false")),
    }
}

/// Values between commas. A comma too many does no harm.
pub(super) fn several<T>(text: &str, judge: impl FnMut(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(judge).collect()
}

/// `90`, `90s`, `15m`, `24h` or `7d`.
pub(super) fn span(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no span of time, such as 90s, 15m, 24h or 7d");
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let seconds = match text.strip_prefix(digits).map(str::trim) {
        Some("" | "s") => 1,
        Some("m") => 60,
        Some("h") => 3_600,
        Some("d") => 86_400,
        _ => return Err(wrong()),
    };
    let number: u32 = digits.parse().map_err(|_| wrong())?;
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

/// One word of visible characters, such as an identifier that another service gave out.
pub(super) fn word(text: &str) -> Result<String, String> {
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("must not hold a blank".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_are_read_in_their_unit() {
        for (text, seconds) in [("0", 0), ("90", 90), ("90s", 90), ("15m", 900), ("24 h", 86_400), ("7d", 604_800)] {
            assert_eq!(span(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "h", "-1s", "1w", "1.5h", "1h30m", "99999999999d", "s1"] {
            assert!(span(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_list_forgives_blanks_and_a_comma_too_many() {
        assert_eq!(several(" a , b,,", |item| Ok(item.to_owned())), Ok(vec!["a".to_owned(), "b".to_owned()]));
    }
}
