//! Pages of lists: how many, from where.
//!
//! ```
//! use chrono::DateTime;
//! use uuid::Uuid;
//! use vibeslop_domain::page::{InvalidCursor, Limit, Page, TimeCursor, TimeList};
//!
//! // Read one more than the page holds: whether it comes tells if there is a next page.
//! let limit = Limit::clamped(2, 50);
//! assert_eq!(limit.and_one(), 3);
//! let cursor = |n: &u128| TimeCursor { at: DateTime::UNIX_EPOCH, id: Uuid::from_u128(*n) };
//! let page = Page::of_one_more(vec![9, 8, 7], limit, cursor);
//! assert_eq!(page.items, [9, 8]);
//!
//! // The cursor of one list is none of another.
//! let text = page.next.unwrap().encode(TimeList::Followers);
//! assert_eq!(TimeCursor::decode(&text, TimeList::Followers), Ok(cursor(&8)));
//! assert_eq!(TimeCursor::decode(&text, TimeList::Blocks), Err(InvalidCursor));
//! ```

mod cursor;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

pub use cursor::{InvalidCursor, TimeCursor, TimeList};
pub(crate) use cursor::{fields, time};

/// The most that a page may hold unless a list says otherwise.
pub const MAX_LIMIT: u16 = 100;
/// Where an offset ends and a cursor has to be used.
pub const MAX_OFFSET: u32 = 10_000;

/// How many entries a page holds: from 1 to the list's maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u16);

impl Limit {
    /// `wanted`, raised to 1 or lowered to `most`.
    pub fn clamped(wanted: i64, most: u16) -> Self {
        Self(u16::try_from(wanted.clamp(1, i64::from(most.max(1)))).unwrap_or(1))
    }

    /// The number of entries.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// One more than the page holds: whether it comes tells if there is a next page.
    pub const fn and_one(self) -> i64 {
        self.0 as i64 + 1
    }
}

/// How many entries are skipped: from 0 to [`MAX_OFFSET`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Offset(u32);

/// The offset is so large that skipping would cost more than reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("offset goes up to {MAX_OFFSET}; use the cursor of the page before to go further")]
pub struct OffsetTooLarge;

impl Offset {
    /// `wanted`, raised to 0.
    ///
    /// # Errors
    /// Above [`MAX_OFFSET`].
    pub fn new(wanted: i64) -> Result<Self, OffsetTooLarge> {
        let wanted = u32::try_from(wanted.max(0)).map_err(|_| OffsetTooLarge)?;
        if wanted > MAX_OFFSET { Err(OffsetTooLarge) } else { Ok(Self(wanted)) }
    }

    /// The number of entries.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Behind so many more entries; `None` beyond [`MAX_OFFSET`].
    pub fn behind(self, entries: u16) -> Option<Self> {
        Self::new(i64::from(self.0) + i64::from(entries)).ok()
    }

    /// The text that stands for it as a cursor, for lists whose order has nothing that a cursor could hold on to.
    pub fn encode(self) -> String {
        let mut bytes = vec![COUNTED];
        bytes.extend(self.0.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text back.
    pub fn decode(text: &str) -> Result<Self, InvalidCursor> {
        let entries = u32::from_be_bytes(fields::<4>(text, COUNTED)?);
        Self::new(entries.into()).map_err(|_| InvalidCursor)
    }
}

/// The first byte of a cursor that counts places.
const COUNTED: u8 = 64;

/// Where a page of a list begins that is ordered by time. Clients that know of cursors use them; others skip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Behind so many entries.
    Skip(Offset),
    /// Behind this entry.
    Behind(TimeCursor),
}

impl Start {
    /// Behind `cursor`, where there is one, or else behind `offset` entries.
    pub fn new(cursor: Option<&str>, offset: Offset, list: TimeList) -> Result<Self, InvalidCursor> {
        cursor.map_or(Ok(Self::Skip(offset)), |text| TimeCursor::decode(text, list).map(Self::Behind))
    }

    /// The entry, where the page begins behind one.
    pub const fn cursor(&self) -> Option<TimeCursor> {
        match self {
            Self::Skip(_) => None,
            Self::Behind(cursor) => Some(*cursor),
        }
    }

    /// How many entries are skipped.
    pub fn skipped(&self) -> i64 {
        match self {
            Self::Skip(offset) => offset.get().into(),
            Self::Behind(_) => 0,
        }
    }
}

/// One page of a list and the cursor of the next one. `C` is what the list is ordered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, C> {
    /// The entries, in order.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<C>,
}

impl<T, C> Page<T, C> {
    /// A page without entries, and the last.
    pub const fn empty() -> Self {
        Self { items: Vec::new(), next: None }
    }

    /// Makes a page of up to `limit` out of one entry more than that. `cursor` is asked for the last entry kept.
    pub fn of_one_more(mut items: Vec<T>, limit: Limit, cursor: impl FnOnce(&T) -> C) -> Self {
        let more = items.len() > usize::from(limit.get());
        items.truncate(usize::from(limit.get()));
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }

    /// The same page with other entries.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U, C> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_offsets_are_brought_into_range() {
        assert_eq!(Limit::clamped(-5, 100).get(), 1);
        assert_eq!(Limit::clamped(i64::MAX, 50).get(), 50);
        assert_eq!(Offset::new(-1).unwrap().get(), 0);
        assert_eq!(Offset::new(10_001), Err(OffsetTooLarge));
    }

    #[test]
    fn a_place_is_a_cursor_up_to_where_one_pages() {
        let place = Offset::new(20).unwrap().behind(20).unwrap();
        assert_eq!(Offset::decode(&place.encode()), Ok(place));
        assert_eq!(Offset::new(9_990).unwrap().behind(20), None);
        let timed = TimeCursor { at: chrono::DateTime::UNIX_EPOCH, id: uuid::Uuid::nil() }.encode(TimeList::Timeline);
        assert_eq!((Offset::decode(&timed), Offset::decode("x")), (Err(InvalidCursor), Err(InvalidCursor)));
    }

    #[test]
    fn the_entry_too_many_only_tells_that_there_is_more() {
        let page = Page::of_one_more(vec![1, 2, 3], Limit::clamped(2, 100), |last| *last);
        assert_eq!(page, Page { items: vec![1, 2], next: Some(2) });
        assert_eq!(Page::of_one_more(vec![1, 2], Limit::clamped(2, 100), |last| *last).next, None);
    }
}
