//! What a language model does for people. What goes into a prompt and what comes back are both a stranger's text.

mod answer;
mod project_writer;
mod prompt;
#[cfg(test)]
mod tests;

pub use project_writer::{GENERATION_SECONDS, GeneratedProjectView, ProjectWriter};
pub use prompt::{README_CHARACTERS, project_prompt, repair_prompt};
