use chrono::NaiveDate;

use crate::text;

/// The most characters of a search that are looked at.
pub const MAX_LENGTH: usize = 500;

/// Things that are named by their slugs: any of them will do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    /// AI tools.
    pub tools: Vec<String>,
    /// Tech stacks.
    pub stacks: Vec<String>,
}

impl Tags {
    /// Whether nothing is named.
    pub const fn is_empty(&self) -> bool {
        self.tools.is_empty() && self.stacks.is_empty()
    }
}

/// What somebody searches for: words, and operators among them.
///
/// An operator is a whole token, so that `real-time` is a word and `tool:gpt-4` names `gpt-4`. What looks like an
/// operator and is none that we know is a word; one without a value asks for nothing.
///
/// ```
/// use vibeslop_domain::search::SearchQuery;
///
/// let query = SearchQuery::parse(r#"real-time -slow "query planner" from:ada stack:next-js shiny:new"#);
/// assert_eq!(query.words, ["real-time", "shiny:new"]);
/// assert_eq!(query.phrases, ["query planner"]);
/// assert_eq!(query.without, ["slow"]);
/// assert_eq!((query.from.as_deref(), query.tags.stacks), (Some("ada"), vec!["next-js".to_owned()]));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// Words, all of which should be there.
    pub words: Vec<String>,
    /// Words that stand together, in this order (`"…"`).
    pub phrases: Vec<String>,
    /// Words and phrases that must not be there (`-word`, `-"…"`).
    pub without: Vec<String>,
    /// The author's username (`from:`).
    pub from: Option<String>,
    /// Only with pictures (`has:media`).
    pub has_media: bool,
    /// Only with a linked project (`has:project`).
    pub has_project: bool,
    /// Only made with one of these (`tool:`, `stack:`).
    pub tags: Tags,
    /// Not before this day (`since:`), in UTC.
    pub since: Option<NaiveDate>,
    /// Not after this day (`until:`), in UTC; the day itself counts.
    pub until: Option<NaiveDate>,
}

impl SearchQuery {
    /// Understands a text. Anything can be searched for: what makes no sense is a word.
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let clean: String =
            text::beginning(text, MAX_LENGTH).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut rest = clean.trim_start();
        while !rest.is_empty() {
            let (token, tail) = token(rest);
            query.add(token);
            rest = tail.trim_start();
        }
        query
    }

    /// A text without operators.
    pub fn plain(text: &str) -> Self {
        let clean: String = text::beginning(text, MAX_LENGTH)
            .chars()
            .map(|c| if c.is_control() || c == '"' { ' ' } else { c })
            .collect();
        Self { words: clean.split_whitespace().map(str::to_owned).collect(), ..Self::default() }
    }

    /// The text that is searched for, without operators and quotes.
    pub fn text(&self) -> String {
        let parts: Vec<&str> = self.words.iter().chain(&self.phrases).map(String::as_str).collect();
        parts.join(" ")
    }

    /// Whether there is something to look for in texts.
    pub const fn has_text(&self) -> bool {
        !self.words.is_empty() || !self.phrases.is_empty()
    }

    /// Whether words and phrases are all that it asks for.
    pub fn is_plain(&self) -> bool {
        let Self { words: _, phrases: _, without, from, has_media, has_project, tags, since, until } = self;
        let is_narrowed = *has_media || *has_project || from.is_some() || since.is_some() || until.is_some();
        without.is_empty() && tags.is_empty() && !is_narrowed
    }

    /// Whether there is nothing to look for at all: a blank text, or operators without a value.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it asks for what only a post can have.
    pub const fn needs_post(&self) -> bool {
        self.has_media || self.has_project
    }

    /// Whether people can be meant: nothing is asked for that a person does not have.
    pub const fn can_be_people(&self) -> bool {
        self.has_text() && !self.needs_post() && self.tags.is_empty() && self.since.is_none() && self.until.is_none()
    }

    fn add(&mut self, token: Token<'_>) {
        match token {
            Token::Quoted { text, without } => {
                if let Some(phrase) = readable(text) {
                    if without { self.without.push(phrase) } else { self.phrases.push(phrase) }
                }
            }
            Token::Plain(text) => self.add_plain(text),
        }
    }

    fn add_plain(&mut self, text: &str) {
        if let Some(word) = text.strip_prefix('-') {
            // A dash alone, or several, separates; it excludes nothing.
            if let Some(word) = readable(word.trim_start_matches('-')) {
                self.without.push(word);
            }
            return;
        }
        let known = text.split_once(':').and_then(|(name, value)| self.operator(&name.to_ascii_lowercase(), value));
        if known.is_none() {
            self.words.extend(readable(text));
        }
    }

    /// `None` if it is none of ours.
    fn operator(&mut self, name: &str, value: &str) -> Option<()> {
        match (name, value) {
            ("from" | "tool" | "stack" | "has" | "since" | "until", "") => {}
            ("from", _) => {
                // The first one counts.
                self.from.get_or_insert_with(|| value.trim_start_matches('@').to_lowercase());
            }
            ("tool", _) => self.tags.tools.push(value.to_lowercase()),
            ("stack", _) => self.tags.stacks.push(value.to_lowercase()),
            ("has", _) if value.eq_ignore_ascii_case("media") => self.has_media = true,
            ("has", _) if value.eq_ignore_ascii_case("project") => self.has_project = true,
            ("since", _) => self.since = Some(day(value)?),
            ("until", _) => self.until = Some(day(value)?),
            _ => return None,
        }
        Some(())
    }
}

/// A day that a calendar on a wall has: `YYYY-MM-DD`.
fn day(text: &str) -> Option<NaiveDate> {
    let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if is_plain { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None }
}

#[derive(Clone, Copy)]
enum Token<'a> {
    Plain(&'a str),
    Quoted { text: &'a str, without: bool },
}

/// The first token of a text that begins with none of its blanks, and what comes behind it.
fn token(text: &str) -> (Token<'_>, &str) {
    let (without, body) = text.strip_prefix('-').map_or((false, text), |body| (true, body));
    if let Some(quoted) = body.strip_prefix('"') {
        // A quote that nothing closes is closed by the end.
        let (text, tail) = quoted.split_once('"').unwrap_or((quoted, ""));
        return (Token::Quoted { text, without }, tail);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (plain, tail) = text.split_at(end);
    (Token::Plain(plain), tail)
}

/// The text without quotes and blanks around it, if there is something to read in it.
fn readable(text: &str) -> Option<String> {
    let text = text.replace('"', " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text::is_blank(&text)).then_some(text)
}

#[cfg(test)]
mod tests;
