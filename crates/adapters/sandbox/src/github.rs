//! GitHub, as far as this service uses it.

mod activity;
mod repositories;
mod sign_in;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use vibeslop_ports::environment::{Clock, Entropy};

use crate::grants::Grants;

/// Stands in for GitHub: its sign-in, with codes that work once, and its repositories.
pub struct SandboxGithub {
    backend_url: String,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    grants: Grants,
}

impl SandboxGithub {
    /// `backend_url` is where this service is reached: its authorisation page is served below it.
    pub fn new(backend_url: &str, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let backend_url = backend_url.trim_end_matches('/').to_owned();
        Self { backend_url, clock, entropy, grants: Grants::default() }
    }
}

impl fmt::Debug for SandboxGithub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxGithub").field("backend_url", &self.backend_url).finish_non_exhaustive()
    }
}
