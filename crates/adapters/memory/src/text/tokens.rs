//! A text in pieces, as PostgreSQL's parser cuts it.

/// What is to be done with a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word of letters: its stem counts.
    Word,
    /// A name or a number, which counts as it stands: a word with digits in it, an address, a path.
    Name,
}

/// The pieces that count, in order. Tags, entities and signs between them are left out.
pub(super) fn tokens(text: &str) -> Vec<(Kind, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = mark_up(rest)
            .or_else(|| address(rest, &mut found))
            .or_else(|| number(rest, &mut found))
            .or_else(|| path(rest, &mut found))
            .or_else(|| words(rest, &mut found))
            .unwrap_or(first.len_utf8());
        rest = rest.get(length..).unwrap_or_default();
    }
    found
}

type Found<'a> = Vec<(Kind, &'a str)>;

/// How many bytes at the beginning are so.
fn run(text: &str, is_so: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_so(c)).unwrap_or(text.len())
}

fn begins(text: &str, is_so: impl Fn(char) -> bool) -> bool {
    text.starts_with(is_so)
}

/// Adds the piece of this length, if there is one.
fn add<'a>(text: &'a str, length: usize, kind: Kind, found: &mut Found<'a>) -> Option<usize> {
    let piece = text.get(..length).filter(|piece| !piece.is_empty())?;
    found.push((kind, piece));
    Some(length)
}

/// The length of a tag, an entity, or what a link begins with.
fn mark_up(text: &str) -> Option<usize> {
    if let Some(inside) = text.strip_prefix('<') {
        return tag(inside).map(|length| length + 1);
    }
    if let Some(inside) = text.strip_prefix('&') {
        let name = inside.strip_prefix('#').unwrap_or(inside);
        let length = run(name, |c| c.is_ascii_alphanumeric());
        let ends = name.get(length..).is_some_and(|rest| rest.starts_with(';'));
        return (length > 0 && ends).then(|| text.len() - name.len() + length + 1);
    }
    let length = run(text, |c| c.is_ascii_alphabetic());
    text.get(length..).filter(|rest| length > 0 && rest.starts_with("://")).map(|_| length + 3)
}

/// The length of a tag behind the `<`.
fn tag(inside: &str) -> Option<usize> {
    if inside.starts_with("!--") {
        return inside.find("-->").map(|end| end + 3);
    }
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let length = run(name, |c| c.is_ascii_alphanumeric() || c == '-');
    let behind = name.get(length..).filter(|_| begins(name, |c| c.is_ascii_alphabetic()))?;
    let attributes = run(behind, |c| c.is_ascii_alphanumeric() || c.is_whitespace() || "\"'=-_#/:.&?%~".contains(c));
    let is_tag =
        behind.get(attributes..)?.starts_with('>') && (attributes == 0 || begins(behind, |c| " /\n\t".contains(c)));
    is_tag.then(|| inside.len() - behind.len() + attributes + 1)
}

const fn in_label(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// The length of a host's name: labels with dots between them, the last of which is a word.
fn host(text: &str) -> Option<usize> {
    let (mut end, mut known) = (0, None);
    loop {
        let label = text.get(end..).filter(|rest| begins(rest, |c| c.is_ascii_alphanumeric()))?;
        let letters = run(label, |c| c.is_ascii_alphabetic());
        if end > 0 && letters > 1 && !label.get(letters..)?.starts_with(|c: char| c.is_ascii_digit()) {
            known = Some(end + letters);
        }
        end += run(label, in_label);
        match text.get(end..).and_then(|rest| rest.strip_prefix('.')) {
            Some(behind) if begins(behind, |c| c.is_ascii_alphanumeric()) => end += 1,
            _ => return known,
        }
    }
}

/// An address of mail, or of a page: the host and the path of it are pieces of their own.
fn address<'a>(text: &'a str, found: &mut Found<'a>) -> Option<usize> {
    if !begins(text, |c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let name = run(text, |c| in_label(c) || c == '.');
    if let Some(at) = text.get(name..).and_then(|rest| rest.strip_prefix('@')).and_then(host) {
        return add(text, name + 1 + at, Kind::Name, found);
    }
    let mut end = host(text)?;
    let rest = text.get(end..)?;
    if let Some(port) = rest.strip_prefix(':') {
        let digits = run(port, |c| c.is_ascii_digit());
        end += if digits > 0 { digits + 1 } else { 0 };
    }
    let path = text.get(end..)?;
    let length = run(path, |c| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c));
    if path.starts_with('/') && length > 1 {
        add(text, end + length, Kind::Name, found)?;
        add(text, end, Kind::Name, found)?;
        add(path, length, Kind::Name, found)?;
        return Some(end + length);
    }
    add(text, end, Kind::Name, found)
}

