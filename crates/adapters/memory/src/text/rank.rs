//! How well a thing fits what is looked for: PostgreSQL's `ts_rank`, number by number.

use super::words::{Place, Sought, Words};

/// The sum of 1/n² over all n.
const ALL_PLACES: f64 = 1.644_934_066_85;

#[expect(clippy::cast_possible_truncation, reason = "PostgreSQL keeps ranks in single precision")]
const fn single(number: f64) -> f32 {
    number as f32
}

impl Sought {
    /// From 0 to 1; 0 for what is not there.
    pub(crate) fn rank(&self, words: &Words) -> f32 {
        let sought = self.words();
        // By how near to each other they stand, if all of several have to be there.
        if sought.len() > 1 && !self.has_choice() {
            let rank = together(sought.iter().filter_map(|(word, _)| words.places(word)));
            return rank.unwrap_or(1e-20);
        }
        let mut rank = 0.0_f32;
        for (word, whole) in &sought {
            if *whole {
                rank = words.places(word).map_or(rank, |places| often(rank, places));
            } else {
                rank = words.beginning(word).fold(rank, often);
            }
        }
        if sought.is_empty() { 0.0 } else { rank / size(sought.len()) }
    }
}

#[expect(clippy::cast_precision_loss, reason = "texts are short")]
const fn size(number: usize) -> f32 {
    number as f32
}

/// Adds what the places of a word are worth: the best of them, and ever less for each.
fn often(rank: f32, places: &[Place]) -> f32 {
    let (mut sum, mut best, mut of_best) = (0.0_f32, -1.0_f32, 1.0_f32);
    for (number, place) in (1_u16..).zip(places) {
        let share = f32::from(number) * f32::from(number);
        sum += place.weight / share;
        if place.weight > best {
            (best, of_best) = (place.weight, share);
        }
    }
    single(f64::from(rank) + f64::from(best + sum - best / of_best) / ALL_PLACES)
}

/// What the distance of two words is worth.
fn nearness(distance: u32) -> f32 {
    if distance > 100 {
        return 1e-30;
    }
    let distance = f64::from(distance);
    single(1.0 / (1.005 + 0.05 * (distance / 1.5 - 2.0).exp()))
}

/// What each pair of places of different words is worth.
fn together<'a>(words: impl Iterator<Item = &'a [Place]>) -> Option<f32> {
    let mut rank = None;
    let mut before: Vec<&[Place]> = Vec::new();
    for places in words {
        for earlier in &before {
            for (one, other) in places.iter().flat_map(|one| earlier.iter().map(move |other| (one, other))) {
                let distance = one.at.abs_diff(other.at);
                if distance > 0 {
                    let pair = single(f64::from(one.weight * other.weight * nearness(distance)).sqrt());
                    rank = Some(
                        rank.map_or(pair, |rank: f32| single(1.0 - f64::from(1.0 - rank) * f64::from(1.0 - pair))),
                    );
                }
            }
        }
        before.push(places);
    }
    rank
}
