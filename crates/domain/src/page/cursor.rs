use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The text is no cursor of this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The cursor is not one of this list; start again without it")]
pub struct InvalidCursor;

/// The lists that are ordered by time. The number is the first byte of a cursor, so that one list's cursor is refused
/// by another; a number is never given to another list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TimeList {
    /// The following feed. (1 is the for-you feed's, whose cursor has a form of its own.)
    Following = 2,
    /// A person's posts and reposts.
    Timeline = 3,
    /// A person's projects.
    PersonsProjects = 4,
    /// What a person likes.
    PersonsLikes = 5,
    /// What a person reposted.
    PersonsReposts = 6,
    /// What a person bookmarked.
    Bookmarks = 7,
    /// Those who follow a person.
    Followers = 8,
    /// Those whom a person follows.
    Followed = 9,
    /// Those whom a person blocks.
    Blocks = 10,
    /// Those whom a person mutes.
    Mutes = 11,
    /// The threads of comments on an item.
    Comments = 12,
    /// What a post said before its edits.
    PostHistory = 13,
    /// Jobs, for administrators.
    Jobs = 30,
    /// What a person was told of.
    Notifications = 20,
    /// A person's conversations.
    Conversations = 21,
    /// The messages of a conversation.
    Messages = 22,
    /// One's own gigs. (40 to 43 are those of gigs in one order or another, whose cursors have a form of their own.)
    OwnGigs = 44,
    /// One's own bids.
    OwnBids = 45,
    /// What was said of a person after gigs.
    ReviewsOfPerson = 46,
    /// People, for administrators.
    AdminPeople = 50,
    /// Reports, for administrators.
    AdminReports = 51,
    /// What administrators did.
    AdminAudit = 52,
}

/// Where a walk through a list stands that is ordered by time, newest first: behind this entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeCursor {
    /// The entry's time.
    pub at: DateTime<Utc>,
    /// The entry's identifier, which orders those of one time.
    pub id: Uuid,
}

impl TimeCursor {
    /// The text that stands for it: URL-safe, of no meaning to a client.
    pub fn encode(&self, list: TimeList) -> String {
        let mut bytes = vec![list as u8];
        bytes.extend(self.at.timestamp_micros().to_be_bytes());
        bytes.extend(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text back.
    pub fn decode(text: &str, list: TimeList) -> Result<Self, InvalidCursor> {
        let bytes = fields::<24>(text, list as u8)?;
        let (micros, id) = bytes.split_first_chunk().ok_or(InvalidCursor)?;
        Ok(Self { at: time(*micros)?, id: Uuid::from_slice(id).map_err(|_| InvalidCursor)? })
    }
}

/// The bytes behind the mark of the list.
pub(crate) fn fields<const N: usize>(text: &str, mark: u8) -> Result<[u8; N], InvalidCursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
    match bytes.split_first() {
        Some((first, rest)) if *first == mark => rest.try_into().map_err(|_| InvalidCursor),
        _ => Err(InvalidCursor),
    }
}

/// A time that PostgreSQL can hold as well, so that a made-up cursor is refused here and not there.
pub(crate) fn time(micros: [u8; 8]) -> Result<DateTime<Utc>, InvalidCursor> {
    let micros = i64::from_be_bytes(micros);
    if !(0..=4_102_444_800_000_000).contains(&micros) {
        return Err(InvalidCursor);
    }
    DateTime::from_timestamp_micros(micros).ok_or(InvalidCursor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_survives_a_round_trip_and_fits_its_own_list_alone(micros in 0i64..4_102_444_800_000_000, id: u128) {
            let cursor = TimeCursor { at: DateTime::from_timestamp_micros(micros).unwrap(), id: Uuid::from_u128(id) };
            let text = cursor.encode(TimeList::Timeline);
            prop_assert_eq!(TimeCursor::decode(&text, TimeList::Timeline), Ok(cursor));
            prop_assert_eq!(TimeCursor::decode(&text, TimeList::PersonsLikes), Err(InvalidCursor));
        }

        #[test]
        fn any_other_text_is_refused(text in "\\PC{0,60}") {
            prop_assert!(TimeCursor::decode(&text, TimeList::Timeline).is_err() || text.len() == 34);
        }
    }
}
