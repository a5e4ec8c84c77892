use std::time::Duration;

use super::Policy;

/// How somebody stands with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The limit.
    pub policy: Policy,
    /// How often it may still be done.
    pub remaining: u32,
    /// For how long what remains has to do: until the window ends, or the bucket is full again. Where the limit forbids
    /// something, when it may be done.
    pub resets_in: Duration,
}

impl Standing {
    /// How often it was done.
    pub const fn used(&self) -> u32 {
        self.policy.quota.saturating_sub(self.remaining)
    }

    /// After a use was given back.
    #[must_use]
    pub fn given_back(self) -> Self {
        Self { remaining: self.remaining.saturating_add(1).min(self.policy.quota), ..self }
    }
}

/// Whether something may be done that several limits have a say in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may; this is how things stand after it.
    Taken(Vec<Standing>),
    /// It may not, and nothing was taken from any limit. These are the ones that forbid it.
    Refused(Vec<Standing>),
}

/// The limit that somebody meets first: with the fewest uses left, and of several such, the one that holds longest.
pub fn tightest(standings: &[Standing]) -> Option<&Standing> {
    standings.iter().min_by_key(|standing| (standing.remaining, std::cmp::Reverse(standing.resets_in)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::limits::{PolicyName, Window};

    fn standing(remaining: u32, seconds: u64) -> Standing {
        let policy = Policy { name: PolicyName::Posts, quota: 30, window: Window::HOUR };
        Standing { policy, remaining, resets_in: Duration::from_secs(seconds) }
    }

    #[test]
    fn the_tightest_has_the_fewest_left_and_holds_longest() {
        let all = [standing(3, 60), standing(0, 5), standing(0, 900), standing(7, 3_600)];
        assert_eq!(tightest(&all), Some(&standing(0, 900)));
        assert_eq!(tightest(&[]), None);
    }

    proptest! {
        #[test]
        fn giving_back_undoes_one_use_and_never_gives_more_than_there_is(remaining in 0_u32..=30) {
            let before = standing(remaining, 60);
            let after = before.given_back();
            prop_assert_eq!(after.used(), before.used().saturating_sub(1));
            prop_assert!(after.remaining <= after.policy.quota);
        }
    }
}
