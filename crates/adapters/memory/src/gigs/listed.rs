//! Lists of gigs in four orders.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    gigs::{Gig, GigCursor, GigOrder},
    ids::UserId,
    money::Cents,
    page::Page,
};
use vibeslop_ports::gigs::{GigFilter, GigList, GigStart};

use super::rows::GigRow;
use crate::{text::contains, world::World};

/// What a gig without a budget counts for among those that may cost least: it comes last.
const NO_BUDGET: i64 = 9_000_000_000_000_000_000;

/// Whether one of these slugs was asked for; any will do where none was.
fn one_of<'a>(asked: &[String], mut slugs: impl Iterator<Item = &'a str>) -> bool {
    asked.is_empty() || slugs.any(|slug| asked.iter().any(|asked| asked == slug))
}

/// Whether the budget overlaps with the one that is asked for.
fn affords(filter: &GigFilter, gig: &Gig) -> bool {
    let from = gig.budget.min().map_or(0, Cents::get);
    let to = gig.budget.max().map_or(i64::MAX, Cents::get);
    filter.min_budget.is_none_or(|min| to >= min) && filter.max_budget.is_none_or(|max| from <= max)
}

impl World {
    fn is_listed(&self, filter: &GigFilter, row: &GigRow) -> bool {
        let gig = &row.gig;
        let found = |part: &String| contains(&gig.title, part) || contains(&gig.description, part);
        let tools = row.tools.iter().filter_map(|id| self.tools.get(id));
        let stacks = row.stacks.iter().filter_map(|id| self.stacks.get(id));
        filter.status.is_none_or(|status| gig.state.status() == status)
            && filter.search.as_ref().is_none_or(found)
            && one_of(&filter.tools, tools.map(|tool| tool.slug.as_str()))
            && one_of(&filter.stacks, stacks.map(|stack| stack.slug.as_str()))
            && affords(filter, gig)
    }

    /// What a gig is ordered by: the highest comes first, and of those that are equal the newest.
    fn rank(&self, order: GigOrder, gig: &Gig) -> (i64, DateTime<Utc>, Uuid) {
        let (min, max) = (gig.budget.min(), gig.budget.max());
        let rank = match order {
            GigOrder::Newest => 0,
            GigOrder::BudgetHigh => max.or(min).map_or(-1, Cents::get),
            GigOrder::BudgetLow => -min.or(max).map_or(NO_BUDGET, Cents::get),
            GigOrder::Bids => self.bids_count(gig.id),
        };
        (rank, gig.created_at, gig.id.0)
    }

    /// A page of gigs of people whom the viewer sees.
    pub(super) fn listed(&self, list: &GigList, viewer: Option<UserId>) -> Page<&GigRow, GigCursor> {
        let (skipped, after) = match list.start {
            GigStart::Skip(offset) => (offset.get(), None),
            GigStart::Behind(GigCursor { rank, at, id }) => (0, Some((rank, at, id))),
        };
        let seen = self.gigs.values().filter(|row| self.sees(viewer, row.gig.owner));
        let mut rows: Vec<_> = seen
            .filter(|row| self.is_listed(&list.filter, row))
            .map(|row| (self.rank(list.order, &row.gig), row))
            .filter(|(rank, _)| after.is_none_or(|after| *rank < after))
            .collect();
        rows.sort_by_key(|(rank, _)| Reverse(*rank));
        let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
        let rows = rows.into_iter().skip(skipped).take(usize::from(list.limit.get()) + 1).collect();
        Page::of_one_more(rows, list.limit, |((rank, at, id), _)| GigCursor { rank: *rank, at: *at, id: *id })
            .map(|(_, row)| row)
    }
}
