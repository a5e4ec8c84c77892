use std::time::{Duration, Instant};

use serde_json::Value;

use super::{
    nodes::Nodes,
    wire::{Answer, Connection, Request},
};

/// How many requests a connection is kept for at most, so that everybody comes to all nodes.
const KEPT: u32 = 20;

/// A request that failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{method} {path} at node {node}: {what}")]
pub struct Failure {
    node: usize,
    method: String,
    path: String,
    what: String,
    /// What was answered, if it was an answer.
    pub answer: Option<Box<Answer>>,
}

/// A client that asks one thing after another.
#[derive(Debug)]
pub struct Visitor {
    nodes: Nodes,
    token: Option<String>,
    open: Option<Open>,
    /// How long the slowest request took.
    pub slowest: Duration,
}

#[derive(Debug)]
struct Open {
    node: usize,
    connection: Connection,
    asked: u32,
}

impl Visitor {
    /// Somebody with this token.
    pub fn new(nodes: &Nodes, token: &str) -> Self {
        Self { nodes: nodes.clone(), token: Some(token.to_owned()), open: None, slowest: Duration::ZERO }
    }

    /// Nobody in particular.
    pub fn stranger(nodes: &Nodes) -> Self {
        Self { nodes: nodes.clone(), token: None, open: None, slowest: Duration::ZERO }
    }

    /// Asks, once.
    pub async fn ask(&mut self, request: Request<'_>) -> Result<Answer, Failure> {
        let kept = self.open.take().filter(|open| open.asked < KEPT && self.nodes.is_ready(open.node));
        let (node, address) = if let Some(open) = &kept {
            (open.node, None)
        } else {
            let (node, address) = self.nodes.choose().await;
            (node, Some(address))
        };
        let failure = |what: String, answer| {
            let (method, path) = (request.method.to_owned(), request.path.to_owned());
            Failure { node, method, path, what, answer }
        };
        let began = Instant::now();
        let asked = async {
            let mut open = match (kept, address) {
                (Some(open), _) => open,
                (None, Some(address)) => Open { node, connection: Connection::open(address).await?, asked: 0 },
                (None, None) => return Err(std::io::ErrorKind::NotConnected.into()),
            };
            open.asked += 1;
            let answer = open.connection.ask(&Request { token: self.token.as_deref(), ..request }).await?;
            Ok((open, answer))
        };
        let asked: std::io::Result<_> = asked.await;
        self.slowest = self.slowest.max(began.elapsed());
        let (open, answer) = asked.map_err(|error| failure(error.to_string(), None))?;
        if !answer.head.closes() {
            self.open = Some(open);
        }
        match answer.head.status {
            500.. => Err(failure(
                format!("{} {}", answer.head.status, answer.json().get("error").unwrap_or(&Value::Null)),
                Some(Box::new(answer)),
            )),
            _ => Ok(answer),
        }
    }
}
