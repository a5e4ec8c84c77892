use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{content::ItemRef, feed::Engagement, ids::UserId};

/// The identifier of an item: in a list, its name.
pub(super) const fn id_of(item: ItemRef) -> Uuid {
    match item {
        ItemRef::Post(id) => id.0,
        ItemRef::Project(id) => id.0,
    }
}

/// An item as a snapshot of the ranking has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) item: ItemRef,
    pub(crate) author: UserId,
    /// When it came out.
    pub(crate) at: DateTime<Utc>,
    pub(crate) engagement: Engagement,
    /// The tools and stacks of a project.
    pub(crate) tags: BTreeSet<Uuid>,
}

/// The ranking as of a moment: where an item stands follows from these for each viewer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ranking {
    /// In the order of their names. Those that did not change are shared with the ranking before.
    pub(crate) items: Vec<Arc<Standing>>,
}

impl Ranking {
    /// An item, if it is in it.
    pub(crate) fn get(&self, item: ItemRef) -> Option<&Arc<Standing>> {
        let at = self.items.binary_search_by_key(&item, |standing| standing.item).ok()?;
        self.items.get(at)
    }
}
