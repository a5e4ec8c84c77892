//! The API reference: read, signed in, tried.

use vibeslop_testkit::app::TestApp;

use crate::driver::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_signs_in_and_tries_a_call() {
    let app = TestApp::start().await;
    let browser = Browser::open(1280, 1000).await;
    browser.go(&format!("{}/docs", app.url)).await;
    browser.find("#operations-accounts-me, [id*='me'] .opblock-summary, .opblock").await;
    browser.screenshot("docs").await;
    let outside = browser
        .script("return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin) && !n.startsWith('data:'))")
        .await;
    assert_eq!(outside, serde_json::json!([]), "the page asks nobody else");

    browser.click("//*[self::a or self::button][contains(., 'Sign in')]").await;
    browser.click("//*[self::a or self::button][contains(., 'alice')]").await;
    browser.find("//*[contains(., 'Signed in') or contains(., 'signed in')]").await;
    browser.screenshot("docs-signed-in").await;

    browser.click("//*[contains(@class, 'opblock-get')][.//*[@data-path='/api/me']]//button[contains(@class, 'opblock-summary-control')]").await;
    browser.click("//*[contains(@class, 'opblock-get')][.//*[@data-path='/api/me']]//button[contains(@class, 'try-out__btn')]").await;
    browser
        .click("//*[contains(@class, 'opblock-get')][.//*[@data-path='/api/me']]//button[contains(@class, 'execute')]")
        .await;
    let answer = browser
        .text("//*[contains(@class, 'live-responses-table')]//tbody//*[contains(@class, 'response-col_description')]")
        .await;
    assert!(answer.contains("\"username\": \"alice\""), "{answer}");
    browser.screenshot("docs-tried").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
