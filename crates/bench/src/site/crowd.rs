use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use tokio::{sync::watch, task::JoinSet, time::sleep};

use super::{
    life::{Life, live},
    listener::Listener,
    nodes::Nodes,
    people::Person,
    tally::{Counted, Tally},
    visitor::Visitor,
};

/// How long messages that were taken may be on their way to those who listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// Many who use a site at once: visitors, and people with an open stream to whom the visitors write.
#[derive(Debug)]
pub struct Crowd {
    tally: Arc<Tally>,
    heard: Arc<AtomicU64>,
    over: watch::Sender<bool>,
    deaf: watch::Sender<bool>,
    visitors: JoinSet<Visitor>,
    listeners: JoinSet<(String, Listener, io::Result<()>)>,
}

/// What came of a crowd's requests and streams.
#[derive(Debug)]
pub struct Outcome {
    /// Of requests.
    pub counted: Counted,
    /// Of each stream: whose it was, what it told, and how it ended.
    pub streams: Vec<(String, Listener, io::Result<()>)>,
    /// How long the slowest request took.
    pub slowest: Duration,
}

impl Crowd {
    /// The first of these people listen, the others visit, with a pause before each request.
    pub async fn gather(nodes: &Nodes, people: &[Person], listeners: usize, pause: Duration) -> anyhow::Result<Self> {
        let (listening, visiting) = people.split_at_checked(listeners).context("there are not enough people")?;
        let (over, deaf) = (watch::Sender::new(false), watch::Sender::new(false));
        let mut crowd = Self {
            tally: Arc::default(),
            heard: Arc::default(),
            over,
            deaf,
            visitors: JoinSet::new(),
            listeners: JoinSet::new(),
        };
        for person in listening {
            let mut listener = Listener::new(nodes, &person.token, &crowd.heard);
            let connection = listener.open().await.context("a stream cannot be opened")?;
            let (name, mut deaf) = (person.username.clone(), crowd.deaf.subscribe());
            crowd.listeners.spawn(async move {
                let ended = tokio::select! {
                    ended = listener.listen(connection) => ended,
                    _ = deaf.wait_for(|deaf| *deaf) => Ok(()),
                };
                (name, listener, ended)
            });
        }
        for (number, person) in visiting.iter().enumerate() {
            let confidant = listening.get(number % listeners.max(1)).cloned();
            let life = Life { number, confidant, pause };
            let visitor = Visitor::new(nodes, &person.token);
            crowd.visitors.spawn(live(life, visitor, Arc::clone(&crowd.tally), crowd.over.subscribe()));
        }
        Ok(crowd)
    }

    /// What was counted so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How many streams are open, or about to be opened anew.
    pub fn streams(&self) -> usize {
        self.listeners.len()
    }

    /// How many messages were told on streams.
    pub fn heard(&self) -> u64 {
        self.heard.load(Ordering::Relaxed)
    }

    /// Lets everybody end what they are at, waits until what was written has been told, and answers what came of it.
    pub async fn disperse(mut self) -> Outcome {
        self.over.send_replace(true);
        let mut slowest = Duration::ZERO;
        while let Some(visitor) = self.visitors.join_next().await {
            slowest = slowest.max(visitor.map_or(Duration::MAX, |visitor| visitor.slowest));
        }
        let counted = self.tally.counted().clone();
        let written: usize = counted.messages.values().map(std::collections::HashSet::len).sum();
        let began = Instant::now();
        while usize::try_from(self.heard()).is_ok_and(|heard| heard < written) && began.elapsed() < PATIENCE {
            sleep(Duration::from_millis(50)).await;
        }
        // Whatever comes twice comes now.
        sleep(Duration::from_millis(500)).await;
        self.deaf.send_replace(true);
        let streams = std::mem::take(&mut self.listeners).join_all().await;
        Outcome { counted, streams, slowest }
    }
}

impl Outcome {
    /// What is wrong with streams, in words: messages that never came, or came twice, or streams that broke off.
    pub fn faults_of_streams(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, listener, ended) in &self.streams {
            if let Err(error) = ended {
                faults.push(format!("the stream of {name} broke off: {error}"));
            }
            if listener.resyncs > 0 {
                faults.push(format!("{name} was told {} times that something may be missing", listener.resyncs));
            }
            for (id, times) in listener.messages.iter().filter(|(_, times)| **times != 1) {
                faults.push(format!("{name} was told of {id} {times} times"));
            }
            let written = self.counted.messages.get(name).into_iter().flatten();
            for id in written.filter(|id| !listener.messages.contains_key(*id)) {
                faults.push(format!("{name} was not told of {id}"));
            }
        }
        faults
    }

    /// How often streams went on at another node.
    pub fn resumed(&self) -> u32 {
        self.streams.iter().map(|(_, listener, _)| listener.resumed).sum()
    }
}
