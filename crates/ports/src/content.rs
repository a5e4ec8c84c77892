//! Posts, projects and their pictures, comments.

mod comments;
mod media;
mod personal_lists;
mod posts;
mod projects;
mod views;

pub use comments::{CommentQueries, CommentStore, CommentView, StoredComment, ThreadView};
pub use media::{CheckedImage, ImageChecker, ImageRefused, KeptMedia, MediaHolds, MediaRegister, MediaStore};
pub use personal_lists::PersonalListQueries;
pub use posts::{PostQueries, PostStore, QuotedItem, RevisionView, StoredPost};
pub use projects::{ProjectList, ProjectOrder, ProjectQueries, ProjectStore};
pub use views::{
    AuthorView, Counts, HighlightView, ImageView, LikerView, PostView, ProjectCardView, ProjectDetailView, QuoteView,
    QuotedPostView, QuotedProjectView, TimelineView, ViewerFlags,
};

#[cfg(feature = "mocks")]
pub use self::{
    comments::{MockCommentQueries, MockCommentStore},
    media::{MockImageChecker, MockMediaHolds, MockMediaRegister, MockMediaStore},
    personal_lists::MockPersonalListQueries,
    posts::{MockPostQueries, MockPostStore},
    projects::{MockProjectQueries, MockProjectStore},
};
