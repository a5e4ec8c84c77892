use crate::Invalid;

/// A mail address as far as it can be judged without sending to it: something, an `@`, a host, no blanks.
/// Two addresses are equal if they differ in case alone.
#[derive(Debug, Clone, Eq)]
pub struct Email(String);

impl Email {
    /// The most bytes an address may have (RFC 5321, section 4.5.3.1.3, without the brackets).
    pub const MAX: usize = 254;

    /// Judges an address.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let fits = text.len() <= Self::MAX
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'))
            && text.split_once('@').is_some_and(|(local, host)| {
                !local.is_empty()
                    && !host.is_empty()
                    && !host.contains('@')
                    && !host.starts_with('.')
                    && !host.ends_with('.')
            });
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid::FORM) }
    }

    /// An address that no mail reaches, for somebody whose service tells none. It is never verified.
    pub fn placeholder(provider: &super::ProviderName, subject: &str) -> Self {
        let local: String = subject.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
        Self(format!("{local}@{}.user", provider.as_str()))
    }

    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_judged_by_its_form_and_compared_without_case() {
        assert_eq!(Email::new("Ada@Example.com"), Email::new("ada@example.COM"));
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "a@.b"] {
            assert!(Email::new(bad).is_err(), "{bad:?}");
        }
    }
}
