//! The dashboard: it moves by itself, tells of failures, is used by keyboard, and is nobody's business in production.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use vibeslop_application::{
    in_transaction,
    mail::{DeliverMail, Letter},
};
use vibeslop_ports::{ServiceError, jobs::NewJob, mail::MailError, mocks::MockMailer};
use vibeslop_testkit::app::{Audience, TestApp};

use crate::{driver::Browser, recorder::watched};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

/// An application whose mail server does not answer.
async fn app(audience: Audience) -> TestApp {
    TestApp::watched(watched(audience), |ports| {
        let mut mailer = MockMailer::new();
        mailer.expect_send().returning(|_| Err(MailError::Service(ServiceError::TimedOut)));
        ports.mailer = Some(std::sync::Arc::new(mailer));
    })
    .await
}

/// How many requests of a route the page tells of.
fn requests_of(route: &str) -> String {
    format!(
        "const row = [...document.querySelectorAll('#routes-rows tr')].find(r => r.cells[0].textContent === '{route}'); \
         return row ? Number(row.cells[6].textContent.replace(',', '')) : 0"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_move_by_themselves_and_a_job_that_fails_is_told() {
    let app = app(Audience::Anybody).await;
    let browser = Browser::open(1280, 900).await;
    browser.go(&format!("{}/dev/dashboard", app.url)).await;
    browser
        .script("window.loadedOnce = true; document.querySelector('#requests-rows').closest('details').open = true")
        .await;
    let before = browser.script(&requests_of("GET /api/stacks")).await.as_i64().unwrap();
    for _ in 0..5 {
        app.anonymous().get("/api/stacks").await.expect(200);
    }
    app.request(Method::GET, "/api/no/such/route").send().await.unwrap();
    browser.until(&format!("{} >= {}", requests_of("GET /api/stacks"), before + 5)).await;
    assert!(browser.text("#faults-note").await.starts_with("No job has failed"));

    let to = app.person("bob").await.id().0;
    let welcome = DeliverMail { mail: Uuid::from_u128(1), to, letter: Letter::Welcome };
    let job = NewJob::of(&welcome, app.now());
    in_transaction(&*app.ports.transactions, async |tx| Ok(tx.jobs().enqueue(&job).await?)).await.unwrap();
    app.run_jobs().await;
    let told = browser.until("return document.querySelector('#faults-rows tr')?.innerText").await;
    for part in ["deliver_mail", "1 of ", "retryable", "the mail server"] {
        assert!(told.as_str().unwrap().contains(part), "{told}");
    }
    let waiting = "[...document.querySelectorAll('#queues-rows tr')].find(r => r.cells[0].textContent === 'default')";
    browser.until(&format!("return {waiting}.cells[4].textContent === '1'")).await;
    // All that without having been loaded again, and what was unfolded still is.
    assert_eq!(browser.script("return window.loadedOnce").await, true);
    assert_eq!(browser.script("return document.querySelector('#requests-rows').closest('details').open").await, true);
    // Two points make a line.
    browser.until("return document.querySelector('#requests-drawing path').getAttribute('d').includes('L')").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_used_by_keyboard() {
    let app = app(Audience::Anybody).await;
    let browser = Browser::open(1280, 900).await;
    browser.go(&format!("{}/dev/dashboard", app.url)).await;
    browser.find("#pause").await;
    let here = "const e = document.activeElement; return e === document.body ? '' : (e.id || e.textContent.trim())";
    browser.press(TAB).await;
    assert_eq!(browser.script(here).await, "Skip to the content");
    browser.press(ENTER).await;
    browser.until("return document.activeElement.id === 'content'").await;
    // From the top once more, and through everything that can be reached.
    browser.go(&format!("{}/dev/dashboard", app.url)).await;
    browser.find("#pause").await;
    let mut walked: Vec<String> = Vec::new();
    loop {
        browser.press(TAB).await;
        let place = browser.script(here).await.as_str().unwrap().to_owned();
        if place.is_empty() || walked.len() > 40 {
            break;
        }
        let shown = "const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1";
        assert_eq!(browser.script(shown).await, true, "one does not see that one is at {place}");
        walked.push(place);
    }
    assert_eq!(walked[..5], ["Skip to the content", "Dashboard", "Mailbox", "API reference", "pause"], "{walked:?}");
    for region in ["routes", "queues", "faults", "services", "usage", "caches"] {
        assert!(walked.iter().any(|place| place == region), "{region} cannot be reached: {walked:?}");
    }
    assert_eq!(walked.iter().filter(|place| place.ends_with("as a table")).count(), 6, "{walked:?}");

    // Paused by Enter, it stands still, and goes on by another.
    browser.script("document.querySelector('#pause').focus()").await;
    browser.press(ENTER).await;
    browser.until("return document.querySelector('#state').textContent === 'Paused'").await;
    let time = "return document.querySelector('#lead time').getAttribute('datetime')";
    let stood = browser.script(time).await;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(browser.script(time).await, stood);
    assert_eq!(browser.script("return document.activeElement.id").await, "pause");
    browser.press(ENTER).await;
    browser.until(&format!("{time} !== {stood}")).await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn in_production_administrators_see_it_and_nobody_else() {
    let app = app(Audience::Administrators).await;
    let page = app.anonymous().get("/dev/dashboard").await.expect(401);
    assert!(!page.text().contains("data-live") && page.text().contains("Sign in as an administrator"));
    app.person("bob").await.get("/dev/dashboard").await.expect(403);
    let grace = app.person("grace").await;
    assert!(grace.get("/dev/dashboard").await.expect(200).text().contains("data-live"));

    let browser = Browser::open(1280, 900).await;
    browser.go(&format!("{}/dev/dashboard", app.url)).await;
    browser.screenshot("dashboard-closed").await;
    browser.click("a.sign-in").await;
    browser.click("//*[self::a or self::button][contains(., 'alice')]").await;
    browser.find("//p[@id='refusal'][contains(., 'no administrator')]").await;
    assert!(browser.address().await.ends_with("/dev/dashboard"), "no code stays in the address");
    let token = json!(grace.token());
    browser.script(&format!("sessionStorage.setItem('vibeslop.docs.token', {token}); location.reload()")).await;
    browser.find("#routes-rows tr").await;
    browser.click("#sign-out").await;
    browser.find("//p[@id='refusal'][contains(., 'Sign in as an administrator')]").await;
    assert_eq!(browser.script("return document.querySelector('[data-live]')").await, Value::Null);
}
