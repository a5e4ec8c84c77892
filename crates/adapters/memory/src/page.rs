//! Pages of lists, as SQL cuts them.

use std::cmp::Reverse;

use vibeslop_domain::page::{Limit, Page, Start, TimeCursor};

/// A page of rows, the newest first; of several of one moment, the highest identifier first. `place` is where a row
/// stands. What a viewer does not see has been left out.
pub(crate) fn newest_first<R>(
    rows: impl Iterator<Item = R>,
    start: Start,
    limit: Limit,
    place: impl Fn(&R) -> TimeCursor,
) -> Page<R, TimeCursor> {
    let key = |row: &R| {
        let TimeCursor { at, id } = place(row);
        (at, id)
    };
    let after = start.cursor().map(|cursor| (cursor.at, cursor.id));
    let mut rows: Vec<R> = rows.filter(|row| after.is_none_or(|after| key(row) < after)).collect();
    rows.sort_by_key(|row| Reverse(key(row)));
    let skipped = usize::try_from(start.skipped()).unwrap_or(usize::MAX);
    let one_more = usize::from(limit.get()) + 1;
    let rows = rows.into_iter().skip(skipped).take(one_more).collect();
    Page::of_one_more(rows, limit, &place)
}
