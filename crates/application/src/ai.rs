//! What models do for people: they write the text of a project, paint its cover, make drafts better. What goes into a
//! prompt and what comes back are both a stranger's text.

mod answer;
mod books;
mod cover_painter;
mod cover_prompt;
mod failure;
mod fence;
mod improve_prompt;
mod improver;
mod project_writer;
mod prompt;
#[cfg(test)]
mod tests;

pub use books::Books;
pub use cover_painter::CoverPainter;
pub use cover_prompt::{brand_colors_prompt, cover_prompt};
pub use improve_prompt::improvement_prompt;
pub use improver::{Improved, Improver};
pub use project_writer::{GENERATION_SECONDS, GeneratedProjectView, ProjectWriter};
pub use prompt::{README_CHARACTERS, project_prompt, repair_prompt};
