//! All use cases put together over one set of ports: what a program or a test suite wires once.

use std::{collections::BTreeMap, fmt, sync::Arc};

use chrono::TimeDelta;
use vibeslop_domain::accounts::{Administrators, ProviderName};
use vibeslop_ports::{
    accounts::{AccountQueries, ExportQueries, IdentityProvider, ProfileQueries},
    admin::AdminQueries,
    ai::{CallLog, LanguageModel, ModelDirectory, Painter, VisionModel},
    catalog::CatalogQueries,
    content::{CommentQueries, ImageChecker, MediaHolds, MediaStore, PersonalListQueries, PostQueries, ProjectQueries},
    engagement::EngagementQueries,
    environment::{Clock, Entropy, Ids},
    feed::{FeedQueries, FrontPages, SuggestionCache},
    gigs::GigQueries,
    github::RepositoryReader,
    jobs::{ExpiredRows, JobQueries, JobStore},
    limits::{Buckets, LimitStore},
    mail::{MailQueries, Mailer},
    messaging::MessagingQueries,
    moderation::{ImageJudge, KnownImages},
    notifications::NotificationQueries,
    retries::RetryLog,
    scores::ActivityReader,
    search::SearchQueries,
    social::SocialQueries,
    stream::{EventBus, StreamQueries},
    tokens::{AccessTokens, Cipher},
    transactions::Transactions,
    versions::VersionQueries,
};

use crate::{
    accounts::{Accounts, Exports, Leaving, Profiles, SignIn},
    admin::Admin,
    ai::{Books, CoverPainter, Improver, ProjectWriter},
    catalog::Catalog,
    content::{Comments, Images, PersonalLists, Posts, Projects},
    engagement::Engagement,
    feed::Feed,
    gigs::Gigs,
    github::{Connections, Repositories},
    jobs::Pruning,
    limits::{Limits, Quotas},
    mail::Mailing,
    messaging::Messaging,
    notifications::Inbox,
    retries::Retries,
    scores::Scores,
    search::Search,
    social::Social,
    stream::{Hub, Stream},
    versions::Versions,
};

/// Every port that the use cases call out through.
#[derive(Clone)]
pub struct Ports {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads accounts.
    pub accounts: Arc<dyn AccountQueries>,
    /// Reads archives, and what they are made of.
    pub exports: Arc<dyn ExportQueries>,
    /// Reads for administrators.
    pub admin: Arc<dyn AdminQueries>,
    /// Reads profiles.
    pub profiles: Arc<dyn ProfileQueries>,
    /// Reads the catalog.
    pub catalog: Arc<dyn CatalogQueries>,
    /// Reads posts.
    pub posts: Arc<dyn PostQueries>,
    /// Reads projects.
    pub projects: Arc<dyn ProjectQueries>,
    /// Reads comments.
    pub comments: Arc<dyn CommentQueries>,
    /// Reads what hangs on a profile.
    pub personal_lists: Arc<dyn PersonalListQueries>,
    /// Reads engagement.
    pub engagement: Arc<dyn EngagementQueries>,
    /// Reads how people stand to each other.
    pub social: Arc<dyn SocialQueries>,
    /// Reads conversations.
    pub messaging: Arc<dyn MessagingQueries>,
    /// Reads gigs, bids and reviews.
    pub gigs: Arc<dyn GigQueries>,
    /// Reads notifications.
    pub notifications: Arc<dyn NotificationQueries>,
    /// Reads feeds.
    pub feed: Arc<dyn FeedQueries>,
    /// Keeps the first pages of feeds.
    pub front: Arc<dyn FrontPages>,
    /// Keeps whom people may want to follow.
    pub suggestions: Arc<dyn SuggestionCache>,
    /// Finds things.
    pub search: Arc<dyn SearchQueries>,
    /// Counts what people do.
    pub limits: Arc<dyn LimitStore>,
    /// This node's buckets, against floods.
    pub buckets: Arc<dyn Buckets>,
    /// Reads jobs.
    pub jobs: Arc<dyn JobQueries>,
    /// Hands jobs to those who run them.
    pub job_store: Arc<dyn JobStore>,
    /// Deletes rows that are of no use any more.
    pub expired: Arc<dyn ExpiredRows>,
    /// Reads the numbers of states.
    pub versions: Arc<dyn VersionQueries>,
    /// Remembers writes that came with a key.
    pub retries: Arc<dyn RetryLog>,
    /// Reads what mail is written from.
    pub mail: Arc<dyn MailQueries>,
    /// Sends mail. `None` where an operator wants none sent.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// Reads what people did at GitHub.
    pub activity: Arc<dyn ActivityReader>,
    /// Tells this node of what happens on any.
    pub bus: Arc<dyn EventBus>,
    /// Reads what streams tell.
    pub stream: Arc<dyn StreamQueries>,
    /// Keeps pictures.
    pub media: Arc<dyn MediaStore>,
    /// Remembers which pictures are kept, and who is about to refer to which.
    pub media_holds: Arc<dyn MediaHolds>,
    /// Finds out what a picture is.
    pub image_checker: Arc<dyn ImageChecker>,
    /// Judges pictures.
    pub image_judge: Arc<dyn ImageJudge>,
    /// Remembers what is known of pictures.
    pub known_images: Arc<dyn KnownImages>,
    /// Issues tokens.
    pub tokens: Arc<dyn AccessTokens>,
    /// Seals secrets.
    pub cipher: Arc<dyn Cipher>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// Services to sign in with.
    pub providers: BTreeMap<ProviderName, Arc<dyn IdentityProvider>>,
    /// Reads repositories.
    pub repositories: Arc<dyn RepositoryReader>,
    /// Writes text.
    pub model: Arc<dyn LanguageModel>,
    /// Lists models.
    pub model_directory: Arc<dyn ModelDirectory>,
    /// Paints.
    pub painter: Arc<dyn Painter>,
    /// Looks at pictures.
    pub vision: Arc<dyn VisionModel>,
    /// Keeps the books on models.
    pub calls: Arc<dyn CallLog>,
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ports")
    }
}

