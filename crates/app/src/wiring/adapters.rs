//! Which adapter stands behind which port.

use std::{collections::BTreeMap, fmt, sync::Arc};

use anyhow::{Context, anyhow};
use url::Url;
use vibeslop_application::Ports;
use vibeslop_buckets::GovernorBuckets;
use vibeslop_cache::{FrontCache, KeptSuggestions, ReadCache};
use vibeslop_domain::accounts::ProviderName;
use vibeslop_github::{GithubClient, GithubSignIn, Limits};
use vibeslop_http::Settings;
use vibeslop_mailer::{LocalMailbox, SmtpMailer};
use vibeslop_media::{ImageInspector, LocalMedia, S3Media, S3Settings};
use vibeslop_openrouter::{
    Endpoint, OpenRouter, OpenRouterModels, OpenRouterPainter, OpenRouterVision, VisionJudge, http_client,
};
use vibeslop_ports::{
    BoxError,
    accounts::{IdentityProvider, SandboxDirectory},
    ai::{CallLog, LanguageModel, ModelDirectory, Painter, VisionModel},
    content::MediaStore,
    environment::{Clock, Entropy, Ids},
    feed::FeedQueries,
    github::RepositoryReader,
    mail::{Correspondent, Mailbox, Mailer},
    moderation::ImageJudge,
    scores::ActivityReader,
    search::SearchQueries,
};
use vibeslop_postgres::{Database, PgBell, PgEventBus, PgTransactions, Reads, Replica};
use vibeslop_sandbox::{SandboxGithub, SandboxJudge, SandboxModel, SandboxModels, SandboxPainter, SandboxVision};
use vibeslop_tokens::{Aead, JoseTokens, SystemClock, SystemEntropy, SystemIds};

use crate::{
    config::{Config, Delivery},
    telemetry::{MeasuredCalls, MeasuredMailer},
};

/// What stands in for services that are not there, for whoever develops here.
pub struct StandIns {
    /// The sandbox in GitHub's place, if it is.
    pub sandbox: Option<Arc<dyn SandboxDirectory>>,
    /// The mailbox on this machine, if mail stays here.
    pub mailbox: Option<Arc<dyn Mailbox>>,
}

impl fmt::Debug for StandIns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandIns")
            .field("sandbox", &self.sandbox.is_some())
            .field("mailbox", &self.mailbox.is_some())
            .finish()
    }
}

/// The databases behind the ports.
#[derive(Debug)]
pub struct Databases<'a> {
    /// Where everything is written, and nearly everything read.
    pub primary: &'a Database,
    /// Where reads may go that may be late.
    pub replica: Option<&'a Replica>,
}

