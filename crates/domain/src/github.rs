//! Repositories: how they are named, and which of their files are a logo.
//!
//! ```
//! use vibeslop_domain::github::{RepositoryName, best_logos, may_read};
//!
//! assert!(RepositoryName::new("ada-l", "../etc").is_err());
//! assert_eq!(best_logos(["src/main.rs", "docs/shot.png", "assets/logo.png"]), ["assets/logo.png"]);
//! assert!(may_read(true, "Ada-L", "ada-l") && !may_read(true, "bob", "ada-l"));
//! ```

mod logo;

pub use self::logo::{MAX_LOGO_BYTES, MOST_LOGOS, best_logos, logo_score};
use crate::Invalid;

/// A repository's full name, `owner/name`, in GitHub's alphabet. Safe as two segments of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RepositoryName {
    owner: String,
    name: String,
}

impl RepositoryName {
    /// Judges the two parts: an owner of 1–39 letters, digits and inner hyphens, a name of 1–100 letters, digits,
    /// `-`, `_` and `.` that is not `.` or `..`.
    pub fn new(owner: &str, name: &str) -> Result<Self, Invalid> {
        let owner_fits = (1..=39).contains(&owner.len())
            && owner.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !owner.starts_with('-');
        let name_fits = (1..=100).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
            && !matches!(name, "." | "..");
        if owner_fits && name_fits {
            Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
        } else {
            Err(Invalid::because("is no name of a repository"))
        }
    }

    /// The account that the repository belongs to.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The name without its owner.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl std::fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

/// Whether somebody with GitHub login `viewer` may have an AI read this repository: it is public, or it is theirs.
/// GitHub's logins ignore case.
pub fn may_read(is_private: bool, owner: &str, viewer: &str) -> bool {
    !is_private || owner.eq_ignore_ascii_case(viewer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside_their_segment() {
        assert!(RepositoryName::new("ada-l", "planner.rs").is_ok());
        for (owner, name) in
            [("", "x"), ("a", ""), ("a/b", "x"), ("a", ".."), ("a", "x?y"), ("-a", "x"), ("a", "x y"), ("ä", "x")]
        {
            assert!(RepositoryName::new(owner, name).is_err(), "{owner}/{name}");
        }
    }

    #[test]
    fn a_private_repository_is_for_its_owner() {
        assert!(may_read(false, "x", "y") && may_read(true, "Ada", "ada") && !may_read(true, "bob", "ada"));
    }
}
