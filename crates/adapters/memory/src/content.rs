//! Posts, projects, comments, and what hangs on a profile.

mod comments;
mod details;
pub(crate) mod media_files;
mod personal;
mod posts;
mod projects;
pub(crate) mod rows;
mod threads;
mod views;
