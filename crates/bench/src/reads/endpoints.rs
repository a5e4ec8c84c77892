//! What is asked, and what is to be reached.

use std::sync::Arc;

use anyhow::{Context, ensure};
use secrecy::SecretString;
use tokio_postgres::Client;

use super::{
    http::{Connection, get},
    service::{Service, token},
    sites::{client, rows},
};

/// How many different requests stand for an endpoint.
pub const WIDE: usize = 256;
/// How many of them are compared with pgbench, which runs the statements of all of them.
pub const NARROW: usize = 16;
/// The page of a walk that stands for all behind the first.
const PAGES: usize = 10;

/// What an endpoint has to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// This share of what bare answers and statements allow.
    OfLimit(f64),
    /// This share of the rate of bare answers.
    OfBare(f64),
    /// Nearly all answers within so many milliseconds.
    Within(u32),
    /// Nothing but not to grow with the site.
    Growth,
}

/// An endpoint with requests that stand for all.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// What it is called in the report.
    pub name: &'static str,
    /// The requests.
    pub requests: Arc<Vec<Vec<u8>>>,
    /// What is to be reached.
    pub goal: Goal,
    /// How much more it may cost on a site ten times as large.
    pub may_grow: f64,
}

impl Endpoint {
    fn new(name: &'static str, goal: Goal, requests: Vec<Vec<u8>>) -> Self {
        let may_grow = if name.starts_with("search") { 1.5 } else { 1.3 };
        Self { name, requests: Arc::new(requests), goal, may_grow }
    }

    /// The first few requests.
    pub fn narrow(&self) -> Arc<Vec<Vec<u8>>> {
        Arc::new(self.requests.iter().take(NARROW).cloned().collect())
    }
}

/// All endpoints that are measured, on one site.
pub async fn all(url: &SecretString, service: &Service) -> anyhow::Result<Vec<Endpoint>> {
    let site = Sample::of(&client(url).await?).await?;
    let second = site.signed_in(|_, _| "/api/posts?limit=20".to_owned());
    let walked = walk(service, &second).await?;
    Ok(vec![
        Endpoint::new("post", Goal::OfLimit(0.8), site.signed_in(|site, n| format!("/api/posts/{}", site.post(n)))),
        Endpoint::new(
            "project",
            Goal::OfLimit(0.8),
            site.signed_in(|site, n| format!("/api/projects/{}", site.project(n))),
        ),
        Endpoint::new("counts", Goal::OfLimit(0.8), site.signed_in(|_, _| "/api/me/counts".to_owned())),
        Endpoint::new(
            "profile",
            Goal::OfLimit(0.8),
            site.signed_in(|site, n| format!("/api/users/{}", site.username(n + 7))),
        ),
        Endpoint::new("conversation", Goal::OfLimit(0.8), site.conversations()),
        Endpoint::new("for-you", Goal::OfLimit(0.7), second),
        Endpoint::new("for-you, page 11", Goal::OfLimit(0.7), walked),
        Endpoint::new(
            "following",
            Goal::OfLimit(0.7),
            site.signed_in(|_, _| "/api/posts?feed=following&limit=20".to_owned()),
        ),
        Endpoint::new("for-you, nobody", Goal::OfBare(0.5), vec![get("/api/posts?limit=20", None)]),
        Endpoint::new("trending, nobody", Goal::OfBare(0.5), vec![get("/api/projects?sort_by=trending&limit=3", None)]),
        Endpoint::new(
            "explore, newest",
            Goal::Growth,
            site.signed_in(|_, _| "/api/posts?type=explore&limit=20".to_owned()),
        ),
        Endpoint::new(
            "explore, most liked",
            Goal::Growth,
            site.signed_in(|_, _| "/api/posts?type=explore&sort_by=top&limit=20".to_owned()),
        ),
        Endpoint::new("projects", Goal::Growth, site.signed_in(|_, _| "/api/projects?limit=20".to_owned())),
        Endpoint::new("gigs", Goal::Growth, site.signed_in(|_, _| "/api/gigs?limit=20".to_owned())),
        Endpoint::new(
            "timeline",
            Goal::Growth,
            site.signed_in(|site, n| format!("/api/users/{}/timeline", site.username(n + 3))),
        ),
        Endpoint::new(
            "comments",
            Goal::Growth,
            site.signed_in(|site, n| format!("/api/comments?type=post&id={}", site.post(n))),
        ),
        Endpoint::new("conversations", Goal::Growth, site.signed_in(|_, _| "/api/conversations".to_owned())),
        Endpoint::new("suggested", Goal::Growth, site.signed_in(|_, _| "/api/users/suggested".to_owned())),
        Endpoint::new(
            "search, two words",
            Goal::Within(50),
            site.signed_in(|site, n| format!("/api/search?type=posts&q={}+{}", site.word(2 * n), site.word(2 * n + 1))),
        ),
        Endpoint::new(
            "search, typing",
            Goal::Within(15),
            site.signed_in(|site, n| {
                let word = site.word(n);
                let typed: String = word.chars().take(2 + n % 4).collect();
                format!("/api/search/suggestions?q={typed}")
            }),
        ),
    ])
}

