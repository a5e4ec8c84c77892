//! The live stream of what concerns one person: how its events are numbered, and what is promised of it.
//!
//! ```
//! use vibeslop_domain::stream::{EventId, Part, Position};
//!
//! // Whoever comes back with this has seen what happened there, and is still owed the counts.
//! let seen: EventId = "17-0".parse().unwrap();
//! assert_eq!((seen.position, seen.part), (Position(17), Part::Itself));
//! assert!(seen < "17-1".parse().unwrap() && seen < "18-0".parse().unwrap());
//! ```

use std::{fmt, str::FromStr};

use chrono::TimeDelta;

/// How long what has happened is kept for those who come back. At least five minutes are promised.
pub const KEPT_FOR: TimeDelta = TimeDelta::minutes(10);
/// How many seconds a ticket opens a stream.
pub const TICKET_SECONDS: i64 = 30;
/// How many streams a person may have open on one node.
pub const STREAMS_A_PERSON: usize = 20;

/// The place of something that happened, among all that happens. Nothing ever appears behind a higher place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Position(pub i64);

/// What of a place an event tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What happened there.
    Itself,
    /// How much is unread with it. Behind the thing itself, so that whoever is cut off between the two is still owed it.
    Counts,
}

/// The identifier of an event on a stream: `<place>-<part>`. Whoever comes back with it has seen all up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    /// Where it happened.
    pub position: Position,
    /// What of it is told.
    pub part: Part,
}

/// The text is no identifier of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no identifier of an event")]
pub struct InvalidEventId;

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            Part::Itself => 0,
            Part::Counts => 1,
        };
        write!(f, "{}-{part}", self.position.0)
    }
}

impl FromStr for EventId {
    type Err = InvalidEventId;

    fn from_str(text: &str) -> Result<Self, InvalidEventId> {
        let (position, part) = text.split_once('-').ok_or(InvalidEventId)?;
        if !position.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidEventId);
        }
        let part = match part {
            "0" => Part::Itself,
            "1" => Part::Counts,
            _ => return Err(InvalidEventId),
        };
        Ok(Self { position: Position(position.parse().map_err(|_| InvalidEventId)?), part })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_identifier_survives_the_round_trip(position in 0..=i64::MAX, counts in any::<bool>()) {
            let part = if counts { Part::Counts } else { Part::Itself };
            let id = EventId { position: Position(position), part };
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn whatever_else_is_sent_is_refused_and_breaks_nothing(text in ".{0,30}") {
            if let Ok(id) = text.parse::<EventId>() {
                let written = id.to_string();
                prop_assert_eq!(written.parse(), Ok(id));
                prop_assert!(text.ends_with(&written), "zeros apart, there is one way to write it: {}", text);
            }
        }
    }

    #[test]
    fn counts_stand_behind_what_they_count_and_before_what_comes_next() {
        let id = |text: &str| text.parse::<EventId>().unwrap();
        assert!(id("7-0") < id("7-1") && id("7-1") < id("8-0"));
        for text in ["", "7", "7-", "-1-0", "+7-0", "7-2", "7-0 ", "99999999999999999999-0", "x-0"] {
            assert_eq!(text.parse::<EventId>(), Err(InvalidEventId), "{text}");
        }
    }
}
