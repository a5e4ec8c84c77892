//! Repositories, read with the token that a person granted when they signed in with GitHub.

mod connections;
mod logos;
mod repositories;
#[cfg(test)]
mod tests;

pub use connections::{Connections, GithubAccess};
pub use logos::Logo;
pub(crate) use repositories::repository_name;
pub use repositories::{Repositories, RepositoryDetails};
