//! The schedule on several nodes.

use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::future::join_all;
use vibeslop_application::jobs::{Entry, Occasion, Schedule};
use vibeslop_ports::{
    environment::Clock,
    jobs::{JobState, NewJob},
};
use vibeslop_postgres::PgTransactions;
use vibeslop_testkit::fixtures::noon;

use crate::site::{Act, Site};

const DAILY: Entry = Entry { name: "daily", when: "0 0 3 * * *", jobs: |now| vec![NewJob::of(&Act::Done, now)] };

async fn schedules(site: &Site, nodes: usize) -> Vec<Schedule> {
    let mut schedules = Vec::new();
    for _ in 0..nodes {
        let transactions = Arc::new(PgTransactions::new(site.fresh.connect().await, site.ids.clone()));
        schedules.push(Schedule { transactions, clock: site.clock.clone() });
    }
    schedules
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_fires_once_on_three_nodes() {
    let site = Site::new().await;
    let nodes = schedules(&site, 3).await;
    for day in 0..10 {
        let due = noon() + TimeDelta::days(day);
        let fired = join_all(nodes.iter().map(|node| node.fire(&DAILY, due, Occasion::OnTime))).await;
        assert_eq!(fired.into_iter().filter(|fired| *fired.as_ref().unwrap()).count(), 1, "day {day}");
        assert_eq!(site.count(JobState::Available).await, day + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_made_up_for_once() {
    let site = Site::new().await;
    let nodes = schedules(&site, 3).await;
    let start = async |due| {
        let fired = join_all(nodes.iter().map(|node| node.fire(&DAILY, due, Occasion::AtStart))).await;
        fired.into_iter().filter(|fired| *fired.as_ref().unwrap()).count()
    };
    assert_eq!(start(noon()).await, 0, "a new site has missed nothing");
    assert_eq!(start(noon()).await, 0);
    assert_eq!(start(noon() + TimeDelta::days(5)).await, 1, "five moments were missed");
    assert_eq!(start(noon() + TimeDelta::days(5)).await, 0);
    assert!(!nodes[0].fire(&DAILY, noon() + TimeDelta::days(4), Occasion::OnTime).await.unwrap(), "a clock is behind");
    assert_eq!(site.count(JobState::Available).await, 1);
    assert_eq!(site.clock.now(), noon());
}
