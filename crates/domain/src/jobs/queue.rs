use std::str::FromStr;

use super::UnknownWord;

/// Jobs that wait for the same places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// What has no queue of its own.
    Default,
    /// Developer scores, which ask much of another service: few at once.
    DeveloperScores,
}

impl Queue {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Default, Self::DeveloperScores];

    /// The word that stands for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::DeveloperScores => "developer_scores",
        }
    }

    /// How many of its jobs a node runs at once, unless an operator says otherwise.
    pub const fn places(self) -> usize {
        match self {
            Self::Default => 10,
            Self::DeveloperScores => 2,
        }
    }
}

impl FromStr for Queue {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|queue| queue.as_str() == word).ok_or(UnknownWord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_queue_is_found_by_its_word() {
        for queue in Queue::ALL {
            assert_eq!(queue.as_str().parse(), Ok(queue));
        }
        assert_eq!("mail".parse::<Queue>(), Err(UnknownWord));
    }
}
