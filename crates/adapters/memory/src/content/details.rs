//! Reading projects: their own pages, and lists of those that are published.

use std::{cmp::Reverse, collections::BTreeSet};

use async_trait::async_trait;
use vibeslop_domain::{
    content::{ItemRef, StoredImage},
    ids::{HighlightId, ProjectId, TimelineEntryId, UserId},
    link::{GithubUrl, WebUrl},
    page::Limit,
};
use vibeslop_ports::{
    StoreError,
    content::{
        HighlightView, ImageView, LikerView, ProjectCardView, ProjectDetailView, ProjectList, ProjectOrder,
        ProjectQueries, TimelineView,
    },
};

use super::rows::ProjectRow;
use crate::{
    Memory,
    engagement::rows::{LikeRow, Liked, rows_of},
    text::contains,
    world::World,
};

/// How many of those who like a project its page shows.
const LIKERS: usize = 4;

impl ProjectRow {
    fn image_views(&self) -> Vec<ImageView> {
        let view = |(id, image): (_, &StoredImage)| ImageView { id, image: image.clone(), alt_text: None };
        self.project.images.iter().map(|image| view((image.id, &image.image))).collect()
    }

    fn highlight_views(&self) -> Vec<HighlightView> {
        let entries = self.highlight_ids.iter().zip(&self.project.highlights);
        entries.map(|(id, content)| HighlightView { id: HighlightId(*id), content: content.clone() }).collect()
    }

    fn timeline_views(&self) -> Vec<TimelineView> {
        let entries = self.timeline_ids.iter().zip(&self.project.timeline);
        let view = |(id, entry): (&_, &vibeslop_domain::content::TimelineEntry)| TimelineView {
            id: TimelineEntryId(*id),
            date: entry.date_label.clone(),
            title: entry.title.clone(),
            description: entry.description.clone(),
        };
        entries.map(view).collect()
    }
}

impl World {
    fn project_detail(&self, id: ProjectId, viewer: Option<UserId>) -> Option<ProjectDetailView> {
        let row = self.projects.get(&id).filter(|row| row.project.visible_to(viewer))?;
        let author = self.seen_author(row.project.owner, viewer)?;
        let project = &row.project;
        Some(ProjectDetailView {
            id,
            title: project.title.clone(),
            description: project.description.clone(),
            long_description: project.long_description.clone(),
            status: project.status,
            live_url: project.links.live.as_ref().map(WebUrl::as_str).map(str::to_owned),
            github_url: project.links.github.as_ref().map(GithubUrl::as_str).map(str::to_owned),
            counts: self.counts(ItemRef::Project(id), row.views),
            created_at: row.shown_since(),
            images: row.image_views(),
            highlights: row.highlight_views(),
            timeline: row.timeline_views(),
            tools: self.tools_of(&row.tools),
            stack: self.stacks_of(&row.stacks),
            author,
            author_bio: self.user(project.owner).and_then(|owner| owner.bio.clone()),
            recent_likers: self.likers(ItemRef::Project(id), viewer),
            viewer: self.flags(ItemRef::Project(id), viewer),
        })
    }

    /// Those who liked an item last and whom the viewer sees, newest first.
    fn likers(&self, item: ItemRef, viewer: Option<UserId>) -> Vec<LikerView> {
        let likes = rows_of(&self.likes, Liked::Item(item)).filter(|(user, _)| self.sees(viewer, *user));
        let mut likes: Vec<(UserId, &LikeRow)> = likes.collect();
        likes.sort_by_key(|(_, row)| Reverse((row.at, row.id)));
        let people = likes.into_iter().take(LIKERS).filter_map(|(user, _)| self.user(user));
        people
            .map(|row| LikerView {
                id: row.id,
                username: row.username.as_str().to_owned(),
                display_name: row.display_name.clone(),
                avatar_url: row.avatar_url.clone(),
            })
            .collect()
    }

    /// Whether a project names one of these tools and one of these stacks, by slug; none are any.
    pub(crate) fn names_one_of(&self, row: &ProjectRow, tools: &[String], stacks: &[String]) -> bool {
        self.names(&row.tools, &row.stacks, tools, stacks)
    }

    /// The published projects of a list, in order, as a viewer sees them.
    fn projects_listed(&self, list: &ProjectList, viewer: Option<UserId>) -> Vec<ProjectId> {
        let said = |row: &ProjectRow, text: &str| {
            contains(&row.project.title, text) || contains(&row.project.description, text)
        };
        let mut rows: Vec<&ProjectRow> = self
            .projects
            .values()
            .filter(|row| row.is_published() && self.sees(viewer, row.project.owner))
            .filter(|row| list.search.as_ref().is_none_or(|text| said(row, text)))
            .filter(|row| self.names_one_of(row, &list.tools, &list.stacks))
            .collect();
        rows.sort_by_key(|row| Reverse((row.project.published_at, row.project.id)));
        match list.order {
            ProjectOrder::Recent => {}
            ProjectOrder::Top => rows.sort_by_key(|row| Reverse(self.ranked_likes(ItemRef::Project(row.project.id)))),
            ProjectOrder::Trending => {
                rows.sort_by(|one, other| self.trend(other.project.id).total_cmp(&self.trend(one.project.id)));
            }
        }
        rows.into_iter().map(|row| row.project.id).collect()
    }
}

#[async_trait]
impl ProjectQueries for Memory {
    async fn card(&self, id: ProjectId, viewer: Option<UserId>) -> Result<Option<ProjectCardView>, StoreError> {
        Ok(self.read().await.project_card(id, viewer))
    }

    async fn detail(&self, id: ProjectId, viewer: Option<UserId>) -> Result<Option<ProjectDetailView>, StoreError> {
        Ok(self.read().await.project_detail(id, viewer))
    }

    async fn list(
        &self,
        list: &ProjectList,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Vec<ProjectCardView>, StoreError> {
        let world = self.read().await;
        let skipped = usize::try_from(list.offset.get()).unwrap_or(usize::MAX);
        let ids = world.projects_listed(list, viewer).into_iter().skip(skipped).take(limit.get().into());
        Ok(ids.filter_map(|id| world.project_card(id, viewer)).collect())
    }

    async fn github_urls(&self, owner: UserId) -> Result<Vec<String>, StoreError> {
        let world = self.read().await;
        let projects = world.projects.values().map(|row| &row.project).filter(|project| project.owner == owner);
        let urls = projects.filter_map(|project| project.links.github.as_ref());
        let urls: BTreeSet<String> = urls.map(|url| url.as_str().to_owned()).collect();
        Ok(urls.into_iter().collect())
    }
}
