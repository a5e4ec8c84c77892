//! Tools and stacks.

use reqwest::Method;
use vibeslop_testkit::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_catalog_is_there_from_the_start_in_order() {
    let app = TestApp::start().await;
    for (path, count, first) in [("/api/tools", 15, "Amazon Q"), ("/api/stacks", 36, "Angular")] {
        let answer = app.anonymous().get(path).await.expect(200);
        assert_eq!(answer.list().len(), count);
        assert_eq!(answer.list()[0]["name"], first);
        let names: Vec<_> = answer.list().iter().map(|entry| entry["name"].as_str().unwrap().to_lowercase()).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert_eq!(answer.header("cache-control"), "public, max-age=60");
        let tag = answer.header("etag").to_owned();
        let again = app.request(Method::GET, path).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!(again.status(), 304);
    }
}
