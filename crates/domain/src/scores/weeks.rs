use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// The ISO weeks in which something happened, numbered without a break: the first week of a year follows the last one
/// of the year before.
pub(super) struct ActiveWeeks {
    weeks: BTreeSet<i32>,
    current: i32,
}

impl ActiveWeeks {
    /// Those since `from`. What lies ahead of `now` has not happened.
    pub(super) fn of(moments: impl Iterator<Item = DateTime<Utc>>, from: NaiveDate, now: DateTime<Utc>) -> Self {
        let happened = moments.filter(|moment| *moment <= now && moment.date_naive() >= from);
        Self { weeks: happened.map(|moment| week(moment.date_naive())).collect(), current: week(now.date_naive()) }
    }

    pub(super) fn count(&self) -> usize {
        self.weeks.len()
    }

    /// How many weeks in a row, up to this one or, while nothing has happened in this one, up to the last.
    pub(super) fn streak(&self) -> usize {
        let end = if self.weeks.contains(&self.current) { self.current } else { self.current - 1 };
        (0..=end).rev().take_while(|week| self.weeks.contains(week)).count()
    }
}

/// Weeks since the first Monday of our calendar, which is its first day.
fn week(date: NaiveDate) -> i32 {
    (date.num_days_from_ce() - 1).div_euclid(7)
}
