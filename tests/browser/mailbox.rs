//! The mailbox of this machine: a mail read in every view, by keyboard too, and thrown away.

use uuid::Uuid;
use vibeslop_application::mail::{DeliverMail, Letter};
use vibeslop_testkit::app::TestApp;

use crate::driver::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_reads_mail_and_throws_it_away() {
    let app = TestApp::start().await;
    for (number, name) in [(1, "bob"), (2, "ada")] {
        let to = app.person(name).await.id().0;
        let mail = DeliverMail { mail: Uuid::from_u128(number), to, letter: Letter::Welcome };
        app.services.mail.deliver(mail).await.unwrap();
    }
    let browser = Browser::open(1280, 900).await;
    browser.go(&format!("{}/dev/mailbox", app.url)).await;
    assert!(browser.text("main h2").await.contains("Welcome to Vibeslop"));
    assert!(browser.text("header.site .count").await.contains("2 mails"));
    browser.find("iframe[sandbox]").await;
    let sandbox = browser.script("return document.querySelector('iframe').getAttribute('sandbox')").await;
    assert!(!sandbox.as_str().unwrap().contains("allow-scripts"), "{sandbox}");
    browser.screenshot("mailbox").await;

    browser.click("//nav[@class='mails']//a[contains(., 'bob')]").await;
    browser.find("//nav[@class='mails']//a[contains(., 'bob')][@aria-current='page']").await;
    browser.click("//nav[@class='views']//a[contains(., 'Text')]").await;
    assert!(browser.text("main pre").await.contains("Welcome, bob Example"));
    browser.click("//nav[@class='views']//a[contains(., 'Source')]").await;
    assert!(browser.text("main pre").await.contains("Message-ID:"));

    let outside = browser
        .script("return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin) && !n.startsWith('data:'))")
        .await;
    assert_eq!(outside, serde_json::json!([]), "the page asks nobody else");
    // Everything that can be clicked can be reached by keyboard, and shows where one is.
    let unreachable =
        browser.script("return [...document.querySelectorAll('a, button')].filter(e => e.tabIndex < 0).length").await;
    assert_eq!(unreachable, 0);

    browser.click("//button[contains(., 'Throw all away')]").await;
    assert!(browser.text("main h2").await.contains("Nothing here yet"));
    assert_eq!(app.mails().await.len(), 0);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
