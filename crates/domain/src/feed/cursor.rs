use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};

pub use crate::page::InvalidCursor;
use crate::page::{fields, time};

/// Where a walk through the for-you feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForYouCursor {
    /// When the walk began: nothing newer appears in it, and ages are counted to this moment.
    pub as_of: DateTime<Utc>,
    /// The number of the next page, from 0.
    pub page: u16,
    /// The size of its pages. It stays that of the first.
    pub size: u16,
}

/// The first byte of a cursor tells its list and its form. The other lists' are those of
/// [`TimeList`](crate::page::TimeList).
const FOR_YOU: u8 = 1;

impl ForYouCursor {
    /// The text that stands for it: URL-safe, of no meaning to a client.
    pub fn encode(&self) -> String {
        let mut bytes = vec![FOR_YOU];
        bytes.extend(self.as_of.timestamp_micros().to_be_bytes());
        bytes.extend(self.page.to_be_bytes());
        bytes.extend(self.size.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text back.
    pub fn decode(text: &str) -> Result<Self, InvalidCursor> {
        let bytes = fields::<12>(text, FOR_YOU)?;
        let (micros, rest) = bytes.split_first_chunk().ok_or(InvalidCursor)?;
        let (page, size) = rest.split_first_chunk().ok_or(InvalidCursor)?;
        let size = u16::from_be_bytes(size.try_into().map_err(|_| InvalidCursor)?);
        if size == 0 {
            return Err(InvalidCursor);
        }
        Ok(Self { as_of: time(*micros)?, page: u16::from_be_bytes(*page), size })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::page::{TimeCursor, TimeList};

    proptest! {
        #[test]
        fn a_cursor_survives_a_round_trip(micros in 0i64..4_102_444_800_000_000, page: u16, size in 1u16.., id: u128) {
            let at = DateTime::from_timestamp_micros(micros).unwrap();
            let for_you = ForYouCursor { as_of: at, page, size };
            prop_assert_eq!(ForYouCursor::decode(&for_you.encode()), Ok(for_you));
            let following = TimeCursor { at, id: Uuid::from_u128(id) }.encode(TimeList::Following);
            prop_assert!(ForYouCursor::decode(&following).is_err());
        }

        #[test]
        fn any_other_text_is_refused(text in "\\PC{0,60}") {
            prop_assert!(ForYouCursor::decode(&text).is_err() || text.len() == 18);
        }
    }
}
