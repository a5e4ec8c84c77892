use chrono::{DateTime, TimeDelta, Utc};

use crate::ids::UserId;

/// How much each signal weighs, brought to the range from 0 to 1: who follows, who is popular, who does alike.
pub const SIGNALS: [f64; 3] = [0.4, 0.3, 0.3];

/// For how long it is not looked for anew whom somebody may want to follow: much is read for it, and little of it changes
/// from one page to the next.
pub const SUGGESTIONS_LAST: TimeDelta = TimeDelta::minutes(3);

/// What speaks for following somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: UserId,
    /// By how many of those whom the viewer follows they are followed, and what the viewer gave to their things: 1 for a
    /// like, 2 for a bookmark.
    pub ties: i64,
    /// How many follow them.
    pub followers: i64,
    /// How many tools and stacks their projects share with projects that the viewer liked or bookmarked.
    pub shared: i64,
    /// When they posted or published last.
    pub active_at: Option<DateTime<Utc>>,
    /// Since when they are here.
    pub joined_at: DateTime<Utc>,
}

impl Candidate {
    /// `ln(followers + 1)`, less for those of whom nothing was heard for long.
    #[expect(clippy::cast_precision_loss, reason = "counters stay far below 2^52")]
    fn popularity(&self, now: DateTime<Utc>) -> f64 {
        let days = self.active_at.map_or(i64::MAX, |at| (now - at).num_days());
        let activity = match days {
            ..7 => 1.0,
            7..30 => 0.8,
            30..60 => 0.5,
            _ => 0.0,
        };
        (self.followers as f64 + 1.0).ln() * activity
    }

    /// Whether something was heard of them within a week.
    fn is_active(&self, now: DateTime<Utc>) -> bool {
        self.active_at.is_some_and(|at| now - at < TimeDelta::days(7))
    }
}

/// What is known of who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Nobody is signed in.
    SignedOut,
    /// Follows nobody, and liked hardly anything.
    Newcomer,
    /// Follows somebody, or liked some things.
    Connected,
}

/// The best `limit` of the candidates, best first. Who is connected is shown those whom that points to; a newcomer those
/// who are followed most and were heard of lately. Ties and whatever is left, and for the signed out all of it: most
/// followed first, then the newest.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub fn suggest(mut candidates: Vec<Candidate>, asking: Asking, now: DateTime<Utc>, limit: usize) -> Vec<UserId> {
    let score = |candidate: &Candidate| -> [f64; 3] {
        match asking {
            Asking::Connected => [candidate.ties as f64, candidate.popularity(now), candidate.shared as f64],
            Asking::Newcomer if candidate.is_active(now) && candidate.followers > 0 => [0.0, 1.0, 0.0],
            Asking::Newcomer | Asking::SignedOut => [0.0; 3],
        }
    };
    let mut most = [0.0_f64; 3];
    for candidate in &candidates {
        for (most, signal) in most.iter_mut().zip(score(candidate)) {
            *most = most.max(signal);
        }
    }
    let total = |candidate: &Candidate| -> f64 {
        let parts = score(candidate).into_iter().zip(most).zip(SIGNALS);
        parts.map(|((signal, most), weight)| if most > 0.0 { weight * signal / most } else { 0.0 }).sum()
    };
    candidates.sort_by(|one, other| {
        total(other)
            .total_cmp(&total(one))
            .then(other.followers.cmp(&one.followers))
            .then(other.joined_at.cmp(&one.joined_at))
            .then(other.person.cmp(&one.person))
    });
    candidates.truncate(limit);
    candidates.into_iter().map(|candidate| candidate.person).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    fn person(number: u128) -> Candidate {
        Candidate {
            person: UserId(Uuid::from_u128(number)),
            ties: 0,
            followers: 0,
            shared: 0,
            active_at: Some(now() - TimeDelta::days(1)),
            joined_at: now() - TimeDelta::days(100),
        }
    }

    fn names(found: &[UserId]) -> Vec<u128> {
        found.iter().map(|id| id.0.as_u128()).collect()
    }

    #[test]
    fn a_graph_weighs_most_and_no_large_number_drowns_another_signal() {
        let famous = Candidate { followers: 1_000_000, ..person(1) };
        let near = Candidate { ties: 5, followers: 3, ..person(2) };
        let alike = Candidate { shared: 4, followers: 3, ..person(3) };
        let near_and_alike = Candidate { ties: 5, shared: 4, ..person(4) };
        let found = suggest(vec![famous, near, alike, near_and_alike], Asking::Connected, now(), 10);
        assert_eq!(names(&found), [4, 2, 3, 1]);
    }

    #[test]
    fn without_a_graph_the_active_come_first_and_the_most_followed_of_them() {
        let silent = Candidate { followers: 900, active_at: None, ..person(1) };
        let active = Candidate { followers: 5, ..person(2) };
        let more = Candidate { followers: 9, ties: 0, ..person(3) };
        let nobody = Candidate { active_at: None, ..person(4) };
        let people = vec![silent, active, more, nobody];
        assert_eq!(names(&suggest(people.clone(), Asking::Newcomer, now(), 3)), [3, 2, 1]);
        assert_eq!(names(&suggest(people, Asking::SignedOut, now(), 3)), [1, 3, 2]);
    }

    #[test]
    fn popularity_fades_in_steps() {
        let heard = |days| Candidate { followers: 9, active_at: Some(now() - TimeDelta::days(days)), ..person(1) };
        for (days, part) in [(0, 1.0), (6, 1.0), (7, 0.8), (29, 0.8), (30, 0.5), (59, 0.5), (60, 0.0)] {
            let popularity = heard(days).popularity(now());
            assert!((popularity - 10f64.ln() * part).abs() < 1e-12, "{popularity} after {days} days");
        }
    }

    proptest! {
        #[test]
        fn the_order_does_not_depend_on_how_candidates_were_found(
            facts in proptest::collection::vec((0i64..5, 0i64..5, 0i64..5), 0..12), turn in 0usize..12, known: bool,
        ) {
            let people: Vec<Candidate> = facts
                .into_iter()
                .zip(1u128..)
                .map(|((ties, followers, shared), n)| Candidate { ties, followers, shared, ..person(n) })
                .collect();
            let mut turned = people.clone();
            turned.rotate_left(turn.min(people.len()));
            let asking = if known { Asking::Connected } else { Asking::Newcomer };
            let found = suggest(people.clone(), asking, now(), 5);
            prop_assert_eq!(&suggest(turned, asking, now(), 5), &found);
            prop_assert_eq!(found.len(), people.len().min(5));
        }
    }
}
