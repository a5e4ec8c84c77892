use serde::Serialize;
use utoipa::ToSchema;
use vibeslop_ports::content::ViewerFlags;

/// What the viewer did with something. Left out where nobody is signed in.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Flags {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    liked: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    bookmarked: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reposted: Option<bool>,
}

impl From<Option<ViewerFlags>> for Flags {
    fn from(flags: Option<ViewerFlags>) -> Self {
        Self {
            liked: flags.map(|flags| flags.liked),
            bookmarked: flags.map(|flags| flags.bookmarked),
            reposted: flags.map(|flags| flags.reposted),
        }
    }
}
