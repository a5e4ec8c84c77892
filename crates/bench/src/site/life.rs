use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::{sync::watch, time::sleep};

use super::{
    people::Person,
    tally::Tally,
    visitor::{Failure, Visitor},
    wire::{Answer, Request},
};

/// What somebody does on the site, over and over: write a post, read it, like and report the last one of somebody else,
/// send a message, look at the feed. Every write has an `Idempotency-Key`, though none is sent twice.
#[derive(Debug, Clone)]
pub struct Life {
    /// A number of their own.
    pub number: usize,
    /// Whom they write to. Without, they write to nobody.
    pub confidant: Option<Person>,
    /// How long they think before each request.
    pub pause: Duration,
}

/// Lives it until told to stop. What comes of it is counted in `tally`.
pub async fn live(life: Life, mut visitor: Visitor, tally: Arc<Tally>, over: watch::Receiver<bool>) -> Visitor {
    let mut days = Days { life, conversation: None, asked: 0, over };
    let mut last = None;
    while !days.is_over() {
        if let Err(failure) = days.day(&mut visitor, &tally, &mut last).await {
            tally.counted().failures.push(failure.to_string());
            sleep(days.life.pause).await;
        }
    }
    visitor
}

struct Days {
    life: Life,
    conversation: Option<String>,
    asked: u64,
    over: watch::Receiver<bool>,
}

impl Days {
    fn is_over(&self) -> bool {
        *self.over.borrow()
    }

    async fn day(&mut self, visitor: &mut Visitor, tally: &Tally, last: &mut Option<String>) -> Result<(), Failure> {
        let content = format!("{} wrote {}", self.life.number, self.asked);
        let written = self.write(visitor, tally, "/api/posts", &json!({"post": {"content": content}})).await?;
        let post = text(&written, "/data/id");
        if written.head.status == 201 {
            tally.counted().posts.insert(post.clone(), content);
        }
        self.read(visitor, tally, &format!("/api/posts/{post}")).await?;
        let other = {
            let counted = tally.counted();
            let not_mine = |(_, content): &(&String, &String)| !content.starts_with(&format!("{} ", self.life.number));
            counted.posts.iter().find(not_mine).map(|(id, _)| id.clone())
        };
        // Each once: a second report is refused, and says nothing about jobs.
        if let Some(other) = other.filter(|other| last.as_ref() != Some(other)) {
            self.write(visitor, tally, "/api/likes", &json!({"likeable_type": "Post", "likeable_id": other})).await?;
            let reported = self.write(visitor, tally, "/api/reports", &json!({"type": "post", "id": other})).await?;
            if reported.head.status == 200 {
                tally.counted().reports += 1;
            }
            *last = Some(other);
        }
        self.tell(visitor, tally).await?;
        for path in ["/api/posts", "/api/notifications", "/api/me"] {
            self.read(visitor, tally, path).await?;
        }
        Ok(())
    }

    async fn tell(&mut self, visitor: &mut Visitor, tally: &Tally) -> Result<(), Failure> {
        let Some(confidant) = self.life.confidant.clone() else { return Ok(()) };
        let conversation = if let Some(known) = &self.conversation {
            known.clone()
        } else {
            let body = json!({"username": confidant.username});
            text(&self.write(visitor, tally, "/api/conversations", &body).await?, "/data/id")
        };
        let path = format!("/api/conversations/{conversation}/messages");
        let sent = self.write(visitor, tally, &path, &json!({"content": format!("message {}", self.asked)})).await?;
        if sent.head.status == 200 {
            let id = text(&sent, "/data/id");
            tally.counted().messages.entry(confidant.username).or_default().insert(id);
        }
        self.conversation = Some(conversation);
        Ok(())
    }

    async fn write(
        &mut self,
        visitor: &mut Visitor,
        tally: &Tally,
        path: &str,
        body: &Value,
    ) -> Result<Answer, Failure> {
        sleep(self.life.pause).await;
        self.asked += 1;
        let key = format!("{}-{}", self.life.number, self.asked);
        let answer = visitor.ask(Request::post(path, body).keyed(&key)).await?;
        tally.counted().answered += 1;
        Ok(answer)
    }

    async fn read(&mut self, visitor: &mut Visitor, tally: &Tally, path: &str) -> Result<(), Failure> {
        sleep(self.life.pause).await;
        visitor.ask(Request::get(path)).await?;
        tally.counted().answered += 1;
        Ok(())
    }
}

fn text(answer: &Answer, pointer: &str) -> String {
    answer.json().pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