/// What the operator decides.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Who is an administrator.
    pub administrators: Administrators,
    /// The address of this service, as browsers reach it, without a slash at its end.
    pub backend_url: String,
    /// The address of the web client, without a slash at its end.
    pub frontend_url: String,
    /// How old an account has to be to like and to repost.
    pub minimum_account_age: TimeDelta,
    /// How often things may be done.
    pub quotas: Quotas,
}

/// All use cases. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Services {
    /// Sessions and one's own account.
    pub accounts: Accounts,
    /// Archives of what is one's own.
    pub exports: Exports,
    /// Having one's own account deleted.
    pub leaving: Leaving,
    /// What administrators do.
    pub admin: Admin,
    /// People as others see them, and what they change of themselves.
    pub profiles: Profiles,
    /// Signing in through another service.
    pub sign_in: SignIn,
    /// Tools and stacks.
    pub catalog: Catalog,
    /// Posts.
    pub posts: Posts,
    /// Projects.
    pub projects: Projects,
    /// Comments.
    pub comments: Comments,
    /// What hangs on a profile.
    pub personal_lists: PersonalLists,
    /// Likes, reposts, bookmarks, impressions.
    pub engagement: Engagement,
    /// Follows, blocks, mutes, reports.
    pub social: Social,
    /// Conversations and messages.
    pub messaging: Messaging,
    /// Gigs, bids, reviews.
    pub gigs: Gigs,
    /// What waits for a person.
    pub inbox: Inbox,
    /// The live stream.
    pub stream: Stream,
    /// How often things may be done.
    pub limits: Limits,
    /// Pictures.
    pub images: Images,
    /// Feeds.
    pub feed: Feed,
    /// Searches.
    pub search: Search,
    /// Repositories.
    pub repositories: Repositories,
    /// Mail.
    pub mail: Mailing,
    /// Developers' scores.
    pub scores: Scores,
    /// Writes projects.
    pub writer: ProjectWriter,
    /// Paints covers.
    pub covers: CoverPainter,
    /// Makes drafts better.
    pub improver: Improver,
    /// The books on models.
    pub books: Books,
    /// The numbers of states.
    pub versions: Versions,
    /// Writes that come with a key.
    pub retries: Retries,
    /// Deletes what is of no use any more.
    pub pruning: Pruning,
}

