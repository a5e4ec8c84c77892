//! The database is away for a while, under load.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rustix::process::{Signal, kill_process};
use serde_json::json;
use tokio::{task::JoinSet, time::sleep};
use vibeslop_bench::site::{Listener, Running, Visitor, free_ports, people, wire::Request};

use crate::site::{Site, number, until};

const AWAY: Duration = Duration::from_secs(10);
/// The longest that anybody may wait for an answer.
const LONGEST: Duration = Duration::from_secs(5);
const WRITERS: usize = 20;

/// What the writers met with.
#[derive(Default)]
struct Met {
    /// Posts that were answered 201.
    acknowledged: Mutex<HashSet<String>>,
    refused: Mutex<u32>,
    faults: Mutex<Vec<String>>,
    over: AtomicBool,
}

/// Writes and reads until it is over. While the database is away, 503 with `Retry-After` is what is to be answered.
async fn write(number: usize, mut visitor: Visitor, met: Arc<Met>) -> Duration {
    for turn in 0.. {
        if met.over.load(Ordering::Relaxed) {
            break;
        }
        let content = format!("{number} wrote {turn}");
        let (body, key) = (json!({"post": {"content": content}}), format!("{number}-{turn}"));
        let write = Request::post("/api/posts", &body);
        let asked = match turn % 3 {
            0 => visitor.ask(write).await,
            1 => visitor.ask(write.keyed(&key)).await,
            _ => visitor.ask(Request::get("/api/posts")).await,
        };
        match asked {
            Ok(answer) if answer.head.status == 201 => drop(met.acknowledged.lock().unwrap().insert(content)),
            Ok(answer) if answer.head.status == 200 => {}
            Err(failure) => match &failure.answer {
                Some(answer) if answer.head.status == 503 && answer.head.header("retry-after").is_some() => {
                    *met.refused.lock().unwrap() += 1;
                }
                _ => met.faults.lock().unwrap().push(failure.to_string()),
            },
            Ok(answer) => met.faults.lock().unwrap().push(format!("{} {}", answer.head.status, answer.json())),
        }
        sleep(Duration::from_millis(50)).await;
    }
    visitor.slowest
}

/// Lets the database be away, and looks at what everybody meets with.
async fn survive(away: impl AsyncFnOnce(&mut Site)) {
    let (mut site, settings) = Site::new(50, &[]);
    let running = Running::start(settings.clone(), &free_ports(1).unwrap()).await.unwrap();
    let people = people(&settings.database, WRITERS + 2).await.unwrap();
    let (met, mut writers) = (Arc::<Met>::default(), JoinSet::new());
    // They know the node from before, and ask it whether it is ready or not.
    let nodes = running.nodes.always_ready();
    for (number, person) in people.iter().take(WRITERS).enumerate() {
        writers.spawn(write(number, Visitor::new(&nodes, &person.token), Arc::clone(&met)));
    }
    let [.., listening, writing] = people.as_slice() else { panic!("there is nobody") };
    let heard = Arc::default();
    let mut listener = Listener::new(&nodes, &listening.token, &heard);
    let stream = listener.open().await.unwrap();
    let mut visitor = Visitor::new(&nodes, &writing.token);
    let conversation = visitor.ask(Request::post("/api/conversations", &json!({"username": listening.username}))).await;
    let conversation = conversation.unwrap().json()["data"]["id"].as_str().unwrap().to_owned();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(*met.refused.lock().unwrap(), 0);

    away(&mut site).await;
    let back = Instant::now();
    let before = met.acknowledged.lock().unwrap().len();
    until("posts are taken again", Duration::from_secs(20), async || met.acknowledged.lock().unwrap().len() > before)
        .await;
    eprintln!("the first post was taken {:?} after the database was back", back.elapsed());
    until("the node is ready", Duration::from_secs(20), async || running.nodes.is_ready(0)).await;

    // The stream has lived through it, or is opened anew; it tells of what is said from now on.
    let path = format!("/api/conversations/{conversation}/messages");
    let message = json!({"content": "we are back"});
    let sent = visitor.ask(Request::post(&path, &message)).await.unwrap();
    let message = sent.json()["data"]["id"].as_str().unwrap().to_owned();
    let told = tokio::time::timeout(Duration::from_secs(30), async {
        tokio::select! {
            ended = listener.listen(stream) => panic!("the stream broke off: {ended:?}"),
            () = until("the stream tells", Duration::from_secs(25), async || heard.load(Ordering::Relaxed) > 0) => {}
        }
    });
    told.await.unwrap();
    assert_eq!(listener.messages.get(&message), Some(&1), "{:?}", listener.messages);
    // Jobs are heard of and run.
    let post = visitor.ask(Request::get("/api/posts")).await.unwrap().json()["data"][0]["id"].clone();
    let report = json!({"type": "post", "id": post, "reason": "to see a job run"});
    assert_eq!(visitor.ask(Request::post("/api/reports", &report)).await.unwrap().head.status, 200);
    let done = "SELECT count(*) FROM jobs WHERE kind = 'alert_administrators' AND state = 'completed'";
    until("the job has run", Duration::from_secs(20), async || number(&settings, done).await == 1).await;

    met.over.store(true, Ordering::Relaxed);
    let slowest = writers.join_all().await.into_iter().max().unwrap();
    let (acknowledged, refused) = (met.acknowledged.lock().unwrap().clone(), *met.refused.lock().unwrap());
    eprintln!("{} posts were taken, {refused} requests refused, the slowest in {slowest:?}", acknowledged.len());
    let faults = met.faults.lock().unwrap().clone();
    assert!(faults.is_empty(), "{} faults: {:#?}", faults.len(), faults.get(..10).unwrap_or(&faults));
    assert!(refused > 0, "nobody noticed");
    assert!(slowest < LONGEST, "somebody waited for {slowest:?}");
    // Each post that was answered 201 is there, once. One that was not may be there as well.
    let list = acknowledged.iter().map(|content| format!("'{content}'")).collect::<Vec<_>>().join(", ");
    let there = format!("SELECT count(*) FROM posts WHERE content IN ({list})");
    let different = format!("SELECT count(DISTINCT content) FROM posts WHERE content IN ({list})");
    let expected = i64::try_from(acknowledged.len()).unwrap();
    assert_eq!((number(&settings, &there).await, number(&settings, &different).await), (expected, expected));
    running.stop().await.unwrap();
    site.cluster.stop().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_says_nothing_for_a_while_is_not_waited_for() {
    survive(async |site| {
        site.signal_all(Signal::STOP);
        sleep(AWAY).await;
        site.signal_all(Signal::CONT);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_ends_at_once_and_comes_back_is_found_again() {
    survive(async |site| {
        kill_process(site.server(), Signal::QUIT).unwrap();
        sleep(AWAY).await;
        assert!(site.cluster.revive().unwrap(), "it has ended");
    })
    .await;
}
