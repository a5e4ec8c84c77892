//! What pages show of people, posts and projects. All areas share these.

use vibeslop_domain::{
    content::{ItemRef, ProjectStatus, StoredImage},
    ids::{PostId, ProjectId, UserId},
};
use vibeslop_ports::{
    content::{
        AuthorView, Counts, PostView, ProjectCardView, QuoteView, QuotedPostView, QuotedProjectView, ViewerFlags,
    },
    feed::{FeedContent, FeedItemView},
};

use super::rows::ProjectRow;
use crate::{
    accounts::{count, rows::UserRow},
    engagement::rows::{Liked, rows_of},
    world::World,
};

impl UserRow {
    /// The person beside something they made.
    pub(crate) fn author(&self) -> AuthorView {
        AuthorView {
            id: self.id,
            username: self.username.as_str().to_owned(),
            display_name: self.display_name.clone(),
            avatar_url: self.avatar_url.clone(),
            is_verified: self.is_verified,
        }
    }
}

impl ProjectRow {
    /// When it was published, or else made.
    pub(crate) fn shown_since(&self) -> chrono::DateTime<chrono::Utc> {
        self.project.published_at.unwrap_or(self.project.created_at)
    }

    fn first_image(&self) -> Option<StoredImage> {
        self.project.images.first().map(|image| image.image.clone())
    }

    pub(crate) fn is_published(&self) -> bool {
        self.project.status == ProjectStatus::Published
    }
}

impl World {
    /// An active person beside something they made, whoever looks.
    pub(crate) fn author_view(&self, id: UserId) -> Option<AuthorView> {
        self.active(id).map(UserRow::author)
    }

    /// A person beside something they made, if the viewer sees their things.
    pub(crate) fn seen_author(&self, id: UserId, viewer: Option<UserId>) -> Option<AuthorView> {
        self.author_view(id).filter(|_| !self.hides(viewer, id))
    }

    /// Whose an item is that the viewer sees: that of an active person who is not hidden from them, and published or
    /// their own.
    pub(crate) fn seen_item(&self, item: ItemRef, viewer: Option<UserId>) -> Option<UserId> {
        let owner = self.item_owner(item)?;
        let visible = self.is_public(item) || viewer == Some(owner);
        (visible && self.sees(viewer, owner)).then_some(owner)
    }

    /// Whether others than its owner see an item.
    pub(crate) fn is_public(&self, item: ItemRef) -> bool {
        match item {
            ItemRef::Post(id) => self.posts.contains(&id),
            ItemRef::Project(id) => self.projects.get(&id).is_some_and(ProjectRow::is_published),
        }
    }

    /// A post as a viewer, or nobody in particular, sees it.
    pub(crate) fn post_view(&self, id: PostId, viewer: Option<UserId>) -> Option<PostView> {
        let row = self.posts.get(&id)?;
        let author = self.seen_author(row.post.author, viewer)?;
        let linked = row.post.linked_project.and_then(|id| self.projects.get(&id));
        Some(PostView {
            id,
            content: row.post.text.as_str().to_owned(),
            counts: self.counts(ItemRef::Post(id), row.impressions),
            created_at: row.post.created_at,
            edited_at: row.edited_at,
            media: row.post.media.clone(),
            author,
            project: linked
                .filter(|row| row.project.visible_to(viewer))
                .map(|row| (row.project.id, row.project.title.clone())),
            quote: row.post.quote.and_then(|item| self.quote(item, viewer)),
            viewer: self.flags(ItemRef::Post(id), viewer),
        })
    }

    /// A project as lists show it to a viewer, or to nobody in particular.
    pub(crate) fn project_card(&self, id: ProjectId, viewer: Option<UserId>) -> Option<ProjectCardView> {
        let row = self.projects.get(&id).filter(|row| row.project.visible_to(viewer))?;
        let author = self.seen_author(row.project.owner, viewer)?;
        Some(ProjectCardView {
            id,
            title: row.project.title.clone(),
            description: row.project.description.clone(),
            status: row.project.status,
            image: row.first_image(),
            counts: self.counts(ItemRef::Project(id), row.views),
            created_at: row.shown_since(),
            tools: self.tool_names(row),
            stack: self.stack_names(row),
            author,
            viewer: self.flags(ItemRef::Project(id), viewer),
        })
    }

    /// An item of a list, shown by nobody again.
    pub(crate) fn item_view(&self, item: ItemRef, viewer: Option<UserId>) -> Option<FeedItemView> {
        let item = match item {
            ItemRef::Post(id) => FeedContent::Post(Box::new(self.post_view(id, viewer)?)),
            ItemRef::Project(id) => FeedContent::Project(Box::new(self.project_card(id, viewer)?)),
        };
        Some(FeedItemView { item, repost: None })
    }

    fn quote(&self, item: ItemRef, viewer: Option<UserId>) -> Option<QuoteView> {
        Some(match item {
            ItemRef::Post(id) => {
                let row = self.posts.get(&id)?;
                QuoteView::Post(QuotedPostView {
                    id,
                    content: row.post.text.as_str().to_owned(),
                    created_at: row.post.created_at,
                    media: row.post.media.clone(),
                    author: self.seen_author(row.post.author, viewer)?,
                })
            }
            ItemRef::Project(id) => {
                let row = self.projects.get(&id).filter(|row| row.is_published())?;
                QuoteView::Project(QuotedProjectView {
                    id,
                    title: row.project.title.clone(),
                    description: row.project.description.clone(),
                    image: row.first_image(),
                    created_at: row.shown_since(),
                    tools: self.tool_names(row),
                    stack: self.stack_names(row),
                    author: self.seen_author(row.project.owner, viewer)?,
                })
            }
        })
    }

    /// How often people engaged with an item that was seen so often.
    pub(crate) fn counts(&self, item: ItemRef, impressions: i64) -> Counts {
        Counts {
            likes: count(rows_of(&self.likes, Liked::Item(item))),
            comments: count(self.comments.values().filter(|row| row.comment.item == item)),
            reposts: count(rows_of(&self.reposts, item)),
            impressions,
        }
    }

    /// What the viewer did with an item, if there is one.
    pub(crate) fn flags(&self, item: ItemRef, viewer: Option<UserId>) -> Option<ViewerFlags> {
        viewer.map(|viewer| ViewerFlags {
            liked: self.likes.contains(&(Liked::Item(item), viewer)),
            bookmarked: self.bookmarks.contains(&(item, viewer)),
            reposted: self.reposts.contains(&(item, viewer)),
        })
    }

    fn tool_names(&self, row: &ProjectRow) -> Vec<String> {
        self.tools_of(&row.tools).into_iter().map(|tool| tool.name).collect()
    }

    fn stack_names(&self, row: &ProjectRow) -> Vec<String> {
        self.stacks_of(&row.stacks).into_iter().map(|stack| stack.name).collect()
    }
}
