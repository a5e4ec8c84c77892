use std::{error::Error as StdError, sync::Arc, time::Duration};

use vibeslop_domain::{
    ai::{CoverBrief, Palette},
    github::{RepositoryName, may_read},
    ids::UserId,
};
use vibeslop_ports::{
    ai::{Painter, Picture, VisionModel},
    content::CheckedImage,
};

use super::{
    Books,
    cover_prompt::{brand_colors_prompt, cover_prompt},
    failure::Failure,
};
use crate::{
    Error,
    content::Images,
    debug::opaque_debug,
    github::{GithubAccess, Repositories, RepositoryDetails, repository_name},
};

/// How long a project's logo and colors are looked for. A cover without them is better than none.
const LOOKING: Duration = Duration::from_secs(20);

/// Paints cover pictures.
#[derive(Clone)]
pub struct CoverPainter {
    /// Paints.
    pub painter: Arc<dyn Painter>,
    /// Looks at logos.
    pub vision: Arc<dyn VisionModel>,
    /// Keeps the books.
    pub books: Books,
    /// Finds out what was painted.
    pub images: Images,
    /// Where logos are.
    pub repositories: Repositories,
}

opaque_debug!(CoverPainter);

/// What a project looks like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Looks {
    logos: Vec<Picture>,
    palette: Option<Palette>,
}

impl CoverPainter {
    /// Whether the pictures are played by this program.
    pub fn is_sandbox(&self) -> bool {
        self.painter.is_sandbox()
    }

    /// Paints a cover. Logo and colors are taken from the repository, if there is one that the viewer has access to:
    /// public, or their own. Dropping the future ends the work.
    pub async fn paint(
        &self,
        viewer: UserId,
        brief: &CoverBrief,
        repository: Option<(String, String)>,
    ) -> Result<CheckedImage, Error> {
        let looks = match repository {
            Some((owner, name)) => self.looks_of(viewer, &owner, &name).await,
            None => Looks::default(),
        };
        self.paint_with(viewer, brief, looks).await
    }

    pub(super) async fn paint_with(
        &self,
        viewer: UserId,
        brief: &CoverBrief,
        looks: Looks,
    ) -> Result<CheckedImage, Error> {
        let request = cover_prompt(brief, looks.palette.as_ref(), looks.logos);
        let request = request.map_err(|error| Error::Internal(error.into()))?;
        let painted = self.books.paint(viewer, &*self.painter, &request).await;
        let painted = painted.map_err(|error| Failure::PICTURE.of(error))?;
        self.images.made_here(viewer, painted.bytes).await
    }

    /// The looks of a repository that was read, as far as they are found in a while.
    pub(super) async fn looks_in_time(
        &self,
        viewer: UserId,
        access: &GithubAccess,
        name: &RepositoryName,
        details: &RepositoryDetails,
    ) -> Looks {
        let found = tokio::time::timeout(LOOKING, self.looks(viewer, access, name, details)).await;
        found.unwrap_or_default()
    }

    /// The looks of a repository that somebody names; those of nothing where it cannot be read.
    async fn looks_of(&self, viewer: UserId, owner: &str, name: &str) -> Looks {
        let found = tokio::time::timeout(LOOKING, self.found(viewer, owner, name)).await;
        match found {
            Ok(Ok(looks)) => looks,
            Ok(Err(error)) => {
                tracing::info!(error = &error as &dyn StdError, "a cover is painted without its repository");
                Looks::default()
            }
            Err(_elapsed) => Looks::default(),
        }
    }

    async fn found(&self, viewer: UserId, owner: &str, name: &str) -> Result<Looks, Error> {
        let name = repository_name(owner, name)?;
        let access = self.repositories.connections.github(viewer).await?;
        let details = self.repositories.read(viewer, &access, &name).await?;
        let summary = &details.repository.summary;
        if !may_read(summary.private, &summary.owner_login, &access.login) {
            return Ok(Looks::default());
        }
        Ok(self.looks(viewer, &access, &name, &details).await)
    }

    /// The logos of a repository that was read, and its colors: those of its first logo, or those that its README names.
    async fn looks(
        &self,
        viewer: UserId,
        access: &GithubAccess,
        name: &RepositoryName,
        details: &RepositoryDetails,
    ) -> Looks {
        let found = self.repositories.logos(access, name, &details.repository.default_branch).await;
        let logos: Vec<Picture> = found
            .into_iter()
            .map(|logo| Picture { format: logo.image.file.format(), bytes: logo.image.bytes })
            .collect();
        let mut palette = None;
        if let Some(first) = logos.first() {
            match self.books.look(viewer, &*self.vision, &brand_colors_prompt(first.clone())).await {
                Ok(answer) => palette = Palette::of_answer(&answer.text),
                Err(error) => tracing::info!(error = &error as &dyn StdError, "the colors of a logo are not known"),
            }
        }
        let palette = palette.or_else(|| details.readme.as_deref().and_then(Palette::of_readme));
        Looks { logos, palette }
    }
}
