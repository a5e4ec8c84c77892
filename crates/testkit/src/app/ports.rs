use std::{collections::BTreeMap, sync::Arc};

use vibeslop_application::Ports;
use vibeslop_buckets::GovernorBuckets;
use vibeslop_cache::{FrontCache, KeptSuggestions, ReadCache};
use vibeslop_domain::accounts::ProviderName;
use vibeslop_mailer::LocalMailbox;
use vibeslop_media::{ImageInspector, LocalMedia};
use vibeslop_ports::{
    accounts::{AccountQueries, ExportQueries, IdentityProvider, ProfileQueries},
    admin::AdminQueries,
    ai::CallLog,
    catalog::CatalogQueries,
    content::{CommentQueries, MediaHolds, PersonalListQueries, PostQueries, ProjectQueries},
    engagement::EngagementQueries,
    environment::Ids,
    feed::FeedQueries,
    gigs::GigQueries,
    jobs::{ExpiredRows, JobQueries, JobStore},
    limits::{LimitStore, Unlimited},
    mail::{MailQueries, Mailer},
    messaging::MessagingQueries,
    moderation::KnownImages,
    notifications::NotificationQueries,
    operation::Readiness,
    retries::RetryLog,
    search::SearchQueries,
    social::SocialQueries,
    stream::{EventBus, StreamQueries},
    transactions::Transactions,
    versions::VersionQueries,
};
use vibeslop_sandbox::{SandboxJudge, SandboxModel, SandboxModels, SandboxPainter, SandboxVision};
use vibeslop_tokens::{Aead, JoseTokens, SystemEntropy};

use super::{JWT_SECRET, KEY_BASE, Surroundings, site::Site};

macro_rules! queries {
    ($($port:ident),* $(,)?) => {
        /// All that is read, and all that is written in a single step.
        pub(super) trait Queries: $($port +)* {}
        impl<Q: $($port +)*> Queries for Q {}
    };
}

queries!(
    AccountQueries,
    AdminQueries,
    CallLog,
    CatalogQueries,
    CommentQueries,
    EngagementQueries,
    ExpiredRows,
    ExportQueries,
    FeedQueries,
    GigQueries,
    JobQueries,
    JobStore,
    KnownImages,
    LimitStore,
    MailQueries,
    MediaHolds,
    MessagingQueries,
    NotificationQueries,
    PersonalListQueries,
    PostQueries,
    ProfileQueries,
    ProjectQueries,
    Readiness,
    RetryLog,
    SearchQueries,
    SocialQueries,
    StreamQueries,
    VersionQueries,
);

/// The stores of a node.
pub(super) struct NodeStores<Q> {
    pub(super) transactions: Arc<dyn Transactions>,
    pub(super) queries: Arc<Q>,
    pub(super) cache: Arc<ReadCache>,
    pub(super) front: Arc<FrontCache>,
    pub(super) bus: Arc<dyn EventBus>,
}

impl Site {
    /// The ports of a node, as the program has them, with sandboxes in the place of other services.
    pub(super) fn ports<Q: Queries + 'static>(
        &self,
        stores: NodeStores<Q>,
        around: &Surroundings,
        mailbox: &LocalMailbox,
        ids: Arc<dyn Ids>,
    ) -> Ports {
        let NodeStores { transactions, queries, cache, front, bus } = stores;
        Ports {
            transactions,
            accounts: queries.clone(),
            exports: queries.clone(),
            admin: queries.clone(),
            profiles: cache.clone(),
            catalog: cache,
            posts: queries.clone(),
            projects: queries.clone(),
            comments: queries.clone(),
            personal_lists: queries.clone(),
            engagement: queries.clone(),
            social: queries.clone(),
            messaging: queries.clone(),
            gigs: queries.clone(),
            notifications: queries.clone(),
            feed: queries.clone(),
            front,
            suggestions: Arc::new(KeptSuggestions::new()),
            search: queries.clone(),
            limits: queries.clone(),
            buckets: match self.quotas {
                Some(quotas) => Arc::new(GovernorBuckets::new(&quotas.of_requests())),
                None => Arc::new(Unlimited),
            },
            jobs: queries.clone(),
            job_store: queries.clone(),
            expired: queries.clone(),
            mail: queries.clone(),
            mailer: Some(
                self.mailer.clone().map_or_else(|| Arc::new(mailbox.clone()) as Arc<dyn Mailer>, |instead| instead.0),
            ),
            activity: around.sandbox.clone(),
            versions: queries.clone(),
            bus,
            stream: queries.clone(),
            retries: queries.clone(),
            media: Arc::new(LocalMedia::open(self.media.path()).expect("a folder for pictures")),
            image_checker: Arc::new(ImageInspector::default()),
            image_judge: Arc::new(SandboxJudge),
            media_holds: queries.clone(),
            known_images: queries.clone(),
            tokens: Arc::new(JoseTokens::new(&JWT_SECRET.into()).expect("a strong secret")),
            cipher: Arc::new(Aead::new(&KEY_BASE.into(), &[]).expect("a strong secret")),
            clock: around.clock.clone(),
            ids,
            entropy: Arc::new(SystemEntropy),
            providers: BTreeMap::from([(ProviderName::github(), around.sandbox.clone() as Arc<dyn IdentityProvider>)]),
            repositories: around.sandbox.clone(),
            model: match &self.models {
                Some(models) => models.text(),
                None => Arc::new(SandboxModel),
            },
            model_directory: Arc::new(SandboxModels),
            painter: match &self.models {
                Some(models) => models.painter(),
                None => Arc::new(SandboxPainter),
            },
            vision: Arc::new(SandboxVision),
            calls: queries.clone(),
        }
    }
}
