//! All use cases put together over one set of ports: what a program or a test suite wires once.

use std::{collections::BTreeMap, fmt, sync::Arc};

use vibeslop_domain::accounts::{Administrators, ProviderName};
use vibeslop_ports::{
    accounts::{AccountQueries, IdentityProvider},
    ai::LanguageModel,
    catalog::CatalogQueries,
    content::{ImageChecker, MediaStore, PostQueries, ProjectQueries},
    environment::{Clock, Entropy, Ids},
    feed::FeedQueries,
    github::RepositoryReader,
    moderation::ImageJudge,
    tokens::{AccessTokens, Cipher},
    transactions::Transactions,
};

use crate::{
    accounts::{Accounts, SignIn},
    ai::ProjectWriter,
    catalog::Catalog,
    content::{Images, Posts, Projects},
    feed::Feed,
    github::{Connections, Repositories},
};

/// Every port that the use cases call out through.
#[derive(Clone)]
pub struct Ports {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads accounts.
    pub accounts: Arc<dyn AccountQueries>,
    /// Reads the catalog.
    pub catalog: Arc<dyn CatalogQueries>,
    /// Reads posts.
    pub posts: Arc<dyn PostQueries>,
    /// Reads projects.
    pub projects: Arc<dyn ProjectQueries>,
    /// Reads feeds.
    pub feed: Arc<dyn FeedQueries>,
    /// Keeps pictures.
    pub media: Arc<dyn MediaStore>,
    /// Finds out what a picture is.
    pub image_checker: Arc<dyn ImageChecker>,
    /// Judges pictures.
    pub image_judge: Arc<dyn ImageJudge>,
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
}

/// All use cases. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Services {
    /// Sessions and one's own account.
    pub accounts: Accounts,
    /// Signing in through another service.
    pub sign_in: SignIn,
    /// Tools and stacks.
    pub catalog: Catalog,
    /// Posts.
    pub posts: Posts,
    /// Projects.
    pub projects: Projects,
    /// Pictures.
    pub images: Images,
    /// Feeds.
    pub feed: Feed,
    /// Repositories.
    pub repositories: Repositories,
    /// Writes projects.
    pub writer: ProjectWriter,
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
        let images = Images { checker: ports.image_checker, judge: ports.image_judge, store: ports.media };
        let repositories = Repositories {
            reader: ports.repositories,
            connections: Connections {
                queries: ports.accounts,
                transactions: Arc::clone(&ports.transactions),
                cipher: Arc::clone(&ports.cipher),
                clock: Arc::clone(&ports.clock),
            },
        };
        Self {
            sign_in: SignIn {
                accounts: accounts.clone(),
                providers: ports.providers,
                cipher: ports.cipher,
                entropy: ports.entropy,
                backend_url: policy.backend_url.clone(),
            },
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
            projects: Projects {
                transactions: ports.transactions,
                queries: ports.projects,
                images: images.clone(),
                clock: Arc::clone(&ports.clock),
                ids: ports.ids,
                backend_url: policy.backend_url.clone(),
            },
            images,
            feed: Feed { queries: ports.feed, clock: ports.clock },
            writer: ProjectWriter { model: ports.model, repositories: repositories.clone() },
            repositories,
        }
    }
}
