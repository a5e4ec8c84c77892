//! All ports as mocks, for tests of what stands above the use cases.

use std::{collections::BTreeMap, sync::Arc};

use vibeslop_ports::{
    feed::Unkept,
    limits::Unlimited,
    mocks::{
        MockAccessTokens, MockAccountQueries, MockActivityReader, MockAdminQueries, MockCallLog, MockCatalogQueries,
        MockCipher, MockClock, MockCommentQueries, MockEngagementQueries, MockEntropy, MockExpiredRows,
        MockExportQueries, MockFeedQueries, MockGigQueries, MockIds, MockImageChecker, MockImageJudge, MockJobQueries,
        MockJobStore, MockKnownImages, MockLanguageModel, MockMailQueries, MockMediaHolds, MockMediaStore,
        MockMessagingQueries, MockModelDirectory, MockNotificationQueries, MockPainter, MockPersonalListQueries,
        MockPostQueries, MockProfileQueries, MockProjectQueries, MockRepositoryReader, MockRetryLog, MockSearchQueries,
        MockSocialQueries, MockStreamQueries, MockTransactions, MockVersionQueries, MockVisionModel,
    },
    stream::Silence,
};

use crate::Ports;

impl Ports {
    /// Mocks without an expectation everywhere: each breaks off when it is called. A test replaces those that it
    /// means to be called. Nothing is limited.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use vibeslop_application::Ports;
    /// use vibeslop_ports::mocks::MockCatalogQueries;
    ///
    /// let mut catalog = MockCatalogQueries::new();
    /// catalog.expect_tools().returning(|| Ok(Vec::new()));
    /// let ports = Ports { catalog: Arc::new(catalog), ..Ports::mocks() };
    /// # drop(ports);
    /// ```
    pub fn mocks() -> Self {
        Self {
            transactions: Arc::new(MockTransactions::default()),
            accounts: Arc::new(MockAccountQueries::new()),
            exports: Arc::new(MockExportQueries::new()),
            admin: Arc::new(MockAdminQueries::new()),
            profiles: Arc::new(MockProfileQueries::new()),
            catalog: Arc::new(MockCatalogQueries::new()),
            posts: Arc::new(MockPostQueries::new()),
            projects: Arc::new(MockProjectQueries::new()),
            comments: Arc::new(MockCommentQueries::new()),
            personal_lists: Arc::new(MockPersonalListQueries::new()),
            engagement: Arc::new(MockEngagementQueries::new()),
            social: Arc::new(MockSocialQueries::new()),
            messaging: Arc::new(MockMessagingQueries::new()),
            gigs: Arc::new(MockGigQueries::new()),
            notifications: Arc::new(MockNotificationQueries::new()),
            feed: Arc::new(MockFeedQueries::new()),
            front: Arc::new(Unkept),
            suggestions: Arc::new(Unkept),
            search: Arc::new(MockSearchQueries::new()),
            limits: Arc::new(Unlimited),
            buckets: Arc::new(Unlimited),
            jobs: Arc::new(MockJobQueries::new()),
            job_store: Arc::new(MockJobStore::new()),
            expired: Arc::new(MockExpiredRows::new()),
            versions: Arc::new(MockVersionQueries::new()),
            retries: Arc::new(MockRetryLog::new()),
            mail: Arc::new(MockMailQueries::new()),
            mailer: None,
            activity: Arc::new(MockActivityReader::new()),
            bus: Arc::new(Silence),
            stream: Arc::new(MockStreamQueries::new()),
            media: Arc::new(MockMediaStore::new()),
            media_holds: Arc::new(MockMediaHolds::new()),
            image_checker: Arc::new(MockImageChecker::new()),
            image_judge: Arc::new(MockImageJudge::new()),
            known_images: Arc::new(MockKnownImages::new()),
            tokens: Arc::new(MockAccessTokens::new()),
            cipher: Arc::new(MockCipher::new()),
            clock: Arc::new(MockClock::new()),
            ids: Arc::new(MockIds::new()),
            entropy: Arc::new(MockEntropy::new()),
            providers: BTreeMap::new(),
            repositories: Arc::new(MockRepositoryReader::new()),
            model: Arc::new(MockLanguageModel::new()),
            model_directory: Arc::new(MockModelDirectory::new()),
            painter: Arc::new(MockPainter::new()),
            vision: Arc::new(MockVisionModel::new()),
            calls: Arc::new(MockCallLog::new()),
        }
    }
}
