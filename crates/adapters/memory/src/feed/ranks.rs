//! How often people engaged with items; and how often items were liked, and how projects trended, as of the last snapshot:
//! what lists in those orders go by.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_domain::{
    content::ItemRef,
    feed::{ALL_HOURS, Engagement, LONG_TEXT, TRENDING_DAYS, Trend},
    ids::ProjectId,
};

use crate::{content::rows::ProjectRow, engagement::rows::Liked, table::Table, world::World};

impl World {
    /// How often people engaged with each item.
    pub(super) fn engagement(&self) -> HashMap<ItemRef, Engagement> {
        let mut all: HashMap<ItemRef, Engagement> = HashMap::new();
        let mut of = |item: ItemRef, add: fn(&mut Engagement)| add(all.entry(item).or_default());
        for ((thing, _), _) in self.likes.iter() {
            if let Liked::Item(item) = thing {
                of(*item, |engagement| engagement.likes += 1);
            }
        }
        for row in self.comments.values() {
            of(row.comment.item, |engagement| engagement.comments += 1);
        }
        for ((item, _), _) in self.reposts.iter() {
            of(*item, |engagement| engagement.reposts += 1);
        }
        for ((item, _), _) in self.bookmarks.iter() {
            of(*item, |engagement| engagement.bookmarks += 1);
        }
        for quoted in self.posts.values().filter_map(|row| row.post.quote) {
            of(quoted, |engagement| engagement.quotes += 1);
        }
        all
    }

    /// Notes likes, and ranks projects at this moment. What takes a snapshot calls it.
    pub(super) fn rank_items(&mut self, now: DateTime<Utc>, engagement: &HashMap<ItemRef, Engagement>) {
        let mut liked = Table::default();
        for (item, engagement) in engagement.iter().filter(|(_, engagement)| engagement.likes > 0) {
            liked.put(*item, engagement.likes);
        }
        let mut trends = Table::default();
        for row in self.projects.values().filter(|row| row.is_published()) {
            let engagement = engagement.get(&ItemRef::Project(row.project.id)).copied().unwrap_or_default();
            if let Some(trend) = self.trend_at(row, engagement, now) {
                trends.put(row.project.id, trend.score(now));
            }
        }
        (self.ranked_likes, self.trends) = (liked, trends);
    }

    /// How often an item was liked then.
    pub(crate) fn ranked_likes(&self, item: ItemRef) -> i64 {
        self.ranked_likes.get(&item).copied().unwrap_or_default()
    }

    /// How a project trended then.
    pub(crate) fn trend(&self, project: ProjectId) -> f64 {
        self.trends.get(&project).copied().unwrap_or_default()
    }

    /// What decides how a project trends, if it is new enough.
    fn trend_at(&self, row: &ProjectRow, engagement: Engagement, now: DateTime<Utc>) -> Option<Trend> {
        let (project, item) = (&row.project, ItemRef::Project(row.project.id));
        let new = |at: &DateTime<Utc>| *at > now - TimeDelta::days(TRENDING_DAYS) && *at <= now;
        let since = now - TimeDelta::hours(ALL_HOURS + 1);
        let long = usize::try_from(LONG_TEXT).unwrap_or_default();
        Some(Trend {
            engagement,
            published_at: project.published_at.filter(new)?,
            has_image: !project.images.is_empty(),
            has_long_text: project.description.chars().count() > long,
            has_stack: !row.stacks.is_empty(),
            hours: self
                .hours
                .range((item, since)..=(item, now))
                .map(|((_, hour), row)| (*hour, row.likes + row.comments + row.reposts + row.bookmarks))
                .collect(),
        })
    }
}
