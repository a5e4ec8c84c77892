use std::{collections::VecDeque, time::Duration};

use super::Sample;

/// How far back it is remembered.
pub const WINDOW: Duration = Duration::from_mins(5);
/// How often a sample is kept.
pub const EVERY: Duration = Duration::from_secs(5);
/// As many as fit into the window where each comes as early as it may.
const MOST: usize = 68;

/// The samples of the last minutes, the oldest first. Never more than [`MOST`].
#[derive(Debug, Default)]
pub struct History(VecDeque<Sample>);

impl History {
    /// Keeps a sample, unless the last is too young for another, and forgets what is too old.
    pub fn keep(&mut self, sample: Sample) {
        // A tick comes a moment early or late. A clock that was set back would keep everything out for as long.
        let is_due = self.0.back().is_none_or(|last| {
            let age = sample.at - last.at;
            age.num_milliseconds() < 0 || age.to_std().is_ok_and(|age| age + Duration::from_millis(500) >= EVERY)
        });
        if !is_due {
            return;
        }
        while self.0.front().is_some_and(|oldest| {
            self.0.len() >= MOST
                || sample.at < oldest.at
                || (sample.at - oldest.at).to_std().is_ok_and(|age| age > WINDOW)
        }) {
            self.0.pop_front();
        }
        self.0.push_back(sample);
    }

    /// What is remembered, the oldest first.
    pub fn samples(&self) -> impl Iterator<Item = &Sample> + Clone {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    fn at(millis: i64) -> Sample {
        Sample { at: DateTime::UNIX_EPOCH + TimeDelta::milliseconds(millis), ..Sample::default() }
    }

    #[test]
    fn it_remembers_the_window_however_often_somebody_looks() {
        let mut history = History::default();
        for tick in 0..10_000 {
            history.keep(at(tick * 100));
        }
        let kept: Vec<i64> = history.samples().map(|sample| sample.at.timestamp_millis()).collect();
        assert!(kept.len() <= MOST && kept.len() >= 60, "{}", kept.len());
        let (first, last) = (kept[0], kept[kept.len() - 1]);
        assert!(last > 994_000 && last - first <= 300_000 && last - first >= 290_000, "{first} {last}");
        assert!(kept.windows(2).all(|two| two[1] - two[0] >= 4_500));
    }

    #[test]
    fn what_is_too_old_is_forgotten_and_so_is_all_when_the_clock_is_set_back() {
        let mut history = History::default();
        history.keep(at(0));
        history.keep(at(400_000));
        assert_eq!(history.samples().count(), 1);
        history.keep(at(10));
        assert_eq!(history.samples().map(|sample| sample.at.timestamp_millis()).collect::<Vec<_>>(), [10]);
    }
}
