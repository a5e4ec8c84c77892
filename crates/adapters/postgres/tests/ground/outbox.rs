//! Reading the outbox of the live stream behind a place misses nothing and tells nothing twice, whatever commits when.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use diesel_async::SimpleAsyncConnection;
use uuid::Uuid;
use vibeslop_domain::{
    ids::UserId,
    stream::{KEPT_FOR, Position},
};
use vibeslop_ports::{
    environment::Clock,
    stream::{EventBus, Occurrence, StreamQueries, What},
    transactions::{CommitWatch, Committed, Transactions},
};
use vibeslop_postgres::{Database, PgEventBus, PgTransactions};
use vibeslop_testkit::fixtures::{CountingIds, FakeClock};

use crate::{
    counters::Dice,
    site::{Site, person},
};

const PEOPLE: u32 = 3;

/// SQL that writes something for somebody, as a trigger would.
fn written(who: u32, subject: Uuid) -> String {
    let who = person(who);
    format!("INSERT INTO stream_events (user_id, kind, subject_id) VALUES ('{who}', 'notification', '{subject}')")
}

fn subjects(occurrences: &[Occurrence]) -> Vec<Uuid> {
    let subject = |occurrence: &Occurrence| match &occurrence.what {
        What::Notification(id) => id.0,
        other => panic!("{other:?}"),
    };
    occurrences.iter().map(subject).collect()
}

