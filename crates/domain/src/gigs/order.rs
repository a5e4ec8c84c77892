use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::page::{InvalidCursor, fields, time};

/// In which order a list of gigs is. Those that are equal come newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum GigOrder {
    /// Newest first.
    #[default]
    Newest,
    /// Those that may cost most first, by the upper end of their budget or the only one they have.
    BudgetHigh,
    /// Those that may cost least first, by the lower end of their budget or the only one they have.
    BudgetLow,
    /// Those with most bids first.
    Bids,
}

impl GigOrder {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Newest, Self::BudgetHigh, Self::BudgetLow, Self::Bids];

    /// The order of this name; the newest first for any other.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|order| order.as_str() == name).unwrap_or_default()
    }

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::BudgetHigh => "budget_high",
            Self::BudgetLow => "budget_low",
            Self::Bids => "bids",
        }
    }

    /// The first byte of a cursor. The numbers of other lists are those of [`TimeList`](crate::page::TimeList).
    const fn mark(self) -> u8 {
        match self {
            Self::Newest => 40,
            Self::BudgetHigh => 41,
            Self::BudgetLow => 42,
            Self::Bids => 43,
        }
    }
}

/// Where a walk through a list of gigs stands: behind this gig.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GigCursor {
    /// What the list is ordered by: the higher comes first.
    pub rank: i64,
    /// When the gig was made.
    pub at: DateTime<Utc>,
    /// The gig.
    pub id: Uuid,
}

impl GigCursor {
    /// The text that stands for it: URL-safe, of no meaning to a client.
    pub fn encode(&self, order: GigOrder) -> String {
        let mut bytes = vec![order.mark()];
        bytes.extend(self.rank.to_be_bytes());
        bytes.extend(self.at.timestamp_micros().to_be_bytes());
        bytes.extend(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text back. The cursor of a list in another order is none of this one.
    pub fn decode(text: &str, order: GigOrder) -> Result<Self, InvalidCursor> {
        let bytes = fields::<32>(text, order.mark())?;
        let (rank, rest) = bytes.split_first_chunk().ok_or(InvalidCursor)?;
        let (micros, id) = rest.split_first_chunk().ok_or(InvalidCursor)?;
        Ok(Self {
            rank: i64::from_be_bytes(*rank),
            at: time(*micros)?,
            id: Uuid::from_slice(id).map_err(|_| InvalidCursor)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_order_that_is_not_known_is_the_usual_one() {
        for order in GigOrder::ALL {
            assert_eq!(GigOrder::named(order.as_str()), order);
        }
        assert_eq!(GigOrder::named("cheapest"), GigOrder::Newest);
    }

    proptest! {
        #[test]
        fn a_cursor_survives_a_round_trip_and_fits_its_own_order_alone(
            rank: i64, micros in 0i64..4_102_444_800_000_000, id: u128
        ) {
            let at = DateTime::from_timestamp_micros(micros).unwrap();
            let cursor = GigCursor { rank, at, id: Uuid::from_u128(id) };
            let text = cursor.encode(GigOrder::Bids);
            prop_assert_eq!(GigCursor::decode(&text, GigOrder::Bids), Ok(cursor));
            prop_assert_eq!(GigCursor::decode(&text, GigOrder::Newest), Err(InvalidCursor));
        }
    }
}
