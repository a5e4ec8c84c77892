use vibeslop_domain::ai::without_markup;

/// A README, taken apart as far as a project's text needs it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Readme {
    /// Each paragraph with the heading that it stands below, as plain text.
    paragraphs: Vec<(String, String)>,
    /// Each entry of a list with the heading that it stands below, as Markdown without links.
    entries: Vec<(String, String)>,
}

impl Readme {
    /// Takes a README apart. Code, tables, pictures and HTML are left out.
    pub(super) fn read(markdown: &str) -> Self {
        let mut readme = Self::default();
        let (mut heading, mut paragraph) = (String::new(), String::new());
        let mut in_code = false;
        for line in markdown.lines().map(str::trim).chain([""]) {
            let fence = line.starts_with("```") || line.starts_with("~~~");
            in_code ^= fence;
            if fence || in_code || line.starts_with(['|', '>']) {
                continue;
            }
            let entry = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
            if line.is_empty() || line.starts_with('#') || entry.is_some() {
                readme.end_paragraph(&heading, &mut paragraph);
            }
            if let Some(entry) = entry {
                let entry = without_links(&without_markup(entry));
                if !entry.trim().is_empty() {
                    readme.entries.push((heading.clone(), entry.trim().to_owned()));
                }
            } else if let Some(text) = line.strip_prefix('#') {
                heading = plain(text.trim_start_matches('#')).to_lowercase();
            } else if let Some((_, entry)) =
                readme.entries.last_mut().filter(|_| paragraph.is_empty() && !line.is_empty())
            {
                // An entry goes on in the next line until a blank one ends it.
                entry.push(' ');
                entry.push_str(&without_links(&without_markup(line)));
            } else {
                paragraph.push_str(line);
                paragraph.push(' ');
            }
        }
        readme
    }

    /// The first paragraph that says something.
    pub(super) fn opening(&self) -> Option<&str> {
        self.paragraphs.first().map(|(_, text)| text.as_str())
    }

    /// The first paragraph below a heading with one of these words.
    pub(super) fn below(&self, words: &[&str]) -> Option<&str> {
        let fits = |heading: &str| words.iter().any(|word| heading.split_whitespace().any(|w| w.starts_with(word)));
        self.paragraphs.iter().find(|(heading, _)| fits(heading)).map(|(_, text)| text.as_str())
    }

    /// Entries of the first list with more than one, up to `most`.
    pub(super) fn features(&self, most: usize) -> Vec<&str> {
        let mut lists: Vec<(&str, Vec<&str>)> = Vec::new();
        for (heading, entry) in &self.entries {
            match lists.last_mut().filter(|(last, _)| last == heading) {
                Some((_, list)) => list.push(entry),
                None => lists.push((heading, vec![entry])),
            }
        }
        let list = lists.into_iter().map(|(_, list)| list).find(|list| list.len() > 1).unwrap_or_default();
        list.into_iter().take(most).collect()
    }

    fn end_paragraph(&mut self, heading: &str, paragraph: &mut String) {
        let text = plain(paragraph);
        // Badges and one-word lines say nothing.
        if text.split_whitespace().count() > 3 {
            self.paragraphs.push((heading.to_owned(), text));
        }
        paragraph.clear();
    }
}

/// Markdown without its marks.
pub(super) fn plain(markdown: &str) -> String {
    let text = without_links(&without_markup(markdown));
    text.replace(['*', '`'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Markdown in which links are their text and pictures are gone.
fn without_links(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some((before, opened)) = rest.split_once('[') {
        let Some((label, behind)) = opened.split_once(']') else { break };
        let target = behind.strip_prefix('(').and_then(|target| target.split_once(')'));
        let Some((_, behind)) = target else {
            // Brackets without a link are brackets.
            text.push_str(before);
            text.push('[');
            rest = opened;
            continue;
        };
        if let Some(before) = before.strip_suffix('!') {
            text.push_str(before);
        } else {
            text.push_str(before);
            text.push_str(label);
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_lists_are_found_and_the_rest_left_out() {
        let readme = Readme::read(concat!(
            "# Tidepool\n\n[![Build](https://ci.example/b.svg)](https://ci.example)\n\n<p align=center><img src=x></p>\n\n",
            "Plan dives with [friends](https://friends.example)\nand **never** miss slack water.\n\n",
            "```sh\n- no list\nrm -rf never read this line\n```\n\n",
            "## Why we made it\n\nTides do not wait for anybody.\n\n",
            "## Features\n\n- **Shared plans**: with `one` click\n  on your phone\n* Tide alerts\n\n| a | b |\n",
        ));
        assert_eq!(readme.opening(), Some("Plan dives with friends and never miss slack water."));
        assert_eq!(readme.below(&["why", "motivation"]), Some("Tides do not wait for anybody."));
        assert_eq!(readme.below(&["licence"]), None);
        assert_eq!(readme.features(5), ["**Shared plans**: with `one` click on your phone", "Tide alerts"]);
        assert_eq!(readme.features(1).len(), 1);
    }

    #[test]
    fn brackets_and_broken_links_stay_text() {
        for (markdown, text) in [
            ("a [b] c", "a [b] c"),
            ("a [b](c", "a [b](c"),
            ("[x", "[x"),
            ("![pic](y) z", " z"),
            ("`[[` completes", "`[[` completes"),
        ] {
            assert_eq!(without_links(markdown), text, "{markdown}");
        }
    }

    #[test]
    fn an_odd_readme_does_no_harm() {
        for markdown in ["", "```", "#", "- ", "\u{feff}", "[[[[", "<", "~~~\n```\n~~~"] {
            assert_eq!(Readme::read(markdown), Readme::default(), "{markdown}");
        }
    }
}