fn number(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

#[tokio::test]
async fn what_was_written_first_and_commits_last_is_not_lost() {
    let site = Site::new().await;
    let bus = site.fresh.bus();
    let start = bus.newest().await.unwrap();
    let mut early = site.database.connection().await.unwrap();
    early.batch_execute(&format!("BEGIN; {}", written(0, number(1)))).await.unwrap();
    site.run(&written(0, number(2))).await;
    let first = bus.behind(start).await.unwrap();
    assert_eq!(subjects(&first.occurrences), [number(2)], "nobody waits for what is not committed");
    early.batch_execute("COMMIT").await.unwrap();
    let at = first.occurrences.last().unwrap().position;
    let second = bus.behind(at).await.unwrap();
    assert_eq!(subjects(&second.occurrences), [number(1)]);
    let until = second.occurrences.last().unwrap().position;
    let all = site.database.missed(UserId(person(0)), start, until, 10).await.unwrap();
    assert!(all.complete);
    assert_eq!(subjects(&all.occurrences), [number(2), number(1)], "everybody reads it in the same order");
}

/// Writes some of what `seed` says, commits most of it, and answers that.
async fn write(database: Database, watch: Arc<PgEventBus>, seed: u64) -> Vec<(u32, Uuid)> {
    let mut dice = Dice(seed);
    let mut committed = Vec::new();
    for turn in 0..40_u128 {
        let (who, rows) = (dice.below(PEOPLE), u128::from(dice.below(3)) + 1);
        let ids: Vec<Uuid> = (0..rows).map(|row| number(u128::from(seed) << 64 | turn << 8 | row)).collect();
        let mut connection = database.connection().await.unwrap();
        connection.batch_execute("BEGIN").await.unwrap();
        for id in &ids {
            connection.batch_execute(&written(who, *id)).await.unwrap();
            tokio::time::sleep(Duration::from_millis(dice.below(6).into())).await;
        }
        if dice.below(5) == 0 {
            connection.batch_execute("ROLLBACK").await.unwrap();
        } else {
            connection.batch_execute("COMMIT").await.unwrap();
            // One in three is announced by nobody, as after a crash.
            if dice.below(3) > 0 {
                watch.committed(Committed::default());
            }
            committed.extend(ids.into_iter().map(|id| (who, id)));
        }
    }
    committed
}

/// Listens for one person on changing nodes, is cut off somewhere in what it is told, and comes back behind what it saw.
async fn listen(
    site: Arc<Site>,
    [one, two]: [Arc<PgEventBus>; 2],
    who: u32,
    seed: u64,
    over: Arc<AtomicBool>,
) -> Vec<Uuid> {
    let (mut dice, mut at, mut seen) = (Dice(seed), Position(0), Vec::new());
    let me = UserId(person(who));
    loop {
        let was_over = over.load(Ordering::SeqCst);
        let (mut told, newest) = if dice.below(2) == 0 {
            let bus = if dice.below(2) == 0 { &one } else { &two };
            match tokio::time::timeout(Duration::from_millis(700), bus.behind(at)).await {
                Ok(stretch) => {
                    let stretch = stretch.unwrap();
                    assert!(stretch.complete);
                    let newest = stretch.occurrences.last().map(|last| last.position);
                    (stretch.occurrences, newest)
                }
                Err(_) => (Vec::new(), None),
            }
        } else {
            let until = Position(site.number("SELECT position FROM stream_head").await);
            let missed = site.database.missed(me, at, until, i64::from(dice.below(5)) + 1).await.unwrap();
            assert!(missed.complete);
            let newest = missed.occurrences.last().map(|last| last.position);
            (missed.occurrences, newest)
        };
        // Cut off somewhere, or not.
        if dice.below(3) == 0 {
            let keep = dice.below(u32::try_from(told.len()).unwrap() + 1);
            told.truncate(keep.try_into().unwrap());
            at = told.last().map_or(at, |last| last.position);
        } else {
            at = newest.unwrap_or(at);
        }
        told.retain(|occurrence| occurrence.person == me);
        seen.extend(subjects(&told));
        let left = format!(
            "SELECT count(*) FROM stream_events WHERE user_id = '{me}' AND (position IS NULL OR position > {})",
            at.0
        );
        if was_over && site.number(&left).await == 0 {
            return seen;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_cut_off_anywhere_and_comes_back_anywhere_sees_everything_once() {
    let site = Arc::new(Site::new().await);
    let buses = [Arc::new(site.fresh.bus()), Arc::new(site.fresh.bus())];
    let over = Arc::new(AtomicBool::new(false));
    // A node has one reader of its bus; here each listener has its own pair, so that they do not wait for each other.
    let listeners: Vec<_> = (0..PEOPLE)
        .flat_map(|who| [(who, 7), (who, 8)])
        .map(|(who, seed)| {
            let own = [Arc::new(site.fresh.bus()), Arc::new(site.fresh.bus())];
            tokio::spawn(listen(Arc::clone(&site), own, who, seed + u64::from(who) * 100, Arc::clone(&over)))
        })
        .collect();
    let writers = site.fresh.connect().await;
    let writing: Vec<_> =
        (1..=4).map(|seed| tokio::spawn(write(writers.clone(), Arc::clone(&buses[0]), seed))).collect();
    let mut committed = Vec::new();
    for written in writing {
        committed.extend(written.await.unwrap());
    }
    over.store(true, Ordering::SeqCst);
    for (place, listener) in listeners.into_iter().enumerate() {
        let who = u32::try_from(place / 2).unwrap();
        let seen = listener.await.unwrap();
        let expected: BTreeSet<Uuid> = committed.iter().filter(|(to, _)| *to == who).map(|(_, id)| *id).collect();
        assert!(expected.len() > 20, "too little happened");
        assert_eq!(seen.len(), seen.iter().collect::<BTreeSet<_>>().len(), "nothing twice");
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), expected, "nothing lost");
    }
}

#[tokio::test]
async fn what_is_pruned_is_missing_openly_and_what_is_promised_stays() {
    let site = Site::new().await;
    let bus = site.fresh.bus();
    for subject in 1..=4 {
        site.run(&written(0, number(subject))).await;
    }
    assert_eq!(bus.behind(Position(0)).await.unwrap().occurrences.len(), 4);
    site.run("UPDATE stream_events SET placed_at = now() - interval '11 minutes' WHERE position <= 2").await;
    site.run("UPDATE stream_events SET placed_at = now() - interval '6 minutes' WHERE position > 2").await;
    let transactions = PgTransactions::new(site.database.clone(), Arc::new(CountingIds::default()));
    let mut work = transactions.begin().await.unwrap();
    assert_eq!(work.stream().prune(KEPT_FOR, FakeClock::default().now()).await.unwrap(), 2);
    work.commit().await.unwrap();
    for (after, complete, left) in
        [(0, false, 2), (1, false, 2), (2, true, 2), (3, true, 1), (4, true, 0), (5, false, 0)]
    {
        let missed = site.database.missed(UserId(person(0)), Position(after), Position(9), 10).await.unwrap();
        assert_eq!((missed.complete, missed.occurrences.len()), (complete, left), "behind {after}");
    }
    assert!(!bus.behind(Position(1)).await.unwrap().complete);
}

#[tokio::test]
async fn the_connection_that_listens_is_made_anew_and_nothing_is_missed() {
    let site = Site::new().await;
    let bus = site.fresh.bus();
    let start = bus.newest().await.unwrap();
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE '%stream_head%' AND pid <> pg_backend_pid()";
    assert_eq!(site.number(kill).await, 1);
    site.run(&written(0, number(1))).await;
    let stretch = loop {
        // The first attempt may meet the end of the connection.
        if let Ok(stretch) = bus.behind(start).await {
            break stretch;
        }
    };
    assert_eq!(subjects(&stretch.occurrences), [number(1)]);
}
