use std::str::FromStr;

/// The word stands for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the word stands for nothing")]
pub struct UnknownWord;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobState {
    /// It waits for a free place.
    Available,
    /// Its time has not come yet.
    Scheduled,
    /// A node runs it.
    Executing,
    /// It failed and rests.
    Retryable,
    /// It was done.
    Completed,
    /// It was given up.
    Discarded,
    /// It was called off.
    Cancelled,
}

impl JobState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Available,
        Self::Scheduled,
        Self::Executing,
        Self::Retryable,
        Self::Completed,
        Self::Discarded,
        Self::Cancelled,
    ];

    /// The word that stands for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Scheduled => "scheduled",
            Self::Executing => "executing",
            Self::Retryable => "retryable",
            Self::Completed => "completed",
            Self::Discarded => "discarded",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing happens to it any more by itself.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Discarded | Self::Cancelled)
    }

    /// Whether somebody may have it run now: what failed, was called off, or waits for its time.
    pub const fn can_be_retried(self) -> bool {
        matches!(self, Self::Scheduled | Self::Retryable | Self::Discarded | Self::Cancelled)
    }

    /// Whether somebody may call it off: all that is not over. A job that is running is broken off.
    pub const fn can_be_cancelled(self) -> bool {
        !self.is_final()
    }
}

impl FromStr for JobState {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or(UnknownWord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_found_by_its_word() {
        for state in JobState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert_eq!("done".parse::<JobState>(), Err(UnknownWord));
    }

    #[test]
    fn what_is_over_can_only_be_retried_and_what_waits_can_be_either() {
        for state in JobState::ALL {
            assert_ne!(state.is_final(), state.can_be_cancelled());
        }
        assert!(!JobState::Completed.can_be_retried() && !JobState::Executing.can_be_retried());
        assert!(JobState::Discarded.can_be_retried());
    }
}
