use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, prelude::Queryable, upsert::excluded};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::{Project, ProjectImage, ProjectLinks, StoredImage, TimelineEntry},
    ids::{ImageId, ProjectId, UserId},
    link::{GithubUrl, WebUrl},
};
use vibeslop_ports::{StoreError, content::ProjectStore};

use super::project_parts::reuse_rows;
use crate::{
    error::store_error,
    rows::word,
    schema::{project_highlights, project_images, project_timeline_entries, projects},
    unit_of_work::PgUnitOfWork,
};

#[derive(Queryable)]
struct ProjectRow {
    id: Uuid,
    user_id: Uuid,
    title: String,
    description: String,
    long_description: Option<String>,
    status: String,
    live_url: Option<String>,
    github_url: Option<String>,
    published_at: Option<DateTime<Utc>>,
    inserted_at: DateTime<Utc>,
}

#[async_trait]
impl ProjectStore for PgUnitOfWork {
    async fn insert(&mut self, project: &Project) -> Result<(), StoreError> {
        diesel::insert_into(projects::table)
            .values((
                projects::id.eq(project.id.0),
                projects::user_id.eq(project.owner.0),
                projects::title.eq(&project.title),
                projects::description.eq(&project.description),
                projects::long_description.eq(project.long_description.as_deref()),
                projects::status.eq(project.status.as_str()),
                projects::live_url.eq(project.links.live.as_ref().map(WebUrl::as_str)),
                projects::github_url.eq(project.links.github.as_ref().map(GithubUrl::as_str)),
                projects::published_at.eq(project.published_at),
                projects::inserted_at.eq(project.created_at),
                projects::updated_at.eq(project.created_at),
            ))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        self.set_images(project).await?;
        self.set_highlights(project, &[]).await?;
        self.set_timeline(project, &[]).await
    }

    async fn lock(&mut self, id: ProjectId) -> Result<Option<Project>, StoreError> {
        let row: Option<ProjectRow> = projects::table
            .find(id.0)
            .select((
                projects::id,
                projects::user_id,
                projects::title,
                projects::description,
                projects::long_description,
                projects::status,
                projects::live_url,
                projects::github_url,
                projects::published_at,
                projects::inserted_at,
            ))
            .for_update()
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        let Some(row) = row else { return Ok(None) };
        let images: Vec<(Uuid, String)> = project_images::table
            .filter(project_images::project_id.eq(id.0))
            .order((project_images::position, project_images::id))
            .select((project_images::id, project_images::url))
            .load(self.connection()?)
            .await
            .map_err(store_error)?;
        let highlights = self.highlight_rows(id).await?;
        let timeline = self.timeline_rows(id).await?;
        Ok(Some(Project {
            id: ProjectId(row.id),
            owner: UserId(row.user_id),
            title: row.title,
            description: row.description,
            long_description: row.long_description,
            status: word(&row.status, "projects.status")?,
            links: ProjectLinks { live: link(row.live_url), github: github_link(row.github_url) },
            images: images
                .into_iter()
                .map(|(id, url)| ProjectImage { id: ImageId(id), image: StoredImage::from_row(url) })
                .collect(),
            highlights: highlights.into_iter().map(|(_, text)| text).collect(),
            timeline: timeline.into_iter().map(|(_, entry)| entry).collect(),
            published_at: row.published_at,
            created_at: row.inserted_at,
        }))
    }

    async fn update(&mut self, project: &Project, now: DateTime<Utc>) -> Result<(), StoreError> {
        diesel::update(projects::table.find(project.id.0))
            .set((
                projects::title.eq(&project.title),
                projects::description.eq(&project.description),
                projects::long_description.eq(project.long_description.as_deref()),
                projects::status.eq(project.status.as_str()),
                projects::live_url.eq(project.links.live.as_ref().map(WebUrl::as_str)),
                projects::github_url.eq(project.links.github.as_ref().map(GithubUrl::as_str)),
                projects::published_at.eq(project.published_at),
                projects::updated_at.eq(now),
            ))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        self.set_images(project).await?;
        let highlights = self.highlight_rows(project.id).await?;
        self.set_highlights(project, &highlights).await?;
        let timeline = self.timeline_rows(project.id).await?;
        self.set_timeline(project, &timeline).await
    }

    async fn delete(&mut self, id: ProjectId) -> Result<(), StoreError> {
        self.give_way().await?;
        // What hangs on it goes by foreign keys, the counters of others by triggers.
        diesel::delete(projects::table.find(id.0)).execute(self.connection()?).await.map(drop).map_err(store_error)
    }
}

