use actix_web::HttpRequest;
use uuid::Uuid;
use vibeslop_ports::versions::Versioned;

use super::{ApiError, viewer::authenticate};

/// A single thing whose states are numbered, as a path names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// The caller's own account.
    Me,
    Post,
    Project,
    Comment,
    Gig,
}

impl Thing {
    /// What the path is the address of.
    pub fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/api/me" | "/api/me/onboard" | "/api/me/preferences" => Self::Me,
            "/api/posts/{id}" => Self::Post,
            "/api/projects/{id}" => Self::Project,
            "/api/comments/{id}" => Self::Comment,
            "/api/gigs/{id}" => Self::Gig,
            _ => return None,
        })
    }

    /// Which one a request names. None where it names nothing, or nobody.
    pub async fn named_by(self, req: &HttpRequest) -> Result<Option<Versioned>, ApiError> {
        let id = || req.match_info().get("id")?.parse::<Uuid>().ok();
        Ok(match self {
            Self::Me => authenticate(req).await?.map(|viewer| Versioned::Account(viewer.id())),
            Self::Post => id().map(|id| Versioned::Post(id.into())),
            Self::Project => id().map(|id| Versioned::Project(id.into())),
            Self::Comment => id().map(|id| Versioned::Comment(id.into())),
            Self::Gig => id().map(|id| Versioned::Gig(id.into())),
        })
    }
}
