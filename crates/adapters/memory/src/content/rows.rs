use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::{ItemRef, NewComment, NewPost, Project},
    ids::{StackId, ToolId, UserId},
};
use vibeslop_ports::{StoreError, content::RevisionView};

use crate::world::World;

/// A post. How often it was liked and so on is counted from the rows that say so; how often it was seen is kept, because
/// those rows are pruned.
#[derive(Debug, Clone)]
pub(crate) struct PostRow {
    pub(crate) post: NewPost,
    pub(crate) impressions: i64,
    pub(crate) edited_at: Option<DateTime<Utc>>,
    /// What it said before, oldest first, with identifiers that order those of one moment.
    pub(crate) revisions: Vec<(Uuid, RevisionView)>,
    pub(crate) version: i64,
}

/// A project.
#[derive(Debug, Clone)]
pub(crate) struct ProjectRow {
    pub(crate) project: Project,
    /// The identifiers of its highlights, in their order, and of the entries of its timeline.
    pub(crate) highlight_ids: Vec<Uuid>,
    pub(crate) timeline_ids: Vec<Uuid>,
    pub(crate) tools: BTreeSet<ToolId>,
    pub(crate) stacks: BTreeSet<StackId>,
    pub(crate) views: i64,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) version: i64,
}

/// A comment.
#[derive(Debug, Clone)]
pub(crate) struct CommentRow {
    pub(crate) comment: NewComment,
    pub(crate) edited_at: Option<DateTime<Utc>>,
    pub(crate) version: i64,
}

impl World {
    pub(crate) fn add_post(&mut self, post: &NewPost) -> Result<(), StoreError> {
        self.there(post.author)?;
        if post.linked_project.is_some_and(|project| !self.projects.contains(&project)) {
            return Err(StoreError::failed("a row names a project that is not there"));
        }
        if let Some(quoted) = post.quote {
            self.item_owner(quoted).ok_or_else(|| StoreError::failed("a row names an item that is not there"))?;
            self.count_hour(quoted, post.created_at, |hour| hour.quotes += 1);
        }
        let row = PostRow { post: post.clone(), impressions: 0, edited_at: None, revisions: Vec::new(), version: 1 };
        self.posts.add_new(post.id, row)
    }

    /// Adds a project without the lists whose entries need identifiers.
    pub(crate) fn add_project(&mut self, project: &Project) -> Result<(), StoreError> {
        self.there(project.owner)?;
        let bare = Project { highlights: Vec::new(), timeline: Vec::new(), ..project.clone() };
        let row = ProjectRow {
            project: bare,
            highlight_ids: Vec::new(),
            timeline_ids: Vec::new(),
            tools: BTreeSet::new(),
            stacks: BTreeSet::new(),
            views: 0,
            updated_at: project.created_at,
            version: 1,
        };
        self.projects.add_new(project.id, row)
    }

    /// Whose an item is.
    pub(crate) fn item_owner(&self, item: ItemRef) -> Option<UserId> {
        match item {
            ItemRef::Post(id) => self.posts.get(&id).map(|row| row.post.author),
            ItemRef::Project(id) => self.projects.get(&id).map(|row| row.project.owner),
        }
    }
}
