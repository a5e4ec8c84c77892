//! Searches.

mod statements;
mod text;

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Email,
    content::ItemRef,
    ids::{GigId, PostId, ProjectId, UserId},
    page::{Limit, Offset},
    search::SearchQuery,
};
use vibeslop_ports::{
    StoreError,
    accounts::UserSummaryView,
    content::{AuthorView, PostView, ProjectCardView},
    feed::FeedContent,
    search::{FoundGigView, SearchQueries},
};

pub(crate) use self::statements::GatherWords;
#[doc(hidden)]
pub use self::statements::{GIGS, NEWEST_GIGS, NEWEST_POSTS, NEWEST_PROJECTS, POSTS, PROJECTS};
use self::{
    statements::{Asked, Corrected, Gigs, GigsById, NewestGigs, NewestPosts, NewestProjects, People, Posts, Projects},
    text::Sought,
};
use crate::{Database, error::store_error, feed::items, reader::Reader};

/// Identifier, username, name, what they say of themselves, picture, badge, verified address.
type PersonRow = (Uuid, String, String, Option<String>, Option<String>, bool, Option<String>);
type GigRow =
    (Uuid, String, String, Option<i64>, Option<i64>, String, DateTime<Utc>, Uuid, String, String, Option<String>, bool);

impl Database {
    /// What is searched through. Words alone are found soon, in one way for all of them. What operators leave out is looked at
    /// as well, which can take long, and what to begin with depends on what they say. Of a phrase the index knows the words
    /// alone: whatever has them is read.
    async fn searcher(&self, query: &SearchQuery) -> Result<Reader, StoreError> {
        if !query.words.is_empty() && query.phrases.is_empty() && query.is_plain() {
            self.reader().await
        } else {
            self.slow_reader().await
        }
    }
}

#[async_trait]
impl SearchQueries for Database {
    async fn people(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<UserSummaryView>, StoreError> {
        if !query.can_be_people() {
            return Ok(Vec::new());
        }
        let sought = Sought::new(query);
        let rows: Vec<PersonRow> = People {
            viewer: viewer.map(|viewer| viewer.0),
            text: &sought.text,
            all: &sought.all,
            without: &sought.without,
            from: query.from.as_deref(),
            limit: limit.get().into(),
            offset: offset.get().into(),
        }
        .load(&mut self.searcher(query).await?)
        .await
        .map_err(store_error)?;
        let view = |(id, username, display_name, bio, avatar_url, is_verified, email): PersonRow| UserSummaryView {
            id: UserId(id),
            username,
            display_name,
            bio,
            avatar_url,
            is_verified,
            verified_email: email.as_deref().and_then(|address| Email::new(address).ok()),
        };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn projects(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<ProjectCardView>, StoreError> {
        if query.needs_post() {
            return Ok(Vec::new());
        }
        let mut connection = self.searcher(query).await?;
        let asked = Asked { viewer, query, sought: &Sought::new(query), limit, offset };
        let ids: Vec<Uuid> = if query.has_text() {
            Projects::from(asked).load(&mut connection).await
        } else {
            NewestProjects::from(asked).load(&mut connection).await
        }
        .map_err(store_error)?;
        let names = ids.into_iter().map(|id| ItemRef::Project(ProjectId(id))).collect();
        let found = in_order(&mut connection, names, viewer).await?;
        Ok(found
            .into_iter()
            .filter_map(|item| match item {
                FeedContent::Project(project) => Some(*project),
                FeedContent::Post(_) => None,
            })
            .collect())
    }

    async fn posts(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<PostView>, StoreError> {
        let mut connection = self.searcher(query).await?;
        let asked = Asked { viewer, query, sought: &Sought::new(query), limit, offset };
        let ids: Vec<Uuid> = if query.has_text() {
            Posts::from(asked).load(&mut connection).await
        } else {
            NewestPosts::from(asked).load(&mut connection).await
        }
        .map_err(store_error)?;
        let names = ids.into_iter().map(|id| ItemRef::Post(PostId(id))).collect();
        let found = in_order(&mut connection, names, viewer).await?;
        Ok(found
            .into_iter()
            .filter_map(|item| match item {
                FeedContent::Post(post) => Some(*post),
                FeedContent::Project(_) => None,
            })
            .collect())
    }

    async fn gigs(
        &self,
        query: &SearchQuery,
        limit: Limit,
        offset: Offset,
        viewer: Option<UserId>,
    ) -> Result<Vec<FoundGigView>, StoreError> {
        if query.needs_post() {
            return Ok(Vec::new());
        }
        let mut connection = self.searcher(query).await?;
        let asked = Asked { viewer, query, sought: &Sought::new(query), limit, offset };
        let ids: Vec<Uuid> = if query.has_text() {
            Gigs::from(asked).load(&mut connection).await
        } else {
            NewestGigs::from(asked).load(&mut connection).await
        }
        .map_err(store_error)?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<GigRow> = GigsById { ids: &ids }.load(&mut connection).await.map_err(store_error)?;
        let mut gigs: Vec<FoundGigView> = rows.into_iter().map(gig).collect();
        gigs.sort_by_key(|gig| ids.iter().position(|id| *id == gig.id.0));
        Ok(gigs)
    }

    async fn corrected(&self, query: &SearchQuery) -> Result<Option<SearchQuery>, StoreError> {
        // Words of letters and digits alone, and long enough to be told from others.
        let plain: Vec<(usize, String)> = query
            .words
            .iter()
            .enumerate()
            .filter(|(_, word)| word.chars().count() > 3 && word.chars().all(char::is_alphanumeric))
            .map(|(place, word)| (place, word.to_lowercase()))
            .collect();
        if plain.is_empty() {
            return Ok(None);
        }
        let words: Vec<&str> = plain.iter().map(|(_, word)| word.as_str()).collect();
        let nearest: Vec<Option<String>> =
            Corrected { words }.load(&mut *self.connection().await?).await.map_err(store_error)?;
        let mut corrected = query.clone();
        for ((place, _), near) in plain.iter().zip(nearest) {
            if let (Some(word), Some(near)) = (corrected.words.get_mut(*place), near) {
                *word = near;
            }
        }
        Ok((corrected != *query).then_some(corrected))
    }
}

/// The items of these names that are there, in their order.
async fn in_order(
    connection: &mut Reader,
    names: Vec<ItemRef>,
    viewer: Option<UserId>,
) -> Result<Vec<FeedContent>, StoreError> {
    let mut found: HashMap<ItemRef, FeedContent> = items::by_name(connection, &names, viewer).await?;
    Ok(names.iter().filter_map(|name| found.remove(name)).collect())
}

fn gig(row: GigRow) -> FoundGigView {
    let (id, title, description, budget_min, budget_max, currency, created_at, author, username, name, picture, badge) =
        row;
    FoundGigView {
        id: GigId(id),
        title,
        description,
        budget_min,
        budget_max,
        currency,
        author: AuthorView {
            id: UserId(author),
            username,
            display_name: name,
            avatar_url: picture,
            is_verified: badge,
        },
        created_at,
    }
}
