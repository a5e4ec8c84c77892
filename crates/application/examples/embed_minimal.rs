//! The use cases in somebody else's service: a web framework of one's own (hyper here), a sign-in of one's own (API
//! keys), a store of one's own. Two use cases are taken, publishing and liking posts, with the rules, the transactions
//! and the notifications that belong to them.
//!
//! ```text
//! cargo run -p vibeslop-application --example embed_minimal           tells a story, and ends
//! cargo run -p vibeslop-application --example embed_minimal serve     goes on serving
//! ```
#![expect(clippy::print_stdout, reason = "an example tells what happens")]

#[path = "embed_minimal/environment.rs"]
mod environment;
#[path = "embed_minimal/store.rs"]
mod store;
#[path = "embed_minimal/web.rs"]
mod web;

use std::{net::SocketAddr, sync::Arc};

use chrono::TimeDelta;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use vibeslop_application::{
    content::{Images, Posts},
    engagement::Engagement,
};
use vibeslop_ports::{
    BoxError,
    mocks::{MockEngagementQueries, MockImageChecker, MockImageJudge, MockKnownImages, MockMediaHolds, MockMediaStore},
};

use self::{
    environment::{CountedIds, SystemClock},
    store::Shelf,
    web::Site,
};

/// Puts two use cases together. Each takes the ports that it needs and no others; a whole service fills
/// `vibeslop_application::Ports` and calls `Services::new`.
fn site(shelf: &Arc<Shelf>) -> Site {
    let clock = Arc::new(SystemClock);
    Site {
        posts: Posts {
            transactions: shelf.clone(),
            queries: shelf.clone(),
            // No pictures here: whoever sends one meets a mock, which breaks off. In a service: your own, or those of
            // the adapters `media` and `postgres`.
            images: Images {
                checker: Arc::new(MockImageChecker::new()),
                judge: Arc::new(MockImageJudge::new()),
                known: Arc::new(MockKnownImages::new()),
                store: Arc::new(MockMediaStore::new()),
                holds: Arc::new(MockMediaHolds::new()),
                transactions: shelf.clone(),
                clock: clock.clone(),
            },
            clock: clock.clone(),
            ids: Arc::new(CountedIds::default()),
            backend_url: "http://localhost:8080".to_owned(),
        },
        engagement: Engagement {
            transactions: shelf.clone(),
            queries: Arc::new(MockEngagementQueries::new()),
            clock,
            minimum_age: TimeDelta::zero(),
        },
        people: shelf.people.clone(),
    }
}

async fn begin(shelf: &Arc<Shelf>, port: u16) -> Result<SocketAddr, BoxError> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(web::serve(listener, Arc::new(site(shelf))));
    Ok(address)
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    if std::env::args().any(|argument| argument == "serve") {
        let address = begin(&Arc::new(Shelf::with_people()), 8080).await?;
        println!("http://{address}/posts, with `authorization: Key ada-key` or `Key bob-key`");
        std::future::pending::<()>().await;
    }
    for line in story().await? {
        println!("{line}");
    }
    Ok(())
}

/// What two people do over HTTP, a line each.
async fn story() -> Result<Vec<String>, BoxError> {
    let shelf = Arc::new(Shelf::with_people());
    let site = begin(&shelf, 0).await?;
    let mut told = Vec::new();
    let mut ask = async |who: &str, request: &str, body: &str| -> Result<String, BoxError> {
        let (status, answer) = send(site, who, request, body).await?;
        told.push(format!("{who}: {} -> {status} {answer}", request.split('/').take(2).collect::<Vec<_>>().join("/")));
        Ok(answer)
    };
    ask("nobody", "POST /posts", "Hello!").await?;
    ask("ada", "POST /posts", "   ").await?;
    let post = ask("ada", "POST /posts", "My planner is out. Thanks, @bob!").await?;
    let post: serde_json::Value = serde_json::from_str(&post)?;
    let id = post.get("id").and_then(|id| id.as_str()).ok_or("an identifier")?.to_owned();
    ask("bob", &format!("POST /posts/{id}/like"), "").await?;
    ask("bob", &format!("GET /posts/{id}"), "").await?;
    ask("bob", &format!("POST /posts/{id}/like"), "").await?;
    ask("bob", &format!("DELETE /posts/{id}"), "").await?;
    ask("ada", &format!("DELETE /posts/{id}"), "").await?;
    ask("ada", &format!("GET /posts/{id}"), "").await?;
    // What an answer says of identifiers is of no interest here.
    let mut told: Vec<String> = told.into_iter().map(|line| line.replace(&id, "…")).collect();
    told.push(format!("told: {}", shelf.told().join(", ")));
    Ok(told)
}

/// One request over a connection of its own: the status and the body of the answer.
async fn send(to: SocketAddr, who: &str, request: &str, body: &str) -> Result<(u16, String), BoxError> {
    let mut connection = TcpStream::connect(to).await?;
    let text = format!(
        "{request} HTTP/1.1\r\nhost: {to}\r\nauthorization: Key {who}-key\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(text.as_bytes()).await?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await?;
    let status = answer.split(' ').nth(1).ok_or("a status")?.parse()?;
    let (_, body) = answer.split_once("\r\n\r\n").ok_or("a body")?;
    Ok((status, body.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn two_people_publish_and_like_through_somebody_elses_service() {
        assert_eq!(
            story().await.unwrap(),
            [
                r#"nobody: POST /posts -> 401 {"error":"unauthorized"}"#,
                r#"ada: POST /posts -> 422 {"error":"validation_failed","fields":{"content":["can't be blank"]}}"#,
                r#"ada: POST /posts -> 201 {"author":"ada","content":"My planner is out. Thanks, @bob!","id":"…","liked":false,"likes":0}"#,
                r#"bob: POST /posts -> 200 {"liked":true,"likes":1}"#,
                r#"bob: GET /posts -> 200 {"author":"ada","content":"My planner is out. Thanks, @bob!","id":"…","liked":true,"likes":1}"#,
                r#"bob: POST /posts -> 200 {"liked":false,"likes":0}"#,
                r#"bob: DELETE /posts -> 403 {"error":"forbidden","message":"Only its owner may do this"}"#,
                r"ada: DELETE /posts -> 204 ",
                r#"ada: GET /posts -> 404 {"error":"not_found","message":"There is no such post"}"#,
                "told: bob of mention",
            ]
        );
    }
}
