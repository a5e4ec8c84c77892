use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use crate::page::InvalidCursor;
use crate::{
    feed::walk::{Floor, MAX_FLOORS, MAX_WAITING, Place, Snapshot, Waiting, Walk},
    ids::UserId,
    page::time,
};

/// The first byte of a cursor tells its list and its form. The other lists' are those of
/// [`TimeList`](crate::page::TimeList).
const FOR_YOU: u8 = 1;

impl Walk {
    /// The text that stands for it: URL-safe, of no meaning to a client.
    pub fn encode(&self) -> String {
        let mut bytes = vec![FOR_YOU];
        put_time(&mut bytes, self.snapshot.at);
        put_time(&mut bytes, self.as_of);
        bytes.push(self.behind.is_some().into());
        if let Some(behind) = &self.behind {
            put_place(&mut bytes, behind);
        }
        // Neither list is ever longer than its limit, which a byte holds.
        bytes.push(u8::try_from(self.waiting.len()).unwrap_or(u8::MAX));
        for waiting in &self.waiting {
            bytes.extend(waiting.author.0.as_bytes());
            put_place(&mut bytes, &waiting.behind);
        }
        for floor in &self.floors {
            put_time(&mut bytes, floor.seen_at);
            put_time(&mut bytes, floor.as_of);
            put_place(&mut bytes, &floor.reached);
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text back.
    pub fn decode(text: &str) -> Result<Self, InvalidCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
        let mut rest = bytes.as_slice();
        if take::<1>(&mut rest)? != [FOR_YOU] {
            return Err(InvalidCursor);
        }
        let snapshot = Snapshot { at: time(take(&mut rest)?)? };
        let as_of = time(take(&mut rest)?)?;
        let behind = match take::<1>(&mut rest)? {
            [0] => None,
            [1] => Some(take_place(&mut rest)?),
            _ => return Err(InvalidCursor),
        };
        let [count] = take(&mut rest)?;
        if usize::from(count) > MAX_WAITING {
            return Err(InvalidCursor);
        }
        let mut waiting = Vec::new();
        for _ in 0..count {
            let author = UserId(Uuid::from_bytes(take(&mut rest)?));
            waiting.push(Waiting { author, behind: take_place(&mut rest)? });
        }
        let mut floors = Vec::new();
        while !rest.is_empty() {
            if floors.len() == MAX_FLOORS {
                return Err(InvalidCursor);
            }
            let (seen_at, as_of) = (time(take(&mut rest)?)?, time(take(&mut rest)?)?);
            floors.push(Floor { seen_at, as_of, reached: take_place(&mut rest)? });
        }
        Ok(Self { snapshot, as_of, behind, waiting, floors })
    }
}

fn put_time(bytes: &mut Vec<u8>, at: DateTime<Utc>) {
    bytes.extend(at.timestamp_micros().to_be_bytes());
}

fn put_place(bytes: &mut Vec<u8>, place: &Place) {
    bytes.push(place.recent.into());
    bytes.extend(place.score.to_be_bytes());
    put_time(bytes, place.at);
    bytes.extend(place.id.as_bytes());
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], InvalidCursor> {
    let (first, tail) = rest.split_first_chunk().ok_or(InvalidCursor)?;
    *rest = tail;
    Ok(*first)
}

fn take_place(rest: &mut &[u8]) -> Result<Place, InvalidCursor> {
    let recent = match take::<1>(rest)? {
        [0] => false,
        [1] => true,
        _ => return Err(InvalidCursor),
    };
    let score = f64::from_be_bytes(take(rest)?);
    if !score.is_finite() || score < 0.0 {
        return Err(InvalidCursor);
    }
    Ok(Place { recent, score, at: time(take(rest)?)?, id: Uuid::from_bytes(take(rest)?) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::page::{TimeCursor, TimeList};

    fn times() -> impl Strategy<Value = DateTime<Utc>> {
        (0i64..4_102_444_800_000_000).prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap())
    }

    fn places() -> impl Strategy<Value = Place> {
        (any::<bool>(), 0.0f64..1e9, times(), any::<u128>()).prop_map(|(recent, score, at, id)| Place {
            recent,
            score,
            at,
            id: Uuid::from_u128(id),
        })
    }

    prop_compose! {
        fn walks()(
            taken in times(),
            as_of in times(),
            behind in proptest::option::of(places()),
            waiting in proptest::collection::vec((any::<u128>(), places()), 0..MAX_WAITING),
            floors in proptest::collection::vec((times(), times(), places()), 0..MAX_FLOORS),
        ) -> Walk {
            let waiting = waiting
                .into_iter()
                .map(|(author, behind)| Waiting { author: UserId(Uuid::from_u128(author)), behind })
                .collect();
            let floors =
                floors.into_iter().map(|(seen_at, as_of, reached)| Floor { seen_at, as_of, reached }).collect();
            Walk { snapshot: Snapshot { at: taken }, as_of, behind, waiting, floors }
        }
    }

    proptest! {
        #[test]
        fn a_cursor_survives_a_round_trip(walk in walks()) {
            prop_assert_eq!(Walk::decode(&walk.encode()), Ok(walk));
        }

        #[test]
        fn a_piece_of_a_cursor_is_none_and_nothing_more_fits_behind_it(walk in walks(), cut in 1usize..40) {
            let bytes = URL_SAFE_NO_PAD.decode(walk.encode()).unwrap();
            let shorter = bytes.get(..bytes.len().saturating_sub(cut)).unwrap();
            // Cut between two entries of its last list it may be another walk's; it is never misread.
            if let Ok(other) = Walk::decode(&URL_SAFE_NO_PAD.encode(shorter)) {
                prop_assert_eq!(URL_SAFE_NO_PAD.decode(other.encode()).unwrap(), shorter);
            }
            let longer = [bytes.as_slice(), &[7]].concat();
            prop_assert!(Walk::decode(&URL_SAFE_NO_PAD.encode(longer)).is_err());
        }

        #[test]
        fn any_other_text_is_refused(text in "\\PC{0,20}", at in times(), id: u128) {
            prop_assert!(Walk::decode(&text).is_err());
            let following = TimeCursor { at, id: Uuid::from_u128(id) }.encode(TimeList::Following);
            prop_assert!(Walk::decode(&following).is_err());
        }
    }
}
