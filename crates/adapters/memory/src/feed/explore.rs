//! Posts to look through.

use std::cmp::Reverse;

use vibeslop_domain::{
    content::ItemRef,
    ids::{PostId, UserId},
    page::Limit,
};
use vibeslop_ports::{
    content::PostView,
    feed::{ExploreList, ExploreOrder},
};

use crate::{content::rows::PostRow, text::contains, world::World};

impl World {
    fn is_explored(&self, list: &ExploreList, row: &PostRow) -> bool {
        list.search.as_ref().is_none_or(|text| contains(row.post.text.as_str(), text))
            && self.links_one_of(row, &list.tools, &list.stacks)
    }

    /// Whether the project that a post is about names one of these tools and one of these stacks; none are any.
    pub(crate) fn links_one_of(&self, row: &PostRow, tools: &[String], stacks: &[String]) -> bool {
        let linked = row.post.linked_project.and_then(|id| self.projects.get(&id));
        tools.is_empty() && stacks.is_empty() || linked.is_some_and(|project| self.names_one_of(project, tools, stacks))
    }

    fn in_order(&self, order: ExploreOrder) -> Vec<PostId> {
        let place = |row: &PostRow| (row.post.created_at, row.post.id);
        let mut rows: Vec<&PostRow> = self.posts.values().collect();
        match order {
            ExploreOrder::Recent => rows.sort_by_key(|row| Reverse(place(row))),
            ExploreOrder::Top => {
                rows.sort_by_key(|row| Reverse((self.ranked_likes(ItemRef::Post(row.post.id)), place(row))));
            }
            ExploreOrder::Trending(snapshot) => {
                let items = self.trending(snapshot.at).into_iter();
                return items.filter_map(|item| if let ItemRef::Post(id) = item { Some(id) } else { None }).collect();
            }
        }
        rows.into_iter().map(|row| row.post.id).collect()
    }

    pub(super) fn explore(&self, list: &ExploreList, limit: Limit, viewer: Option<UserId>) -> Vec<PostView> {
        let rows = self.in_order(list.order).into_iter().filter_map(|id| self.posts.get(&id));
        rows.filter(|row| self.sees(viewer, row.post.author) && self.is_explored(list, row))
            .skip(usize::try_from(list.offset.get()).unwrap_or(usize::MAX))
            .take(limit.get().into())
            .filter_map(|row| self.post_view(row.post.id, viewer))
            .collect()
    }
}
