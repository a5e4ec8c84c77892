//! Posts, projects and their pictures.

mod media;
mod personal_lists;
mod posts;
mod projects;
mod views;

pub use media::{CheckedImage, ImageChecker, ImageRefused, KeptMedia, MediaStore};
pub use personal_lists::PersonalListQueries;
pub use posts::{PostQueries, PostStore, StoredPost};
pub use projects::{ProjectList, ProjectOrder, ProjectQueries, ProjectStore};
pub use views::{
    AuthorView, Counts, HighlightView, ImageView, LikerView, PostView, ProjectCardView, ProjectDetailView, QuoteView,
    QuotedPostView, QuotedProjectView, TimelineView, ViewerFlags,
};

#[cfg(feature = "mocks")]
pub use self::{
    media::{MockImageChecker, MockMediaStore},
    personal_lists::MockPersonalListQueries,
    posts::{MockPostQueries, MockPostStore},
    projects::{MockProjectQueries, MockProjectStore},
};
