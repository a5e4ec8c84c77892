use super::TagName;

/// A model of a provider's list as an entry of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelTool {
    /// Its name: the provider's, or else its identifier there.
    pub name: TagName,
    /// Its name in addresses.
    pub slug: String,
}

impl ModelTool {
    /// The entry for a model. `None` if neither name nor identifier make one.
    ///
    /// The slug comes from the identifier: lower case, nothing but `a`–`z`, digits and hyphens, blanks as hyphens.
    /// Providers write `vendor/model`, and the slash is left out: `openai/gpt-4o` is `openaigpt-4o`.
    pub fn new(id: &str, name: Option<&str>) -> Option<Self> {
        let name = name.and_then(|name| TagName::new(name).ok()).or_else(|| TagName::new(id).ok())?;
        let mut slug = String::with_capacity(id.len());
        for c in id.trim().to_lowercase().chars() {
            match c {
                'a'..='z' | '0'..='9' | '-' => slug.push(c),
                c if c.is_whitespace() && !slug.ends_with('-') => slug.push('-'),
                _ => {}
            }
        }
        let slug = slug.trim_matches('-');
        (1..=Self::MAX_SLUG).contains(&slug.len()).then(|| Self { name, slug: slug.to_owned() })
    }

    /// The longest slug, in bytes.
    const MAX_SLUG: usize = 255;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(id: &str, name: Option<&str>) -> Option<(String, String)> {
        ModelTool::new(id, name).map(|tool| (tool.name.as_str().to_owned(), tool.slug))
    }

    #[test]
    fn a_model_has_the_name_that_its_provider_gives_and_the_slug_of_its_identifier() {
        let made = |name: &str, slug: &str| Some((name.to_owned(), slug.to_owned()));
        assert_eq!(tool("openai/gpt-4o", Some("OpenAI: GPT-4o")), made("OpenAI: GPT-4o", "openaigpt-4o"));
        assert_eq!(tool("openai/gpt-4o", None), made("openai/gpt-4o", "openaigpt-4o"));
        assert_eq!(tool("x/y  z:free", Some(" ")), made("x/y  z:free", "xy-zfree"));
        assert_eq!(tool("-a.b_c-", Some("A")), made("A", "abc"));
    }

    #[test]
    fn what_makes_no_entry_is_none() {
        for (id, name) in [("", None), ("/", Some("Slash")), ("日本", Some("Japan")), (" ", Some("Blank"))] {
            assert_eq!(tool(id, name), None, "{id}");
        }
        assert_eq!(tool(&"x".repeat(256), Some("Long")), None);
        // A name that is too long for the catalog is no name; the identifier stands in for it.
        assert_eq!(tool("short", Some(&"x".repeat(51))).unwrap().0, "short");
    }
}
