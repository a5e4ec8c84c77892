use std::{sync::Arc, time::Duration};

use futures_util::future::try_join;
use tokio::time::{Instant, timeout_at};
use vibeslop_domain::{
    ai::{CoverBrief, GeneratedProject},
    github::may_read,
    ids::UserId,
    limits::Action,
    link::{GithubUrl, WebUrl},
};
use vibeslop_ports::{
    BoxError, ServiceError,
    ai::{ChatRequest, Completion, LanguageModel},
    content::CheckedImage,
    github::Repository,
};

use super::{
    Books, CoverPainter,
    answer::{Judged, judge},
    cover_painter::Looks,
    failure::Failure,
    prompt::{project_prompt, repair_prompt},
};
use crate::{
    Error,
    debug::opaque_debug,
    github::{Repositories, repository_name},
    limits::Limits,
};

/// How long a generation may take, from the first question to GitHub to the cover picture.
pub const GENERATION_SECONDS: u64 = 150;

/// Writes the text of a project from a repository, and has a cover painted for it.
#[derive(Clone)]
pub struct ProjectWriter {
    /// Writes.
    pub model: Arc<dyn LanguageModel>,
    /// What it writes about.
    pub repositories: Repositories,
    /// Paints the cover.
    pub covers: CoverPainter,
    /// Says whether there may be a cover.
    pub limits: Limits,
    /// Keeps the books.
    pub books: Books,
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
    /// The cover, if one was painted.
    pub cover: Option<CheckedImage>,
}

impl ProjectWriter {
    /// Whether the text is played by this program.
    pub fn is_sandbox(&self) -> bool {
        self.model.is_sandbox()
    }

    /// Writes a project from a repository that is public or the viewer's own. Nothing is stored. Without a cover it is
    /// still a project: one is painted if the viewer may have a picture in this hour, and counts only if it was. Dropping
    /// the future ends every question that is still open. Has to be polled on a Tokio runtime, whose timer bounds it.
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
        let deadline = Instant::now() + limit;
        let name = repository_name(owner, name)?;
        let late = |_elapsed| Failure::TEXT.of(ServiceError::TimedOut);
        let read = async {
            let access = self.repositories.connections.github(viewer).await?;
            let details = self.repositories.read(viewer, &access, &name).await?;
            Ok::<_, Error>((access, details))
        };
        let (access, details) = timeout_at(deadline, read).await.map_err(late)??;
        let summary = &details.repository.summary;
        if !may_read(summary.private, &summary.owner_login, &access.login) {
            return Err(Error::Forbidden {
                code: "access_denied",
                message: "This repository is private and not yours".to_owned(),
            });
        }
        let request = project_prompt(&details).map_err(|error| Error::Internal(error.into()))?;
        // The logo is looked for while the text is written.
        let looks = async {
            let may_paint = self.may_paint(viewer).await;
            Ok(if may_paint { Some(self.covers.looks_in_time(viewer, &access, &name, &details).await) } else { None })
        };
        let written = try_join(self.text(viewer, &request), looks);
        let (project, looks) = timeout_at(deadline, written).await.map_err(late)??;
        let cover = match looks {
            Some(looks) => self.cover(deadline, viewer, &project, looks).await,
            None => None,
        };
        Ok(GeneratedProjectView {
            project,
            github_url: page_of(&details.repository),
            live_url: homepage_of(&details.repository),
            cover,
        })
    }

    /// Whether there is a picture left for the viewer in this hour.
    async fn may_paint(&self, viewer: UserId) -> bool {
        self.limits.model_quotas(viewer).await.is_ok_and(|quotas| quotas.image.remaining > 0)
    }

    /// A cover, if the viewer may have one and it can be painted in time.
    async fn cover(
        &self,
        deadline: Instant,
        viewer: UserId,
        project: &GeneratedProject,
        looks: Looks,
    ) -> Option<CheckedImage> {
        let admission = self.limits.admit(viewer, Action::PaintImage).await.ok()?;
        let stack = project.stack.iter().map(|name| name.as_str().to_owned());
        let brief = CoverBrief::of_project(&project.title, &project.description, stack);
        let failure: BoxError = match timeout_at(deadline, self.covers.paint_with(viewer, &brief, looks)).await {
            Ok(Ok(cover)) => return Some(cover),
            Ok(Err(error)) => error.into(),
            Err(elapsed) => elapsed.into(),
        };
        tracing::warn!(error = &*failure, "a project has no cover");
        drop(failure);
        self.limits.give_back(admission).await;
        None
    }

    /// Asks the model, and once more if its answer has a fault. A first answer that is usable but for its optional
    /// parts is better than none.
    async fn text(&self, viewer: UserId, request: &ChatRequest) -> Result<GeneratedProject, Error> {
        let failed = |error| Failure::TEXT.of(error);
        let first = judged(&self.books.complete(viewer, &*self.model, request).await.map_err(failed)?);
        if let (Some(project), true) = (&first.project, first.faults.is_empty()) {
            return Ok(project.clone());
        }
        match self.books.complete(viewer, &*self.model, &repair_prompt(request, &first.faults)).await {
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
