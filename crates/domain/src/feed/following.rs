use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{content::ItemRef, page::TimeCursor};

/// Something that happened among the people that somebody follows: an item came out, or was reposted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowingEntry {
    /// What is shown.
    pub item: ItemRef,
    /// The identifier of the entry: the item's own, or the repost's.
    pub id: Uuid,
    /// When the item came out, or was reposted.
    pub at: DateTime<Utc>,
    /// Whether it is a repost.
    pub is_repost: bool,
}

/// The first page of up to `size` entries out of `entries` (newest first), and where the next one begins.
///
/// A thing is on a page once: as itself where that is on the page too, else as its latest repost. `exhausted` says
/// that nothing comes behind `entries`.
pub fn following_page(
    entries: &[FollowingEntry],
    size: usize,
    exhausted: bool,
) -> (Vec<FollowingEntry>, Option<TimeCursor>) {
    let mut kept: Vec<Option<FollowingEntry>> = Vec::new();
    let mut place: HashMap<ItemRef, usize> = HashMap::new();
    let mut read = 0;
    for entry in entries {
        let full = kept.iter().flatten().count() >= size;
        let known = place.get(&entry.item).copied();
        if full && known.is_none() {
            break;
        }
        read += 1;
        match known {
            None => {
                place.insert(entry.item, kept.len());
                kept.push(Some(*entry));
            }
            // The original takes its own place further down; its repost above goes.
            Some(above) if !entry.is_repost => {
                if let Some(repost) = kept.get_mut(above) {
                    *repost = None;
                }
                place.insert(entry.item, kept.len());
                kept.push(Some(*entry));
            }
            Some(_) => {}
        }
    }
    let more = read < entries.len() || !exhausted;
    let next = entries.get(read.wrapping_sub(1)).filter(|_| more).map(|last| TimeCursor { at: last.at, id: last.id });
    (kept.into_iter().flatten().collect(), next)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::ids::PostId;

    fn entry(n: u128, item: u128, is_repost: bool) -> FollowingEntry {
        FollowingEntry {
            item: ItemRef::Post(PostId(Uuid::from_u128(item))),
            id: Uuid::from_u128(if is_repost { 1_000 + n } else { item }),
            at: DateTime::UNIX_EPOCH + TimeDelta::seconds(1_000 - i64::try_from(n).unwrap()),
            is_repost,
        }
    }

    #[test]
    fn a_thing_is_shown_once_and_rather_as_itself() {
        let entries = [entry(0, 7, true), entry(1, 7, true), entry(2, 8, false), entry(3, 7, false)];
        let (page, next) = following_page(&entries, 20, true);
        assert_eq!(page, [entries[2], entries[3]]);
        assert_eq!(next, None);
        let (page, next) = following_page(&entries, 1, true);
        assert_eq!((page.as_slice(), next.map(|c| c.id)), (&entries[..1], Some(entries[1].id)));
    }

    #[test]
    fn a_page_is_filled_up_and_the_rest_comes_next() {
        let entries = [entry(0, 1, false), entry(1, 2, false), entry(2, 3, false)];
        let (page, next) = following_page(&entries, 2, true);
        assert_eq!(page, entries[..2]);
        assert_eq!(next, Some(TimeCursor { at: entries[1].at, id: entries[1].id }));
        assert_eq!(following_page(&[], 2, true), (vec![], None));
    }

    proptest! {
        #[test]
        fn a_walk_misses_no_item(items in proptest::collection::vec((0u128..12, any::<bool>()), 0..60), size in 1usize..8) {
            let mut seen_itself = std::collections::HashSet::new();
            let entries: Vec<_> = items
                .iter()
                .zip(0u128..)
                // An item comes out once.
                .map(|((item, repost), n)| entry(n, *item, *repost || !seen_itself.insert(*item)))
                .collect();
            let mut rest = entries.as_slice();
            let mut shown = std::collections::HashSet::new();
            loop {
                let (page, next) = following_page(rest, size, true);
                let on_page: std::collections::HashSet<_> = page.iter().map(|entry| entry.item).collect();
                prop_assert_eq!(on_page.len(), page.len());
                prop_assert!(page.len() <= size);
                shown.extend(on_page);
                let Some(next) = next else { break };
                rest = &rest[rest.iter().position(|entry| entry.id == next.id && entry.at == next.at).unwrap() + 1..];
            }
            let all: std::collections::HashSet<_> = entries.iter().map(|entry| entry.item).collect();
            prop_assert_eq!(shown, all);
        }
    }
}