/// What there is on a site.
struct Sample {
    people: Vec<(String, String)>,
    tokens: Vec<String>,
    posts: Vec<String>,
    projects: Vec<String>,
    words: Vec<String>,
    conversations: Vec<(String, String)>,
}

impl Sample {
    async fn of(client: &Client) -> anyhow::Result<Self> {
        let pairs = |rows: Vec<Vec<String>>| -> Vec<(String, String)> {
            rows.into_iter().filter_map(|row| Some((row.first()?.clone(), row.get(1)?.clone()))).collect()
        };
        let firsts = |rows: Vec<Vec<String>>| -> Vec<String> {
            rows.into_iter().filter_map(|row| row.into_iter().next()).collect()
        };
        // By chance, but the same in each run.
        let some = |columns: &str, from: &str| {
            format!("SELECT {columns} FROM {from} ORDER BY hashtext(id::text) LIMIT {WIDE}")
        };
        let people = pairs(rows(client, &some("id, username", "users WHERE following_count >= 20")).await?);
        let tokens = people.iter().map(|(id, _)| token(id)).collect::<anyhow::Result<Vec<_>>>()?;
        let words = some("split_part(content, ' ', 2 + (hashtext(id::text) & 3))", "posts");
        let sample = Self {
            posts: firsts(rows(client, &some("id", "posts")).await?),
            projects: firsts(rows(client, &some("id", "projects WHERE status = 'published'")).await?),
            words: firsts(rows(client, &words).await?).into_iter().filter(|word| word.len() > 2).collect(),
            conversations: pairs(rows(client, &some("id, user_one_id", "conversations")).await?),
            people,
            tokens,
        };
        let least = [sample.people.len(), sample.posts.len(), sample.words.len(), sample.conversations.len()];
        ensure!(least.iter().all(|count| *count > NARROW), "the site is too small to be measured");
        Ok(sample)
    }

    fn at<T>(list: &[T], number: usize) -> Option<&T> {
        list.get(number % list.len().max(1))
    }

    fn post(&self, number: usize) -> &str {
        Self::at(&self.posts, number).map_or("", String::as_str)
    }

    fn project(&self, number: usize) -> &str {
        Self::at(&self.projects, number).map_or("", String::as_str)
    }

    fn username(&self, number: usize) -> &str {
        Self::at(&self.people, number).map_or("", |(_, username)| username)
    }

    fn word(&self, number: usize) -> &str {
        Self::at(&self.words, number).map_or("", String::as_str)
    }

    /// A request of each person.
    fn signed_in(&self, path: impl Fn(&Self, usize) -> String) -> Vec<Vec<u8>> {
        self.tokens.iter().enumerate().map(|(number, token)| get(&path(self, number), Some(token))).collect()
    }

    /// Each by one of the two.
    fn conversations(&self) -> Vec<Vec<u8>> {
        let requests = self
            .conversations
            .iter()
            .filter_map(|(id, person)| Some(get(&format!("/api/conversations/{id}"), Some(&token(person).ok()?))));
        requests.collect()
    }
}

/// The requests for a page further behind, for each that asks for a first one.
async fn walk(service: &Service, first: &[Vec<u8>]) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut connection = Connection::open(service.address).await?;
    let mut walked = Vec::new();
    for request in first.iter().take(NARROW * 2) {
        let mut request = request.clone();
        for _ in 0..PAGES {
            let answer = connection.ask(&request).await?;
            let body = String::from_utf8_lossy(connection.body(answer));
            let cursor = cursor_in(&body).context("a feed is shorter than it should be")?;
            let text = String::from_utf8(request)?;
            let (line, rest) = text.split_once(" HTTP/1.1").context("no request")?;
            let line = line.split_once("&cursor=").map_or(line, |(line, _)| line);
            request = format!("{line}&cursor={cursor} HTTP/1.1{rest}").into_bytes();
        }
        walked.push(request);
    }
    Ok(walked)
}

/// The cursor of the next page. It is made of what needs no escape.
fn cursor_in(body: &str) -> Option<&str> {
    let (_, rest) = body.rsplit_once("\"next_cursor\":\"")?;
    rest.split_once('"').map(|(cursor, _)| cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_is_found_in_an_answer() {
        assert_eq!(cursor_in("{\"data\":[],\"next_cursor\":\"ab-_9\",\"has_more\":true}"), Some("ab-_9"));
        assert_eq!(cursor_in("{\"data\":[],\"next_cursor\":null}"), None);
    }
}
