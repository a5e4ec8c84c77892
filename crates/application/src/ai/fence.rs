use serde::Serialize;

/// A line of JSON between two lines that nothing inside it can be: `<<<NAME` and `NAME>>>`.
///
/// Nobody who wrote a part of the data can end the fence: JSON writes a line break as `\n`, and `<` and `>` are written
/// as `\u003c` and `\u003e`.
pub(super) fn fenced(name: &str, data: &impl Serialize) -> Result<String, serde_json::Error> {
    // Both characters stand inside strings only, where the escape means the same.
    let line = serde_json::to_string(data)?.replace('<', "\\u003c").replace('>', "\\u003e");
    Ok(format!("<<<{name}\n{line}\n{name}>>>\n"))
}

/// The first characters as Unicode counts them. Not those that a person sees: one of these can be of any size.
pub(super) fn first_characters(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| text.split_at(end).0)
}
