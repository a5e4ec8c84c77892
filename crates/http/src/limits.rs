//! Limits around the routes: which route counts as what, and how an answer tells where the caller stands.
//!
//! Two layers, because there are two kinds of limits. [`admitted`] stands around all routes and asks this node's buckets,
//! before anything else is looked at. [`counted`] stands around single routes and asks the limits that all nodes share;
//! [`settled`], outside of all that can go wrong, gives back what came to nothing.
//! Which limits there are, and what they decide, is the application's business.

mod address;
mod admitted;
mod counted;
#[cfg(test)]
mod coverage;
mod headers;
mod network;

use actix_web::http::Method;
use vibeslop_domain::limits::Action;

pub use admitted::{admitted, client_of};
pub use counted::{counted, settled};
pub use network::Network;

/// What a route counts as, if it is one that costs or that others have to look at.
pub fn action(method: &Method, path: &str) -> Option<Action> {
    match (method.as_str(), path) {
        ("POST", "/api/posts") => Some(Action::Post),
        ("POST", "/api/comments") => Some(Action::Comment),
        ("POST", "/api/likes") => Some(Action::Like),
        ("POST", "/api/reposts") => Some(Action::Repost),
        ("POST", "/api/bookmarks") => Some(Action::Bookmark),
        ("POST", "/api/reports") => Some(Action::Report),
        ("POST", "/api/conversations" | "/api/conversations/{id}/messages") => Some(Action::Message),
        ("POST", "/api/ai/generate-project" | "/api/ai/improve-post" | "/api/ai/improve-gig") => {
            Some(Action::WriteText)
        }
        ("POST", "/api/ai/generate-image") => Some(Action::PaintImage),
        _ => None,
    }
}

/// Whether a path is free of all limits: a probe must not be refused, and a page of a feed is many pictures. Our own pages
/// are not: each is few requests, but the description is written, and scripts are compressed, anew for whoever asks.
pub fn is_free(path: &str) -> bool {
    ["/health/", "/api/media/"].iter().any(|free| path.starts_with(free))
}

/// Whether a path is a step of signing in. Signing out is none.
fn is_signing_in(path: &str) -> bool {
    path.strip_prefix("/api/auth/").is_some_and(|step| step != "logout")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_has_a_limit_of_its_own_and_probes_and_pictures_have_none() {
        for path in ["/api/auth/github", "/api/auth/github/callback", "/api/auth/token"] {
            assert!(is_signing_in(path) && !is_free(path), "{path}");
        }
        for path in ["/api/auth/logout", "/api/posts", "/api/authors", "/docs", "/assets/docs.js", "/api/openapi.json"]
        {
            assert!(!is_signing_in(path) && !is_free(path), "{path}");
        }
        for path in ["/health/live", "/health/ready", "/api/media/a.png"] {
            assert!(is_free(path) && !is_signing_in(path), "{path}");
        }
    }

    #[test]
    fn every_action_has_a_route() {
        let routes = [
            "/api/posts",
            "/api/comments",
            "/api/likes",
            "/api/reposts",
            "/api/bookmarks",
            "/api/conversations/{id}/messages",
            "/api/reports",
            "/api/ai/generate-project",
            "/api/ai/generate-image",
        ];
        for (wanted, path) in Action::ALL.into_iter().zip(routes) {
            assert_eq!(action(&Method::POST, path), Some(wanted), "{path}");
            assert_eq!(action(&Method::GET, path), None, "{path}");
        }
    }
}
