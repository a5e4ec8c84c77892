use std::collections::{HashMap, VecDeque};

use crate::{content::ItemRef, ids::UserId};

/// The most items of one author on a page.
pub const MAX_PER_AUTHOR: usize = 3;

/// How deep the for-you feed goes: the best so many items are ranked for a reader.
pub const MAX_DEPTH: usize = 2_000;

/// An item at its place of the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// Which.
    pub item: ItemRef,
    /// Whose.
    pub author: UserId,
}

/// Page number `page` (from 0) of a ranking read in pages of `size`, and whether there is a next one.
///
/// A page takes the best items that are left, at most [`MAX_PER_AUTHOR`] of one author. An item passed over for
/// that reason is among the first to be looked at for the next page, so that a walk shows each item exactly once.
/// A page is short only where the authors left cannot fill it.
pub fn spread_page(ranking: &[Ranked], page: usize, size: usize) -> (Vec<Ranked>, bool) {
    let mut left: VecDeque<Ranked> = ranking.iter().copied().collect();
    let mut taken = Vec::new();
    for _ in 0..=page {
        taken = take_page(&mut left, size);
        if left.is_empty() && taken.is_empty() {
            break;
        }
    }
    (taken, !left.is_empty())
}

fn take_page(left: &mut VecDeque<Ranked>, size: usize) -> Vec<Ranked> {
    let mut taken = Vec::with_capacity(size);
    let mut passed_over = Vec::new();
    let mut by_author: HashMap<UserId, usize> = HashMap::new();
    while taken.len() < size
        && let Some(item) = left.pop_front()
    {
        let count = by_author.entry(item.author).or_default();
        if *count < MAX_PER_AUTHOR {
            *count += 1;
            taken.push(item);
        } else {
            passed_over.push(item);
        }
    }
    for item in passed_over.into_iter().rev() {
        left.push_front(item);
    }
    taken
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::ids::PostId;

    proptest! {
        #[test]
        fn a_walk_shows_each_item_once_and_no_author_too_often(authors in proptest::collection::vec(0u128..5, 0..80), size in 1usize..25) {
            let ranking: Vec<Ranked> = authors
                .iter()
                .zip(0u128..)
                .map(|(author, n)| Ranked { item: ItemRef::Post(PostId(Uuid::from_u128(n))), author: UserId(Uuid::from_u128(*author)) })
                .collect();
            let mut seen = HashSet::new();
            for number in 0.. {
                let (page, more) = spread_page(&ranking, number, size);
                for item in &page {
                    prop_assert!(page.iter().filter(|other| other.author == item.author).count() <= MAX_PER_AUTHOR);
                    prop_assert!(seen.insert(item.item));
                }
                prop_assert!(page.len() <= size && (!more || !page.is_empty()));
                if !more {
                    break;
                }
            }
            prop_assert_eq!(seen.len(), ranking.len());
        }
    }
}
