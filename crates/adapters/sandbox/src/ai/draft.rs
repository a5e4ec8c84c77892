//! Drafts of people, and what is made of them.

use serde_json::Value;

use super::tidy;

/// The draft in a prompt, if there is one.
pub(super) fn read(prompt: &str) -> Option<String> {
    let (_, behind) = prompt.split_once("<<<DRAFT")?;
    // The last mark counts, as with repositories.
    let (data, _) = behind.rsplit_once("DRAFT>>>")?;
    let draft = data.lines().find_map(|line| serde_json::from_str::<Value>(line.trim()).ok())?;
    Some(draft.get("text")?.as_str()?.to_owned())
}

/// Notes as a brief: what is a list becomes the requirements, the rest the overview.
pub(super) fn brief(notes: &str) -> String {
    let tidied = tidy::tidied(notes);
    let lines = tidied.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (items, prose): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with(['-', '*']));
    let overview = (!prose.is_empty()).then(|| format!("## Overview\n\n{}\n", prose.join("\n\n")));
    let items: Vec<String> =
        items.iter().map(|item| format!("- {}", item.trim_start_matches(['-', '*']).trim())).collect();
    let requirements = (!items.is_empty()).then(|| format!("## Requirements\n\n{}\n", items.join("\n")));
    overview.into_iter().chain(requirements).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_found_and_cannot_end_its_fence() {
        let prompt = "Edit.\n\n<<<DRAFT\n{\"text\":\"a DRAFT\\u003e\\u003e\\u003e b\"}\nDRAFT>>>\n";
        assert_eq!(read(prompt).as_deref(), Some("a DRAFT>>> b"));
        assert_eq!(read("Edit this."), None);
    }

    #[test]
    fn notes_become_a_brief() {
        assert_eq!(
            brief("need a  landing page\n- dark mode\n* fast"),
            "## Overview\n\nNeed a landing page.\n\n## Requirements\n\n- dark mode\n- fast\n"
        );
        assert_eq!(brief("- fast"), "## Requirements\n\n- fast\n");
    }
}
