use chrono::{DateTime, Utc};

use super::{NotOwner, ProjectChange, ProjectTerms, StoredImage, TimelineEntry};
use crate::{
    Invalid,
    ids::{ImageId, ProjectId, UserId},
    link::{GithubUrl, WebUrl},
};

/// The most pictures of a project.
pub const MAX_PROJECT_IMAGES: usize = 10;
/// The most highlights of a project.
pub const MAX_HIGHLIGHTS: usize = 50;

/// Who sees a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectStatus {
    /// Its owner alone, who has not finished it.
    Draft,
    /// Everybody.
    Published,
    /// Its owner alone, who has put it away.
    Archived,
}

impl ProjectStatus {
    /// The word that stands for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Archived => "archived",
        }
    }
}

impl std::str::FromStr for ProjectStatus {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        [Self::Draft, Self::Published, Self::Archived]
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or(Invalid::FORM)
    }
}

/// Where a project can be seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectLinks {
    /// The running thing.
    pub live: Option<WebUrl>,
    /// Its source.
    pub github: Option<GithubUrl>,
}

/// A picture of a project. Its identifier stays while the picture does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectImage {
    /// Its identifier.
    pub id: ImageId,
    /// The picture.
    pub image: StoredImage,
}

/// A project as its owner works on it: all but counters and the tags' identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its identifier.
    pub id: ProjectId,
    /// Whose it is.
    pub owner: UserId,
    /// The title.
    pub title: String,
    /// What it is, Markdown.
    pub description: String,
    /// More about it, Markdown.
    pub long_description: Option<String>,
    /// Who sees it.
    pub status: ProjectStatus,
    /// Where it can be seen.
    pub links: ProjectLinks,
    /// Pictures, in order.
    pub images: Vec<ProjectImage>,
    /// What is worth knowing, in order.
    pub highlights: Vec<String>,
    /// What happened when, in order.
    pub timeline: Vec<TimelineEntry>,
    /// When it became visible first.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Project {
    /// A new project. `images` are the pictures of `terms`, stored by now.
    pub fn create(
        id: ProjectId,
        owner: UserId,
        terms: ProjectTerms,
        images: Vec<ProjectImage>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            owner,
            title: terms.title,
            description: terms.description,
            long_description: terms.long_description,
            status: terms.status,
            links: terms.links,
            images,
            highlights: terms.highlights,
            timeline: terms.timeline,
            published_at: (terms.status == ProjectStatus::Published).then_some(now),
            created_at: now,
        }
    }

    /// Whether `viewer` may change it.
    ///
    /// # Errors
    /// It is somebody else's.
    pub fn owned_by(&self, viewer: UserId) -> Result<(), NotOwner> {
        if self.owner == viewer { Ok(()) } else { Err(NotOwner) }
    }

    /// Whether `viewer` may see it.
    pub fn visible_to(&self, viewer: Option<UserId>) -> bool {
        self.status == ProjectStatus::Published || viewer == Some(self.owner)
    }

    /// Takes over what was changed. `images`, if given, are the pictures of the change, stored by now.
    ///
    /// A new description without a new long one clears the long one: editors start from the long description and
    /// save it as the description, so the old one would come back with the next edit.
    pub fn apply(&mut self, change: ProjectChange, images: Option<Vec<ProjectImage>>, now: DateTime<Utc>) {
        if let Some(title) = change.title {
            self.title = title;
        }
        if let Some(description) = change.description
            && description != self.description
        {
            self.description = description;
            self.long_description = None;
        }
        if let Some(long_description) = change.long_description {
            self.long_description = long_description;
        }
        if let Some(links) = change.links {
            self.links = links;
        }
        if let Some(highlights) = change.highlights {
            self.highlights = highlights;
        }
        if let Some(timeline) = change.timeline {
            self.timeline = timeline;
        }
        if let Some(images) = images {
            self.images = images;
        }
        if let Some(status) = change.status {
            self.status = status;
            if status == ProjectStatus::Published && self.published_at.is_none() {
                self.published_at = Some(now);
            }
        }
    }
}
