//! After an erasure nothing is left of a person: no row, no file, no argument of a job, no mail, no line of the log.

use std::{
    fs,
    io::Write,
    path::Path,
    sync::{Arc, Mutex, OnceLock},
};

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use vibeslop_testkit::app::{Person, TestApp};

use super::{
    canaries::{CANARY, found, seed},
    pictures::{PNG, is_there, posts},
    the_hour_comes,
};

/// All that the program writes, from any test of this process.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn log() -> &'static Lines {
    static LOG: OnceLock<Lines> = OnceLock::new();
    LOG.get_or_init(|| {
        let lines = Lines::default();
        let writer = lines.clone();
        let filter = tracing_subscriber::EnvFilter::new("info,vibeslop=debug");
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(move || writer.clone()).init();
        lines
    })
}

/// The lines of the log with the canary in them, this test's own name left out.
fn told() -> Vec<String> {
    let text = String::from_utf8_lossy(&log().0.lock().unwrap()).into_owned();
    text.lines().filter(|line| line.contains(CANARY)).map(str::to_owned).collect()
}

/// The files below a folder with the canary in them.
fn files_with_canary(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                return files_with_canary(&path);
            }
            let bytes = fs::read(&path).unwrap();
            let name = path.display().to_string();
            if bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()) { vec![name] } else { Vec::new() }
        })
        .collect()
}

async fn leaves(person: &Person<'_>) {
    let confirm = json!({"confirm": person.username()}).to_string();
    person.send(person.request(Method::DELETE, "/api/me").body(confirm)).await.expect(202);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_whoever_is_erased() {
    vibeslop_testkit::postgres_only!();
    log();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person(CANARY).await, app.person("bob").await);
    bob.get(&format!("/api/users/{CANARY}")).await.expect(200);
    seed(&app, &ada, &bob).await;
    assert!(!files_with_canary(app.mail_folder()).is_empty(), "mail to her and about her was kept");
    // A picture that is hers alone, and one that somebody else shows as well.
    let (_, shared) = posts(&bob, &format!("data:image/png;base64,{PNG}")).await;
    let hers = app.texts(&format!("SELECT url FROM project_images i JOIN projects p ON p.id = i.project_id WHERE p.user_id = '{}' AND file IS NOT NULL", ada.id())).await;
    let hers = format!("{}{}", app.url, hers[0]);
    assert!(is_there(&app, &hers).await);

    leaves(&ada).await;
    app.run_jobs().await;
    app.clock.advance(TimeDelta::days(7));
    the_hour_comes(&app).await;
    assert_eq!(app.texts(&format!("SELECT username FROM users WHERE id = '{}'", ada.id())).await, Vec::<String>::new());
    // Marks of words that only she used are taken in the hour after.
    app.clock.advance(TimeDelta::hours(1));
    the_hour_comes(&app).await;
    assert_eq!(found(&app).await, Vec::<String>::new());
    assert!(!is_there(&app, &hers).await && is_there(&app, &shared).await);
    let words = app.texts("SELECT word FROM search_words WHERE word IN ('plain', 'rewrot')").await;
    assert_eq!(words, ["plain"], "a word that somebody else uses stays");

    // The last mail is in somebody else's hands, as a rule. Kept here, it is there for a day.
    assert_eq!(files_with_canary(app.mail_folder()).len(), 1);
    app.clock.advance(TimeDelta::days(1));
    the_hour_comes(&app).await;
    assert_eq!(files_with_canary(app.mail_folder()), Vec::<String>::new());
    assert!(app.mails().await.iter().all(|kept| !kept.source.contains(CANARY)));
    assert_eq!(files_with_canary(app.media_folder()), Vec::<String>::new());
    let written = String::from_utf8_lossy(&log().0.lock().unwrap()).into_owned();
    assert!(written.contains("/api/users/{username}"), "the log was listened to");
    assert_eq!(told(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrators_deletion_leaves_no_more() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person(CANARY).await, app.person("bob").await);
    seed(&app, &ada, &bob).await;
    let grace = app.person("grace").await;
    grace.delete(&format!("/api/admin/users/{}", ada.id())).await.expect(204);
    app.clock.advance(TimeDelta::hours(2));
    the_hour_comes(&app).await;
    assert_eq!(found(&app).await, Vec::<String>::new());
    assert_eq!(files_with_canary(app.mail_folder()), Vec::<String>::new());
    let pictures = app.texts("SELECT name FROM media_files").await;
    assert_eq!(pictures, Vec::<String>::new());
}
