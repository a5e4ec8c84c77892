//! Pictures go when nothing refers to them, and not before.

use chrono::TimeDelta;
use futures_util::future::join;
use serde_json::json;
use vibeslop_domain::content::StoredImage;
use vibeslop_testkit::app::{Person, TestApp};

use super::the_hour_comes;

/// A PNG of one pixel.
pub const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/// A GIF of one pixel.
pub const GIF: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

fn png() -> String {
    format!("data:image/png;base64,{PNG}")
}

fn gif() -> String {
    format!("data:image/gif;base64,{GIF}")
}

/// Posts a picture. Answers the post and where the picture is.
pub async fn posts(person: &Person<'_>, picture: &str) -> (String, String) {
    let made = person.post("/api/posts", json!({"post": {"media": [picture]}})).await.expect(201);
    (made.id(), made["data"]["media"][0].as_str().unwrap().to_owned())
}

/// Whether the picture is served.
pub async fn is_there(app: &TestApp, address: &str) -> bool {
    app.anonymous().get(address.strip_prefix(&app.url).unwrap()).await.status == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_stays_as_long_as_anything_refers_to_it() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let (hers, shared) = posts(&ada, &png()).await;
    let (his, again) = posts(&bob, &png()).await;
    assert_eq!(shared, again);
    let (other, alone) = posts(&ada, &gif()).await;
    ada.delete(&format!("/api/posts/{hers}")).await.expect(204);
    ada.delete(&format!("/api/posts/{other}")).await.expect(204);

    // Somebody may be about to refer to it, for an hour.
    the_hour_comes(&app).await;
    assert!(is_there(&app, &alone).await && is_there(&app, &shared).await);
    app.clock.advance(TimeDelta::hours(1));
    the_hour_comes(&app).await;
    assert!(!is_there(&app, &alone).await && is_there(&app, &shared).await);
    bob.delete(&format!("/api/posts/{his}")).await.expect(204);
    app.clock.advance(TimeDelta::hours(1));
    the_hour_comes(&app).await;
    assert!(!is_there(&app, &shared).await);
    let far = app.now() + TimeDelta::days(1);
    assert_eq!(app.ports.media_holds.unused(None, 10, far).await.unwrap(), []);

    // What was taken away can be kept anew.
    let (_, anew) = posts(&bob, &png()).await;
    assert!(anew == shared && is_there(&app, &shared).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_profiles_and_projects_count_too() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let me = ada.put("/api/me", json!({"user": {"avatar_url": png(), "banner_url": gif()}})).await.expect(200);
    let (avatar, banner) = (me["avatar_url"].clone(), me["banner_url"].clone());
    let fields = json!({"title": "Shown", "description": "x", "images": [banner]});
    let project = ada.post("/api/projects", json!({"project": fields})).await.expect(201).id();
    ada.put("/api/me", json!({"user": {"banner_url": null}})).await.expect(200);
    app.clock.advance(TimeDelta::hours(2));
    the_hour_comes(&app).await;
    let there = async |address: &serde_json::Value| is_there(&app, address.as_str().unwrap()).await;
    assert!(there(&avatar).await && there(&banner).await);
    ada.delete(&format!("/api/projects/{project}")).await.expect(204);
    ada.put("/api/me", json!({"user": {"avatar_url": null}})).await.expect(200);
    app.clock.advance(TimeDelta::hours(2));
    the_hour_comes(&app).await;
    assert!(!there(&avatar).await && !there(&banner).await);
}

/// The constraint decides, whoever looked first.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_referred_to_cannot_be_struck_off() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (_, address) = posts(&app.person("ada").await, &png()).await;
    let file = StoredImage::from_row(address.strip_prefix(&app.url).unwrap().to_owned()).file().unwrap();
    let mut work = app.ports.transactions.begin().await.unwrap();
    assert!(!work.media().strike(&file, app.now() + TimeDelta::days(1)).await.unwrap());
    work.rollback().await.unwrap();
    app.execute(&format!(
        "DO $$ BEGIN
             DELETE FROM media_files WHERE name = '{file}';
             RAISE 'it went';
         EXCEPTION WHEN foreign_key_violation THEN NULL;
         END $$"
    ))
    .await;
}

/// The worst moment: the cleaner has struck the picture off and is just taking its file away.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_a_picture_while_it_is_taken_away_keeps_it_anew() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let (post, address) = posts(&ada, &png()).await;
    let file = StoredImage::from_row(address.strip_prefix(&app.url).unwrap().to_owned()).file().unwrap();
    ada.delete(&format!("/api/posts/{post}")).await.expect(204);
    app.clock.advance(TimeDelta::hours(1));

    let mut work = app.ports.transactions.begin().await.unwrap();
    assert!(work.media().strike(&file, app.now()).await.unwrap());
    let taking_away = async {
        // The other one has to wait meanwhile.
        app.ports.media.remove(&file).await.unwrap();
        let waiting =
            "SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%media_files%'";
        while app.texts(waiting).await.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        work.commit().await.unwrap();
    };
    let ((_, anew), ()) = join(posts(&bob, &png()), taking_away).await;
    assert!(anew == address && is_there(&app, &address).await);

    // And the other way round: who holds it first keeps it.
    app.ports.media_holds.hold(&[file], app.now() + TimeDelta::hours(5)).await.unwrap();
    app.execute("DELETE FROM post_media").await;
    app.clock.advance(TimeDelta::hours(4));
    the_hour_comes(&app).await;
    assert!(is_there(&app, &address).await);
}
