//! Lists that are ordered by time, part by part.

use vibeslop_domain::page::{Limit, Offset, Page, Start, TimeCursor, TimeList};

use crate::Error;

/// Which part of a list somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// The cursor that came with the page before. It weighs more than `offset`.
    pub cursor: Option<String>,
    /// How many entries to skip, for clients that know no cursors.
    pub offset: i64,
    /// How many entries at most.
    pub limit: Limit,
}

impl PageRequest {
    /// Where the page begins.
    ///
    /// # Errors
    /// `invalid_cursor`, or `offset_too_large`.
    pub fn start(&self, list: TimeList) -> Result<Start, Error> {
        match &self.cursor {
            Some(cursor) => Ok(Start::Behind(TimeCursor::decode(cursor, list)?)),
            None => Ok(Start::Skip(Offset::new(self.offset)?)),
        }
    }
}

impl PageRequest {
    /// Behind how many entries the page begins, for lists whose cursors count places.
    ///
    /// # Errors
    /// `invalid_cursor`, or `offset_too_large`.
    pub fn counted_start(&self) -> Result<Offset, Error> {
        match &self.cursor {
            Some(cursor) => Ok(Offset::decode(cursor)?),
            None => Ok(Offset::new(self.offset)?),
        }
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The entries, in order.
    pub items: Vec<T>,
    /// Where the next part begins; `None` on the last.
    pub next_cursor: Option<String>,
}

impl<T> Listed<T> {
    /// A part of `size` entries out of one more than that, of a list whose cursors count places.
    pub fn counted(mut items: Vec<T>, size: u16, offset: Offset) -> Self {
        let more = items.len() > usize::from(size);
        items.truncate(usize::from(size));
        let next = if more { offset.behind(size) } else { None };
        Self { items, next_cursor: next.map(Offset::encode) }
    }

    /// What was read of `list`.
    pub fn of(page: Page<T, TimeCursor>, list: TimeList) -> Self {
        Self { items: page.items, next_cursor: page.next.map(|cursor| cursor.encode(list)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(cursor: Option<&str>, offset: i64) -> PageRequest {
        PageRequest { cursor: cursor.map(str::to_owned), offset, limit: Limit::clamped(20, 100) }
    }

    #[test]
    fn a_cursor_weighs_more_than_an_offset_and_is_never_taken_for_page_one() {
        let cursor = TimeCursor { at: crate::fixtures::now(), id: crate::fixtures::ADA.0 };
        let text = cursor.encode(TimeList::Timeline);
        let behind = request(Some(&text), 20_000).start(TimeList::Timeline).unwrap().cursor().unwrap();
        assert_eq!((behind.id, behind.at.timestamp_micros()), (cursor.id, cursor.at.timestamp_micros()));
        for (cursor, list) in [(text.as_str(), TimeList::PersonsLikes), ("nonsense", TimeList::Timeline)] {
            let refused = request(Some(cursor), 0).start(list);
            assert!(matches!(refused, Err(Error::Malformed { code: "invalid_cursor", .. })), "{refused:?}");
        }
    }

    #[test]
    fn a_cursor_may_count_places() {
        let cursor = Offset::new(40).unwrap().encode();
        assert_eq!(request(Some(&cursor), 3).counted_start().unwrap().get(), 40);
        assert_eq!(request(None, 3).counted_start().unwrap().get(), 3);
        assert!(request(Some("x"), 0).counted_start().is_err() && request(None, 10_001).counted_start().is_err());
    }

    #[test]
    fn an_offset_ends_where_a_cursor_has_to_be_used() {
        assert_eq!(request(None, -3).start(TimeList::Timeline).unwrap().skipped(), 0);
        assert_eq!(request(None, 10_000).start(TimeList::Timeline).unwrap().skipped(), 10_000);
        let refused = request(None, 10_001).start(TimeList::Timeline);
        assert!(matches!(refused, Err(Error::Refused { code: "offset_too_large", .. })), "{refused:?}");
    }
}