impl Services {
    /// Puts them together.
    pub fn new(ports: &Ports, policy: &Policy) -> Self {
        let ports = ports.clone();
        let accounts = Accounts {
            queries: Arc::clone(&ports.accounts),
            transactions: Arc::clone(&ports.transactions),
            tokens: ports.tokens,
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            administrators: policy.administrators.clone(),
        };
        let images = Images {
            checker: Arc::clone(&ports.image_checker),
            judge: ports.image_judge,
            known: ports.known_images,
            store: ports.media,
            holds: ports.media_holds,
            transactions: Arc::clone(&ports.transactions),
            clock: Arc::clone(&ports.clock),
        };
        let repositories = Repositories {
            reader: ports.repositories,
            checker: ports.image_checker,
            connections: Connections {
                queries: ports.accounts,
                transactions: Arc::clone(&ports.transactions),
                cipher: Arc::clone(&ports.cipher),
                clock: Arc::clone(&ports.clock),
            },
        };
        let limits = Limits {
            store: ports.limits,
            buckets: ports.buckets,
            clock: Arc::clone(&ports.clock),
            quotas: policy.quotas,
        };
        let books = Books { log: ports.calls, clock: Arc::clone(&ports.clock) };
        let covers = CoverPainter {
            painter: ports.painter,
            vision: ports.vision,
            books: books.clone(),
            images: images.clone(),
            repositories: repositories.clone(),
        };
        let mail = Mailing {
            queries: ports.mail,
            transactions: Arc::clone(&ports.transactions),
            mailer: ports.mailer,
            cipher: Arc::clone(&ports.cipher),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            entropy: Arc::clone(&ports.entropy),
            administrators: policy.administrators.clone(),
            backend_url: policy.backend_url.clone(),
            frontend_url: policy.frontend_url.clone(),
        };
        let feed = Feed::new(ports.feed, Arc::clone(&ports.clock))
            .kept_by(ports.front)
            .suggesting_from(Arc::clone(&ports.suggestions));
        Self {
            exports: Exports {
                accounts: accounts.clone(),
                queries: ports.exports,
                entropy: Arc::clone(&ports.entropy),
                backend_url: policy.backend_url.clone(),
            },
            leaving: Leaving { accounts: accounts.clone(), mail: mail.clone() },
            mail,
            scores: Scores {
                connections: repositories.connections.clone(),
                activity: ports.activity,
                transactions: Arc::clone(&ports.transactions),
                clock: Arc::clone(&ports.clock),
            },
            admin: Admin {
                accounts: accounts.clone(),
                queries: ports.admin,
                jobs: Arc::clone(&ports.jobs),
                models: Arc::clone(&ports.model_directory),
            },
            sign_in: SignIn {
                accounts: accounts.clone(),
                providers: ports.providers,
                cipher: ports.cipher,
                entropy: Arc::clone(&ports.entropy),
                backend_url: policy.backend_url.clone(),
            },
            profiles: Profiles {
                accounts: accounts.clone(),
                queries: ports.profiles,
                images: images.clone(),
                backend_url: policy.backend_url.clone(),
            },
            personal_lists: PersonalLists { queries: ports.personal_lists },
            engagement: Engagement {
                transactions: Arc::clone(&ports.transactions),
                queries: ports.engagement,
                clock: Arc::clone(&ports.clock),
                minimum_age: policy.minimum_account_age,
            },
            social: Social { accounts: accounts.clone(), queries: ports.social, suggestions: ports.suggestions },
            messaging: Messaging {
                transactions: Arc::clone(&ports.transactions),
                queries: ports.messaging,
                clock: Arc::clone(&ports.clock),
                ids: Arc::clone(&ports.ids),
            },
            inbox: Inbox {
                transactions: Arc::clone(&ports.transactions),
                notifications: ports.notifications,
                clock: Arc::clone(&ports.clock),
            },
            stream: Stream {
                accounts: accounts.clone(),
                transactions: Arc::clone(&ports.transactions),
                queries: ports.stream,
                bus: ports.bus,
                clock: Arc::clone(&ports.clock),
                entropy: ports.entropy,
                hub: Arc::new(Hub::default()),
            },
            gigs: Gigs {
                transactions: Arc::clone(&ports.transactions),
                queries: ports.gigs,
                clock: Arc::clone(&ports.clock),
                ids: Arc::clone(&ports.ids),
            },
            search: Search { queries: ports.search, accounts: accounts.clone() },
            accounts,
            catalog: Catalog { queries: ports.catalog },
            posts: Posts {
                transactions: Arc::clone(&ports.transactions),
                queries: ports.posts,
                images: images.clone(),
                clock: Arc::clone(&ports.clock),
                ids: Arc::clone(&ports.ids),
                backend_url: policy.backend_url.clone(),
            },
            pruning: Pruning { rows: ports.expired, clock: Arc::clone(&ports.clock) },
            versions: Versions { queries: ports.versions },
            retries: Retries { log: ports.retries, clock: Arc::clone(&ports.clock), ids: Arc::clone(&ports.ids) },
            comments: Comments {
                transactions: Arc::clone(&ports.transactions),
                queries: ports.comments,
                clock: Arc::clone(&ports.clock),
                ids: Arc::clone(&ports.ids),
            },
            projects: Projects {
                transactions: ports.transactions,
                queries: ports.projects,
                images: images.clone(),
                clock: Arc::clone(&ports.clock),
                ids: ports.ids,
                backend_url: policy.backend_url.clone(),
                feed: feed.clone(),
            },
            images,
            feed,
            improver: Improver { model: Arc::clone(&ports.model), books: books.clone() },
            writer: ProjectWriter {
                model: ports.model,
                repositories: repositories.clone(),
                covers: covers.clone(),
                limits: limits.clone(),
                books: books.clone(),
            },
            limits,
            covers,
            books,
            repositories,
        }
    }
}