/// All ports, and what stands in for services.
pub fn ports(
    config: &Config,
    databases: &Databases<'_>,
    bell: &Arc<PgBell>,
    bus: &Arc<PgEventBus>,
    settings: &Settings,
) -> anyhow::Result<(Ports, StandIns)> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ids: Arc<dyn Ids> = Arc::new(SystemIds);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let database = databases.primary;
    let queries = Arc::new(database.clone());
    let late = databases.replica.map(|replica| Arc::new(Reads::new(database.clone(), replica.clone())));
    let cache = Arc::new(ReadCache::new(queries.clone(), queries.clone()));
    let front = Arc::new(FrontCache::new());
    let github = github(config, settings, &clock, &entropy)?;
    let calls: Arc<dyn CallLog> = Arc::new(MeasuredCalls(queries.clone()));
    let models = models(config, settings, &calls, &clock)?;
    let (mailer, mailbox) = mail(config, &clock)?;
    let mailer = mailer.map(|mailer| Arc::new(MeasuredMailer(mailer)) as Arc<dyn Mailer>);
    let mut providers = further_providers(config, &clock)?;
    providers.insert(ProviderName::github(), github.sign_in);
    let transactions = PgTransactions::new(database.clone(), Arc::clone(&ids))
        .watched_by(cache.clone())
        .watched_by(front.clone())
        .watched_by(bell.clone())
        .watched_by(bus.clone());
    let ports = Ports {
        transactions: Arc::new(transactions),
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
        feed: late.clone().map_or_else(|| queries.clone() as Arc<dyn FeedQueries>, |late| late as Arc<dyn FeedQueries>),
        search: late.map_or_else(|| queries.clone() as Arc<dyn SearchQueries>, |late| late as Arc<dyn SearchQueries>),
        front,
        suggestions: Arc::new(KeptSuggestions::new()),
        limits: queries.clone(),
        buckets: Arc::new(GovernorBuckets::new(&config.quotas.of_requests())),
        jobs: queries.clone(),
        job_store: queries.clone(),
        expired: queries.clone(),
        mail: queries.clone(),
        mailer,
        activity: github.activity,
        versions: queries.clone(),
        bus: bus.clone(),
        stream: queries.clone(),
        retries: queries.clone(),
        media: media(config)?,
        image_checker: Arc::new(ImageInspector::default()),
        image_judge: models.judge,
        media_holds: queries.clone(),
        known_images: queries,
        tokens: Arc::new(JoseTokens::new(&config.secrets.jwt)?),
        cipher: Arc::new(Aead::new(&config.secrets.key_base, &config.secrets.earlier_key_bases)?),
        clock,
        ids,
        entropy,
        providers,
        repositories: github.repositories,
        model: models.text,
        model_directory: models.directory,
        painter: models.painter,
        vision: models.vision,
        calls,
    };
    Ok((ports, StandIns { sandbox: github.sandbox, mailbox }))
}

/// What sends mail, and the mailbox that it stays in where it stays on this machine.
#[expect(clippy::type_complexity, reason = "two ports, one of them or both or none")]
fn mail(
    config: &Config,
    clock: &Arc<dyn Clock>,
) -> anyhow::Result<(Option<Arc<dyn Mailer>>, Option<Arc<dyn Mailbox>>)> {
    let from = Correspondent { name: config.mail.from.name.clone(), address: config.mail.from.address.clone() };
    Ok(match &config.mail.delivery {
        Delivery::Off => (None, None),
        Delivery::Smtp(url) => {
            let mailer = SmtpMailer::new(url, from, Arc::clone(clock)).context("SMTP_URL cannot be used")?;
            (Some(Arc::new(mailer)), None)
        }
        Delivery::Mailbox => {
            let mailbox = LocalMailbox::open(config.data_dir.join("mailbox"), from, Arc::clone(clock))
                .context("mail cannot be kept")?;
            (Some(Arc::new(mailbox.clone())), Some(Arc::new(mailbox)))
        }
    })
}

/// Where pictures are kept.
fn media(config: &Config) -> anyhow::Result<Arc<dyn MediaStore>> {
    let Some(bucket) = &config.media.bucket else {
        let folder = LocalMedia::open(config.data_dir.join("media")).context("pictures cannot be kept")?;
        return Ok(Arc::new(folder));
    };
    let settings = S3Settings {
        endpoint: bucket.endpoint.as_ref().map(|endpoint| endpoint.as_str().to_owned()),
        bucket: bucket.name.clone(),
        region: bucket.region.clone(),
        access_key_id: bucket.access_key_id.clone(),
        secret_access_key: bucket.secret_access_key.clone(),
    };
    Ok(Arc::new(S3Media::new(&settings).context("the bucket cannot be used")?))
}

/// GitHub, or what stands in for it.
struct Github {
    sign_in: Arc<dyn IdentityProvider>,
    repositories: Arc<dyn RepositoryReader>,
    activity: Arc<dyn ActivityReader>,
    sandbox: Option<Arc<dyn SandboxDirectory>>,
}

