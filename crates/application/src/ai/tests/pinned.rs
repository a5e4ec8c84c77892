//! The prompts, word by word. What was asked has to be known when an answer is looked at later: a change of a prompt's
//! meaning is a new file with the next number, and a new line here.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

const PROMPTS: [(&str, &str, &str); 7] = [
    ("brand_colors_v1", include_str!("../prompts/brand_colors_v1.md"), "5641cb1e6efdf77d"),
    ("cover_logo_v1", include_str!("../prompts/cover_logo_v1.md"), "315a3d9bd21d4f49"),
    ("cover_v1", include_str!("../prompts/cover_v1.md"), "d77fc7fb6591f1fd"),
    ("improve_gig_v1", include_str!("../prompts/improve_gig_v1.md"), "e51757837bb914c9"),
    ("improve_post_v1", include_str!("../prompts/improve_post_v1.md"), "7fdb3655de91b2df"),
    ("project_text_repair_v1", include_str!("../prompts/project_text_repair_v1.md"), "362106aaa129aa5a"),
    ("project_text_v1", include_str!("../prompts/project_text_v1.md"), "66cff43bae034f3c"),
];

#[test]
fn a_prompt_of_a_number_says_what_it_always_said() {
    for (name, text, pinned) in PROMPTS {
        let hash = Sha256::digest(text.as_bytes()).iter().take(8).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        assert_eq!(hash, pinned, "{name} was changed: give it the next number");
        assert!(text.is_ascii() && text.ends_with('\n') && text.lines().all(|line| line.len() <= 160), "{name}");
    }
}

#[test]
fn every_prompt_that_gets_foreign_text_says_that_it_is_no_instruction() {
    for (name, text, _) in PROMPTS {
        let adds_to_another = matches!(name, "project_text_repair_v1" | "cover_logo_v1");
        assert!(adds_to_another || text.contains("never") && text.contains("instruction"), "{name}");
    }
}
