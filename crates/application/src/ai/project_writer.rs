use std::{sync::Arc, time::Duration};

use vibeslop_domain::{
    ai::GeneratedProject,
    github::may_read,
    ids::UserId,
    link::{GithubUrl, WebUrl},
};
use vibeslop_ports::{
    ServiceError,
    ai::{ChatRequest, Completion, LanguageModel},
    github::Repository,
};

use super::{
    answer::{Judged, judge},
    prompt::{project_prompt, repair_prompt},
};
use crate::{
    Error, ServiceFailure,
    debug::opaque_debug,
    github::{Repositories, repository_name},
};

/// How long a generation may take, from the first question to GitHub to the last answer of the model.
pub const GENERATION_SECONDS: u64 = 150;

/// Writes the text of a project from a repository.
#[derive(Clone)]
pub struct ProjectWriter {
    /// Writes.
    pub model: Arc<dyn LanguageModel>,
    /// What it writes about.
    pub repositories: Repositories,
}

opaque_debug!(ProjectWriter);

/// A project that a model wrote, for its owner to look through and publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedProjectView {
    /// The text.
    pub project: GeneratedProject,
    /// The repository's page.
    pub github_url: String,
    /// The repository's homepage, if it is a web address.
    pub live_url: Option<String>,
}

impl ProjectWriter {
    /// Whether the text is played by this program.
    pub fn is_sandbox(&self) -> bool {
        self.model.is_sandbox()
    }

    /// Writes a project from a repository that is public or the viewer's own. Nothing is stored. Dropping the
    /// future ends every question that is still open. Has to be polled on a Tokio runtime, whose timer bounds it.
    pub async fn generate(&self, viewer: UserId, owner: &str, name: &str) -> Result<GeneratedProjectView, Error> {
        self.generate_within(Duration::from_secs(GENERATION_SECONDS), viewer, owner, name).await
    }

    pub(super) async fn generate_within(
        &self,
        limit: Duration,
        viewer: UserId,
        owner: &str,
        name: &str,
    ) -> Result<GeneratedProjectView, Error> {
        match tokio::time::timeout(limit, self.written(viewer, owner, name)).await {
            Ok(written) => written,
            Err(_elapsed) => Err(failed(ServiceError::TimedOut)),
        }
    }

    async fn written(&self, viewer: UserId, owner: &str, name: &str) -> Result<GeneratedProjectView, Error> {
        let name = repository_name(owner, name)?;
        let access = self.repositories.connections.github(viewer).await?;
        let details = self.repositories.read(viewer, &access, &name).await?;
        let summary = &details.repository.summary;
        if !may_read(summary.private, &summary.owner_login, &access.login) {
            return Err(Error::Forbidden {
                code: "access_denied",
                message: "This repository is private and not yours".to_owned(),
            });
        }
        let request = project_prompt(&details).map_err(|error| Error::Internal(error.into()))?;
        Ok(GeneratedProjectView {
            project: self.text(&request).await?,
            github_url: page_of(&details.repository),
            live_url: homepage_of(&details.repository),
        })
    }

    /// Asks the model, and once more if its answer has a fault. A first answer that is usable but for its optional
    /// parts is better than none.
    async fn text(&self, request: &ChatRequest) -> Result<GeneratedProject, Error> {
        let first = judged(&self.model.complete(request).await.map_err(failed)?);
        if let (Some(project), true) = (&first.project, first.faults.is_empty()) {
            return Ok(project.clone());
        }
        match self.model.complete(&repair_prompt(request, &first.faults)).await {
            Ok(completion) => {
                let second = judged(&completion);
                second.project.or(first.project).ok_or_else(|| {
                    failed(ServiceError::Malformed(format!("no usable answer: {}", second.faults.join("; ")).into()))
                })
            }
            Err(error) => first.project.ok_or_else(|| failed(error)),
        }
    }
}

fn judged(completion: &Completion) -> Judged {
    let judged = judge(&completion.text);
    if !judged.faults.is_empty() {
        tracing::warn!(ai.model = completion.model, faults = ?judged.faults, "a model's answer is at fault");
    }
    judged
}

/// What a failure of the model means to the person.
fn failed(error: ServiceError) -> Error {
    const CODE: &str = "generation_failed";
    const MESSAGE: &str = "The text could not be written; please try again";
    match error {
        ServiceError::Moderated => Error::Refused {
            code: "content_policy_violation",
            message: "The AI does not want to write about this repository".to_owned(),
        },
        // Our key, not the person's: to them the service is away until the operator acts.
        ServiceError::Unauthorized => Error::Service {
            code: CODE,
            message: MESSAGE.to_owned(),
            failure: ServiceFailure::Unavailable { retry_after: None },
            source: error,
        },
        error => Error::service(CODE, MESSAGE, error),
    }
}

/// The repository's page, written as links to GitHub are stored, so that the two are found equal.
fn page_of(repository: &Repository) -> String {
    let page = &repository.summary.html_url;
    GithubUrl::optional(page).ok().flatten().map_or_else(|| page.clone(), |url| url.as_str().to_owned())
}

/// The homepage as a link. People leave the scheme out there, and GitHub shows it as a link all the same.
fn homepage_of(repository: &Repository) -> Option<String> {
    let homepage = repository.homepage.as_deref()?.trim();
    let link = WebUrl::optional(homepage)
        .or_else(|refused| {
            let is_bare_host = homepage.contains('.') && !homepage.contains([':', ' ', '@']);
            if is_bare_host { WebUrl::optional(&format!("https://{homepage}")) } else { Err(refused) }
        })
        .ok()??;
    Some(link.as_str().to_owned())
}
