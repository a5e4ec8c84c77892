//! What people show: posts, projects and their pictures, and what they say about them.
//!
//! Pictures are looked at, judged and kept before a transaction begins: that takes seconds and asks another service,
//! and no transaction waits for one. A picture's name is the hash of its bytes, so that one that was kept in vain
//! harms nobody; [`CleanPictures`] takes it away with the unused.

mod cleaning;
mod comments;
mod images;
mod personal_lists;
mod posts;
mod projects;
mod telling;
#[cfg(test)]
mod tests;

pub use cleaning::CleanPictures;
pub use comments::Comments;
pub use images::Images;
pub use personal_lists::PersonalLists;
pub use posts::Posts;
pub use projects::Projects;
pub(crate) use telling::preview;