impl PgUnitOfWork {
    async fn highlight_rows(&mut self, id: ProjectId) -> Result<Vec<(Uuid, String)>, StoreError> {
        project_highlights::table
            .filter(project_highlights::project_id.eq(id.0))
            .order((project_highlights::position, project_highlights::id))
            .select((project_highlights::id, project_highlights::content))
            .load(self.connection()?)
            .await
            .map_err(store_error)
    }

    async fn timeline_rows(&mut self, id: ProjectId) -> Result<Vec<(Uuid, TimelineEntry)>, StoreError> {
        type Row = (Uuid, String, Option<NaiveDate>, String, Option<String>);
        let rows: Vec<Row> = project_timeline_entries::table
            .filter(project_timeline_entries::project_id.eq(id.0))
            .order((project_timeline_entries::position, project_timeline_entries::id))
            .select((
                project_timeline_entries::id,
                project_timeline_entries::date_label,
                project_timeline_entries::occurred_on,
                project_timeline_entries::title,
                project_timeline_entries::description,
            ))
            .load(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(rows
            .into_iter()
            .map(|(id, date_label, occurred_on, title, description)| {
                (id, TimelineEntry { date_label, occurred_on, title, description })
            })
            .collect())
    }

    /// The pictures come with their identifiers: those that were there before keep their rows.
    async fn set_images(&mut self, project: &Project) -> Result<(), StoreError> {
        let kept: Vec<Uuid> = project.images.iter().map(|image| image.id.0).collect();
        diesel::delete(
            project_images::table
                .filter(project_images::project_id.eq(project.id.0))
                .filter(project_images::id.ne_all(&kept)),
        )
        .execute(self.connection()?)
        .await
        .map_err(store_error)?;
        let rows: Vec<_> = project
            .images
            .iter()
            .zip(0_i32..)
            .map(|(image, position)| {
                (
                    project_images::id.eq(image.id.0),
                    project_images::project_id.eq(project.id.0),
                    project_images::url.eq(image.image.as_str()),
                    project_images::position.eq(position),
                )
            })
            .collect();
        diesel::insert_into(project_images::table)
            .values(rows)
            .on_conflict(project_images::id)
            .do_update()
            .set(project_images::position.eq(excluded(project_images::position)))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn set_highlights(&mut self, project: &Project, rows: &[(Uuid, String)]) -> Result<(), StoreError> {
        let ids = reuse_rows(rows, &project.highlights, || self.new_id());
        diesel::delete(
            project_highlights::table
                .filter(project_highlights::project_id.eq(project.id.0))
                .filter(project_highlights::id.ne_all(&ids)),
        )
        .execute(self.connection()?)
        .await
        .map_err(store_error)?;
        let rows: Vec<_> = ids
            .iter()
            .zip(&project.highlights)
            .zip(0_i32..)
            .map(|((id, content), position)| {
                (
                    project_highlights::id.eq(id),
                    project_highlights::project_id.eq(project.id.0),
                    project_highlights::content.eq(content),
                    project_highlights::position.eq(position),
                )
            })
            .collect();
        diesel::insert_into(project_highlights::table)
            .values(rows)
            .on_conflict(project_highlights::id)
            .do_update()
            .set(project_highlights::position.eq(excluded(project_highlights::position)))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn set_timeline(&mut self, project: &Project, rows: &[(Uuid, TimelineEntry)]) -> Result<(), StoreError> {
        let ids = reuse_rows(rows, &project.timeline, || self.new_id());
        diesel::delete(
            project_timeline_entries::table
                .filter(project_timeline_entries::project_id.eq(project.id.0))
                .filter(project_timeline_entries::id.ne_all(&ids)),
        )
        .execute(self.connection()?)
        .await
        .map_err(store_error)?;
        let rows: Vec<_> = ids
            .iter()
            .zip(&project.timeline)
            .zip(0_i32..)
            .map(|((id, entry), position)| {
                (
                    project_timeline_entries::id.eq(id),
                    project_timeline_entries::project_id.eq(project.id.0),
                    project_timeline_entries::date_label.eq(&entry.date_label),
                    project_timeline_entries::occurred_on.eq(entry.occurred_on),
                    project_timeline_entries::title.eq(&entry.title),
                    project_timeline_entries::description.eq(entry.description.as_deref()),
                    project_timeline_entries::position.eq(position),
                )
            })
            .collect();
        diesel::insert_into(project_timeline_entries::table)
            .values(rows)
            .on_conflict(project_timeline_entries::id)
            .do_update()
            .set(project_timeline_entries::position.eq(excluded(project_timeline_entries::position)))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }
}

/// A stored link that would be refused today (from before links were judged) is as good as none.
fn link(url: Option<String>) -> Option<WebUrl> {
    url.and_then(|url| WebUrl::optional(&url).ok().flatten())
}

fn github_link(url: Option<String>) -> Option<GithubUrl> {
    url.and_then(|url| GithubUrl::optional(&url).ok().flatten())
}
