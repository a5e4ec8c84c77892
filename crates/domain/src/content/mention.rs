//! Mentions: `@` and a username.

use crate::accounts::Username;

/// The most people that one text tells of itself.
pub const MAX_MENTIONS: usize = 20;

/// Whom a text mentions: every `@name` that starts a word, each once, in the order of the text, at most
/// [`MAX_MENTIONS`]. Code (between back-ticks) mentions nobody, nor does the middle of a mail address.
pub fn mentions(text: &str) -> Vec<Username> {
    let mut found: Vec<Username> = Vec::new();
    let mut before = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '`' {
            rest = after_code(rest);
            before = Some('`');
            continue;
        }
        let after = rest.get(c.len_utf8()..).unwrap_or("");
        if c == '@' && !before.is_some_and(continues_word) {
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
            let (name, tail) = after.split_at(end);
            // A letter of another script right after it belongs to the same word, which is no username then.
            if !tail.chars().next().is_some_and(char::is_alphanumeric)
                && let Ok(name) = Username::new(name)
                && !found.contains(&name)
            {
                found.push(name);
                if found.len() == MAX_MENTIONS {
                    break;
                }
            }
        }
        before = Some(c);
        rest = after;
    }
    found
}

/// What can stand inside a word or a mail address, so that an `@` after it starts no mention.
fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '+' | '@' | '/')
}

/// The text behind the code that starts here. A run of back-ticks ends at the next run of the same length; without
/// one it is no code, as in Markdown.
fn after_code(text: &str) -> &str {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let (fence, body) = text.split_at(ticks);
    let mut from = 0;
    while let Some(at) = body.get(from..).and_then(|rest| rest.find(fence)) {
        let start = from + at;
        let run = body.get(start..).map_or(0, |rest| rest.len() - rest.trim_start_matches('`').len());
        if run == ticks {
            return body.get(start + run..).unwrap_or("");
        }
        from = start + run;
    }
    body
}

/// Reduces the mark-up that the rich editor leaves around a mention
/// (`<span data-type="mention" …>@ada</span>`) to the plain `@ada`. Other mark-up stays as it is.
pub fn plain_mentions(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<span") {
        let (before, tag) = rest.split_at(start);
        plain.push_str(before);
        if let Some((name, after)) = inner_mention(tag) {
            plain.push_str(name);
            rest = after;
        } else {
            plain.push_str("<span");
            rest = tag.strip_prefix("<span").unwrap_or("");
        }
    }
    plain.push_str(rest);
    plain
}

/// `@name` inside a mention's tag, and the text behind the tag.
fn inner_mention(tag: &str) -> Option<(&str, &str)> {
    let (attributes, inside) = tag.strip_prefix("<span")?.split_once('>')?;
    let (name, after) = inside.split_once("</span>")?;
    let is_mention = attributes.contains("data-type=\"mention\"") || attributes.contains("data-type='mention'");
    let is_name = name.strip_prefix('@').is_some_and(|name| Username::new(name).is_ok());
    (is_mention && is_name).then_some((name, after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(text: &str) -> Vec<String> {
        mentions(text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_mention_starts_a_word() {
        assert_eq!(names("@ada and (@Bob), @ada again; me@host.com a.@x1 @@y1"), ["ada", "bob"]);
        assert_eq!(names("Привет @ada! \u{1F44B}@bob"), ["ada", "bob"]);
        assert_eq!(names("@adaж @a @x-y @search"), Vec::<String>::new());
    }

    #[test]
    fn code_mentions_nobody() {
        assert_eq!(names("`@ada` ``a ` @bob`` @cat\n```\n@dog1\n```\nopen ` @eve"), ["cat", "eve"]);
    }

    #[test]
    fn twenty_people_are_told_at_most() {
        let text = (0..50).map(|n| format!("@user{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(mentions(&text).len(), MAX_MENTIONS);
    }

    #[test]
    fn the_editors_markup_becomes_plain() {
        let rich = r#"Hi <span class="m" data-type="mention" data-id="1">@ada</span>, <span>not</span> <span"#;
        assert_eq!(plain_mentions(rich), "Hi @ada, <span>not</span> <span");
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "[@`a-c <>ж_.\"=-]{0,60}") {
            mentions(&text);
            prop_assert_eq!(plain_mentions(&plain_mentions(&text)), plain_mentions(&text));
        }
    }
}
