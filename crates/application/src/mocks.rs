//! All ports as mocks, for tests of what stands above the use cases.

use std::{collections::BTreeMap, sync::Arc};

use vibeslop_ports::{
    limits::Unlimited,
    mocks::{
        MockAccessTokens, MockAccountQueries, MockCatalogQueries, MockCipher, MockClock, MockCommentQueries,
        MockEngagementQueries, MockEntropy, MockFeedQueries, MockIds, MockImageChecker, MockImageJudge, MockJobQueries,
        MockKnownImages, MockLanguageModel, MockMediaStore, MockMessagingQueries, MockModelDirectory,
        MockNotificationQueries, MockPersonalListQueries, MockPostQueries, MockProfileQueries, MockProjectQueries,
        MockRepositoryReader, MockRetryLog, MockSearchQueries, MockSocialQueries, MockTransactions, MockVersionQueries,
    },
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
            profiles: Arc::new(MockProfileQueries::new()),
            catalog: Arc::new(MockCatalogQueries::new()),
            posts: Arc::new(MockPostQueries::new()),
            projects: Arc::new(MockProjectQueries::new()),
            comments: Arc::new(MockCommentQueries::new()),
            personal_lists: Arc::new(MockPersonalListQueries::new()),
            engagement: Arc::new(MockEngagementQueries::new()),
            social: Arc::new(MockSocialQueries::new()),
            messaging: Arc::new(MockMessagingQueries::new()),
            notifications: Arc::new(MockNotificationQueries::new()),
            feed: Arc::new(MockFeedQueries::new()),
            search: Arc::new(MockSearchQueries::new()),
            limits: Arc::new(Unlimited),
            buckets: Arc::new(Unlimited),
            jobs: Arc::new(MockJobQueries::new()),
            versions: Arc::new(MockVersionQueries::new()),
            retries: Arc::new(MockRetryLog::new()),
            media: Arc::new(MockMediaStore::new()),
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
        }
    }
}
