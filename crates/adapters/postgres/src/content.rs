//! Posts, projects and comments.

mod comments;
mod media_files;
mod personal;
mod post_queries;
mod post_store;
mod project_parts;
mod project_queries;
mod project_store;
mod rows;
mod statements;

pub(crate) use rows::{PostRow, ProjectCardRow};
pub(crate) use statements::{PostsById, ProjectCardsById};