fn github(
    config: &Config,
    settings: &Settings,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> anyhow::Result<Github> {
    let Some(app) = &config.github.app else {
        let sandbox = Arc::new(SandboxGithub::new(&settings.backend_url, Arc::clone(clock), Arc::clone(entropy)));
        return Ok(Github {
            sign_in: sandbox.clone(),
            repositories: sandbox.clone(),
            activity: sandbox.clone(),
            sandbox: Some(sandbox),
        });
    };
    let client = GithubClient::new(config.github.api_url.as_str(), Limits::default(), Arc::clone(clock))
        .map_err(plain)
        .context("GITHUB_API_URL cannot be used")?;
    let app = vibeslop_github::OAuthApp {
        url: config.github.url.as_str().to_owned(),
        client_id: app.client_id.clone(),
        client_secret: app.client_secret.clone(),
    };
    let sign_in = GithubSignIn::new(&app, &client).map_err(plain).context("GITHUB_URL cannot be used")?;
    let client = Arc::new(client);
    Ok(Github { sign_in: Arc::new(sign_in), repositories: client.clone(), activity: client, sandbox: None })
}

/// Everything that models do, or what stands in for them.
struct Models {
    text: Arc<dyn LanguageModel>,
    judge: Arc<dyn ImageJudge>,
    directory: Arc<dyn ModelDirectory>,
    painter: Arc<dyn Painter>,
    vision: Arc<dyn VisionModel>,
}

fn models(
    config: &Config,
    settings: &Settings,
    calls: &Arc<dyn CallLog>,
    clock: &Arc<dyn Clock>,
) -> anyhow::Result<Models> {
    let Some(api_key) = &config.ai.api_key else {
        return Ok(Models {
            text: Arc::new(SandboxModel),
            judge: Arc::new(SandboxJudge),
            directory: Arc::new(SandboxModels),
            painter: Arc::new(SandboxPainter),
            vision: Arc::new(SandboxVision),
        });
    };
    let http = http_client().context("no client for the language model can be made")?;
    let endpoint = Endpoint {
        base_url: Url::parse(config.ai.base_url.as_str()).context("OPENROUTER_BASE_URL cannot be used")?,
        api_key: api_key.clone(),
        referer: settings.frontend_url.clone(),
    };
    Ok(Models {
        text: Arc::new(OpenRouter::new(http.clone(), endpoint.clone(), &config.ai.text_model)),
        judge: Arc::new(
            VisionJudge::new(http.clone(), endpoint.clone(), &config.ai.vision_model)
                .in_books(Arc::clone(calls), Arc::clone(clock)),
        ),
        painter: Arc::new(OpenRouterPainter::new(http.clone(), endpoint.clone(), &config.ai.image_model)),
        vision: Arc::new(OpenRouterVision::new(http.clone(), endpoint.clone(), &config.ai.vision_model)),
        directory: Arc::new(OpenRouterModels::new(http, endpoint)),
    })
}

/// An adapter's error as one that has a context.
fn plain(error: BoxError) -> anyhow::Error {
    anyhow!(error)
}

/// Services of OpenID Connect.
fn further_providers(
    config: &Config,
    clock: &Arc<dyn Clock>,
) -> anyhow::Result<BTreeMap<ProviderName, Arc<dyn IdentityProvider>>> {
    config
        .oidc
        .iter()
        .map(|provider| {
            let described = vibeslop_oidc::OidcConfig {
                name: provider.name.clone(),
                issuer: provider.issuer.clone(),
                client_id: provider.client_id.clone(),
                client_secret: provider.client_secret.clone(),
                scopes: provider.scopes.clone(),
            };
            let adapter = vibeslop_oidc::OidcProvider::new(described, Arc::clone(clock))
                .map_err(plain)
                .with_context(|| format!("the provider {} cannot be used", provider.name))?;
            Ok((provider.name.clone(), Arc::new(adapter) as Arc<dyn IdentityProvider>))
        })
        .collect()
}
