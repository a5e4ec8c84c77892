/// A text with its sentences begun in upper case, its blanks single and its end closed. Line breaks stay. Never empty.
pub(super) fn tidied(text: &str) -> String {
    let lines: Vec<String> = text.trim().lines().map(line).collect();
    let tidied = lines.join("\n");
    if tidied.trim().is_empty() { "There was nothing to write about.".to_owned() } else { tidied }
}

fn line(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len() + 1);
    let mut begins = true;
    for word in text.split_whitespace() {
        if !tidied.is_empty() {
            tidied.push(' ');
        }
        let mut letters = word.chars();
        match letters.next().filter(|first| begins && first.is_lowercase()) {
            Some(first) => {
                tidied.extend(first.to_uppercase());
                tidied.push_str(letters.as_str());
            }
            None => tidied.push_str(word),
        }
        begins = word.ends_with(['.', '!', '?']);
    }
    if tidied.ends_with(char::is_alphanumeric) && !text.trim_start().starts_with(['#', '-', '*']) {
        tidied.push('.');
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_in_order() {
        assert_eq!(
            tidied("  shipped my   first crate! it works\n\n- a list"),
            "Shipped my first crate! It works.\n\n- a list"
        );
        assert_eq!(tidied("日本語 🌱"), "日本語 🌱");
        assert_eq!(tidied(" \n "), "There was nothing to write about.");
        let once = tidied("one. two");
        assert_eq!(tidied(&once), once);
    }
}
