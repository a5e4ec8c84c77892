//! The whole application without a database: every port a mock, the test says what they answer.

use std::sync::Arc;

use vibeslop_application::Ports;
use vibeslop_ports::{
    StoreError,
    mocks::{MockCatalogQueries, MockReadiness},
};
use vibeslop_testkit::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_away_is_told_as_503_and_nothing_of_its_words() {
    let mut catalog = MockCatalogQueries::new();
    catalog.expect_stacks().returning(|| Ok(Vec::new()));
    catalog.expect_tools().returning(|| Err(StoreError::Unavailable("host db-7 refused".into())));
    let mut readiness = MockReadiness::new();
    readiness.expect_check().returning(|| Err(StoreError::Unavailable("host db-7 refused".into())));
    let ports = Ports { catalog: Arc::new(catalog), ..Ports::mocks() };
    let app = TestApp::on(|clock| Ports { clock, ..ports }, Arc::new(readiness));
    let nobody = app.anonymous();
    assert!(nobody.get("/api/stacks").await.expect(200).list().is_empty());
    for path in ["/api/tools", "/health/ready"] {
        let away = nobody.get(path).await.expect(503);
        assert!(!away.header("retry-after").is_empty(), "{path}");
        assert!(!away.text().contains("db-7"), "{path}: {}", away.text());
    }
    nobody.get("/health/live").await.expect(200);
}