/// A number, with a sign, a point or an exponent; or of more parts, as versions are.
fn number<'a>(text: &'a str, found: &mut Found<'a>) -> Option<usize> {
    let digits = |at: usize| text.get(at..).map_or(0, |rest| run(rest, |c| c.is_ascii_digit()));
    let sign = usize::from(text.starts_with(['-', '+']));
    let mut end = sign + digits(sign);
    if end == sign {
        return None;
    }
    let mut parts = 1;
    while text.get(end..).is_some_and(|rest| rest.starts_with('.')) && digits(end + 1) > 0 {
        // A version has no sign.
        if parts > 1 && sign > 0 {
            break;
        }
        end += 1 + digits(end + 1);
        parts += 1;
    }
    if parts < 3
        && let Some(power) = text.get(end..).and_then(|rest| rest.strip_prefix(['e', 'E']))
    {
        let signed = usize::from(power.starts_with(['-', '+']));
        let length = digits(end + 1 + signed);
        end += if length > 0 { 1 + signed + length } else { 0 };
    }
    // Behind it a word or a path may go on, which it is the beginning of then.
    let behind = text.get(end..).unwrap_or_default();
    let goes_on = begins(behind, char::is_alphanumeric)
        || behind.strip_prefix('/').is_some_and(|rest| begins(rest, |c| c.is_ascii_alphanumeric()));
    if sign == 0 && parts == 1 && goes_on { None } else { add(text, end, Kind::Name, found) }
}

/// A path of files, or a word with dots in it.
fn path<'a>(text: &'a str, found: &mut Found<'a>) -> Option<usize> {
    let mut end = usize::from(text.starts_with('/'));
    if !text.get(end..).is_some_and(|rest| begins(rest, |c| c.is_ascii_alphanumeric())) {
        return None;
    }
    let mut separators = end;
    loop {
        let is_first = separators == 0;
        end += text.get(end..).map_or(0, |rest| run(rest, |c| c.is_ascii_alphanumeric() || !is_first && in_label(c)));
        let rest = text.get(end..).unwrap_or_default();
        let Some(behind) = rest.strip_prefix(['/', '.']) else { break };
        if !begins(behind, |c| c.is_ascii_alphanumeric() || c == '_') {
            break;
        }
        end += 1;
        separators += 1;
    }
    if separators == 0 { None } else { add(text, end, Kind::Name, found) }
}

fn kind(word: &str) -> Kind {
    if word.contains(char::is_numeric) { Kind::Name } else { Kind::Word }
}

/// A word, or several with dashes between them: all of it first, then each.
fn words<'a>(text: &'a str, found: &mut Found<'a>) -> Option<usize> {
    let first = run(text, char::is_alphanumeric);
    if first == 0 {
        return None;
    }
    let mut ends = vec![first];
    let mut end = first;
    while let Some(rest) = text.get(end..).and_then(|rest| rest.strip_prefix('-')) {
        let length = run(rest, char::is_alphanumeric);
        // A dash before a number alone is its sign.
        if length == 0 || rest.get(..length).is_some_and(|part| part.chars().all(char::is_numeric)) {
            break;
        }
        end += 1 + length;
        ends.push(end);
    }
    if ends.len() == 1 {
        return add(text, first, kind(text.get(..first)?), found);
    }
    add(text, end, kind(text.get(..end)?), found)?;
    let mut begin = 0;
    for part in ends {
        let word = text.get(begin..part)?;
        found.push((kind(word), word));
        begin = part + 1;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces are PostgreSQL's.
    #[test]
    fn a_text_is_cut_as_postgresql_cuts_it() {
        for (text, expected) in [
            ("50% off_by_one, it's done", "50 off by one it s done"),
            ("real-time gpt-4 GPT-4o foo-bar-", "real-time real time gpt -4 GPT-4o GPT 4o foo-bar foo bar"),
            (
                "v1.2 1.5 1.2.3 -7 +3.5 1e-5 2026-02-02 12ab 3-way",
                "v1.2 1.5 1.2.3 -7 +3.5 1e-5 2026 -02 -02 12ab 3 way",
            ),
            ("https://example.com/x?y=1 Node.js e.g. end.", "example.com/x?y=1 example.com /x?y=1 Node.js e.g end"),
            ("a.bee@b.co.uk x@y and/or /usr/bin 1/2", "a.bee@b.co.uk x y and/or /usr/bin 1/2"),
            ("<b>bold</b> a &amp; b < c", "bold a b c"),
            ("größe-klein 日本語 🙂 c++", "größe-klein größe klein 日本語 c"),
            ("10:30 10,000 $5.00 a/b.c x-", "10 30 10 000 5.00 a/b.c x"),
        ] {
            let pieces: Vec<&str> = tokens(text).into_iter().map(|(_, piece)| piece).collect();
            assert_eq!(pieces.join(" "), expected);
        }
    }
}
