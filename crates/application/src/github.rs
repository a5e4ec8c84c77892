//! Repositories, read with the token that a person granted when they signed in with GitHub.

mod connections;
mod repositories;
#[cfg(test)]
mod tests;

pub use connections::{Connections, GithubAccess};
pub(crate) use repositories::repository_name;
pub use repositories::{Repositories, RepositoryDetails};
