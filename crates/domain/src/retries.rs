//! Writes that may be sent again: the key by which a caller tells that two requests are one.

/// Why a key is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Idempotency-Key has to be 1 to 255 visible ASCII characters, with or without quotes")]
pub struct InvalidKey;

/// The key of a write, chosen by the caller: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RetryKey(String);

impl RetryKey {
    /// The longest key.
    pub const MAX: usize = 255;

    /// Reads a header's value: the bare key, or a string of RFC 9651 (in quotes, `\"` and `\\` escaped). Both spellings
    /// are the same key.
    ///
    /// ```
    /// use vibeslop_domain::retries::RetryKey;
    ///
    /// assert_eq!(RetryKey::parse(b"\"a-1\""), RetryKey::parse(b"a-1"));
    /// assert!(RetryKey::parse(b"two words").is_err());
    /// ```
    pub fn parse(value: &[u8]) -> Result<Self, InvalidKey> {
        let text = std::str::from_utf8(value).map_err(|_| InvalidKey)?;
        let text = text.trim_matches([' ', '\t']);
        let key = match text.strip_prefix('"') {
            Some(quoted) => unquoted(quoted.strip_suffix('"').ok_or(InvalidKey)?)?,
            None => text.to_owned(),
        };
        let fits = (1..=Self::MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(key)) } else { Err(InvalidKey) }
    }

    /// The key without quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn unquoted(text: &str) -> Result<String, InvalidKey> {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.push(characters.next().filter(|next| matches!(next, '"' | '\\')).ok_or(InvalidKey)?),
            '"' => return Err(InvalidKey),
            other => plain.push(other),
        }
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_with_and_without_quotes() {
        for (value, key) in [
            ("abc", "abc"),
            ("\"abc\"", "abc"),
            (" 8e03978e-40d5-43dd-bc93-6894a57f9324 ", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
            (r#""a\"b\\c""#, r#"a"b\c"#),
            (r#"a"b\c"#, r#"a"b\c"#),
            ("~!,;=", "~!,;="),
        ] {
            assert_eq!(RetryKey::parse(value.as_bytes()).unwrap().as_str(), key, "{value}");
        }
        assert!(RetryKey::parse("x".repeat(255).as_bytes()).is_ok());
    }

    #[test]
    fn anything_else_is_no_key() {
        let long = "x".repeat(256);
        let quoted = format!("\"{long}\"");
        for value in [
            "",
            " ",
            "\"\"",
            "\"",
            "\"abc",
            "\"a b\"",
            "a b",
            "\"a\";p=1",
            "\"a\"b\"",
            r#""a\b""#,
            r#""a\""#,
            "é",
            "a\u{7f}",
            &long,
            &quoted,
        ] {
            assert_eq!(RetryKey::parse(value.as_bytes()), Err(InvalidKey), "{value}");
        }
        assert_eq!(RetryKey::parse(&[0xff]), Err(InvalidKey));
    }
}
