//! The one list of what can be set: the variable, the key in the files, and whether the value may be seen.

use std::borrow::Cow;

/// How much of a value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Showing {
    /// All of it.
    Everything,
    /// Nothing.
    Nothing,
    /// An address: where it leads, but neither who signs in there nor with what.
    Destination,
}

/// Something that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// The environment variable.
    pub variable: Cow<'static, str>,
    /// A second name that counts if the first is not there.
    pub alias: Option<&'static str>,
    /// The key in our files.
    pub key: Cow<'static, str>,
    pub showing: Showing,
    /// What happens when it is not set, in brackets after "not set".
    pub absent: &'static str,
}

impl Setting {
    const fn new(variable: &'static str, key: &'static str, showing: Showing, absent: &'static str) -> Self {
        Self { variable: Cow::Borrowed(variable), alias: None, key: Cow::Borrowed(key), showing, absent }
    }

    const fn open(variable: &'static str, key: &'static str) -> Self {
        Self::new(variable, key, Showing::Everything, "")
    }

    const fn open_or(variable: &'static str, key: &'static str, absent: &'static str) -> Self {
        Self::new(variable, key, Showing::Everything, absent)
    }

    const fn secret(variable: &'static str, key: &'static str, absent: &'static str) -> Self {
        Self::new(variable, key, Showing::Nothing, absent)
    }

    const fn address(variable: &'static str, key: &'static str, absent: &'static str) -> Self {
        Self::new(variable, key, Showing::Destination, absent)
    }

    /// The variables that set it.
    pub fn names(&self) -> String {
        self.alias.map_or_else(|| self.variable.to_string(), |alias| format!("{} or {alias}", self.variable))
    }

    /// The section and the name in it.
    pub fn key_parts(&self) -> (&str, &str) {
        self.key.split_once('.').unwrap_or((&self.key, ""))
    }

    /// One of the settings of a provider of sign-in.
    pub fn of_provider(name: &str, field: &ProviderField) -> Self {
        Self {
            variable: format!("OIDC_{}_{}", name.to_uppercase().replace('-', "_"), field.suffix).into(),
            alias: None,
            key: format!("oidc.{name}.{}", field.key).into(),
            showing: field.showing,
            absent: "",
        }
    }
}

/// A setting that each provider of sign-in has.
#[derive(Debug)]
pub(super) struct ProviderField {
    pub suffix: &'static str,
    pub key: &'static str,
    showing: Showing,
}

pub(super) const ISSUER: ProviderField =
    ProviderField { suffix: "ISSUER", key: "issuer", showing: Showing::Everything };
pub(super) const CLIENT_ID: ProviderField =
    ProviderField { suffix: "CLIENT_ID", key: "client_id", showing: Showing::Everything };
pub(super) const CLIENT_SECRET: ProviderField =
    ProviderField { suffix: "CLIENT_SECRET", key: "client_secret", showing: Showing::Nothing };
pub(super) const SCOPES: ProviderField =
    ProviderField { suffix: "SCOPES", key: "scopes", showing: Showing::Everything };
pub(super) const PROVIDER_FIELDS: [&ProviderField; 4] = [&ISSUER, &CLIENT_ID, &CLIENT_SECRET, &SCOPES];

/// Decides which file is read, so it stands in no file.
pub(super) const VIBESLOP_ENV: &str = "VIBESLOP_ENV";

/// Whether a variable is about this program.
pub(super) fn is_ours(variable: &str) -> bool {
    let known = |setting: &Setting| setting.variable == variable || setting.alias == Some(variable);
    variable == VIBESLOP_ENV || variable.starts_with("OIDC_") || ALL.iter().any(known)
}

macro_rules! settings {
    ($($name:ident = $setting:expr;)+) => {
        $(pub(super) const $name: Setting = $setting;)+
        /// All of them but those of the providers of sign-in.
        pub(super) const ALL: &[Setting] = &[$($name),+];
    };
}

settings! {
    BIND = Setting::open("BIND", "server.bind");
    PORT = Setting::open("PORT", "server.port");
    FRONTEND_URL = Setting::open("FRONTEND_URL", "server.frontend_url");
    BACKEND_URL = Setting::open("BACKEND_URL", "server.backend_url");
    PHX_HOST = Setting::open("PHX_HOST", "server.host");
    CORS_ORIGINS = Setting::open("CORS_ORIGINS", "server.cors_origins");
    TRUSTED_PROXIES = Setting::open_or("TRUSTED_PROXIES", "server.trusted_proxies", "none is trusted");
    SHUTDOWN_DRAIN = Setting::open("SHUTDOWN_DRAIN", "server.shutdown_drain");
    DATA_DIR = Setting::open("DATA_DIR", "data.dir");
    DATABASE_URL = Setting::address("DATABASE_URL", "database.url", "own PostgreSQL in DATA_DIR");
    DATABASE_REPLICA_URL = Setting::address("DATABASE_REPLICA_URL", "database.replica_url", "all is read from DATABASE_URL");
    DATABASE_REPLICA_STALENESS = Setting::open("DATABASE_REPLICA_STALENESS", "database.replica_staleness");
    PG_BIN = Setting::open_or("PG_BIN", "database.programs", "looked for");
    POOL_SIZE = Setting::open("POOL_SIZE", "database.pool_size");
    ECTO_IPV6 = Setting::open("ECTO_IPV6", "database.ipv6");
    JWT_SECRET = Setting::secret("JWT_SECRET", "secrets.jwt_secret", "");
    SECRET_KEY_BASE = Setting::secret("SECRET_KEY_BASE", "secrets.secret_key_base", "");
    SECRET_KEY_BASE_OLD = Setting::secret("SECRET_KEY_BASE_OLD", "secrets.secret_key_base_old", "none");
    GITHUB_CLIENT_ID = Setting::open_or("GITHUB_CLIENT_ID", "github.client_id", "sandbox");
    GITHUB_CLIENT_SECRET = Setting::secret("GITHUB_CLIENT_SECRET", "github.client_secret", "sandbox");
    GITHUB_URL = Setting::open("GITHUB_URL", "github.url");
    GITHUB_API_URL = Setting::open("GITHUB_API_URL", "github.api_url");
    OPENROUTER_API_KEY = Setting::secret("OPENROUTER_API_KEY", "ai.api_key", "sandbox");
    OPENROUTER_BASE_URL = Setting::open("OPENROUTER_BASE_URL", "ai.base_url");
    OPENROUTER_TEXT_MODEL = Setting::open("OPENROUTER_TEXT_MODEL", "ai.text_model");
    OPENROUTER_IMAGE_MODEL = Setting::open("OPENROUTER_IMAGE_MODEL", "ai.image_model");
    OPENROUTER_VISION_MODEL = Setting::open("OPENROUTER_VISION_MODEL", "ai.vision_model");
    AI_TEXT_RATE_LIMIT_HOURLY = Setting::open("AI_TEXT_RATE_LIMIT_HOURLY", "ai.text_per_hour");
    AI_IMAGE_RATE_LIMIT_HOURLY = Setting::open("AI_IMAGE_RATE_LIMIT_HOURLY", "ai.image_per_hour");
    S3_BUCKET = Setting::open_or("S3_BUCKET", "media.bucket", "data folder");
    S3_ENDPOINT = Setting::open_or("S3_ENDPOINT", "media.endpoint", "Amazon");
    S3_REGION = Setting::open("S3_REGION", "media.region");
    S3_ACCESS_KEY_ID = Setting::secret("S3_ACCESS_KEY_ID", "media.access_key_id", "none");
    S3_SECRET_ACCESS_KEY = Setting::secret("S3_SECRET_ACCESS_KEY", "media.secret_access_key", "none");
    ADMIN_EMAIL = Setting::open_or("ADMIN_EMAIL", "admin.emails", "nobody");
    MAIL_ENABLED = Setting::open("MAIL_ENABLED", "mail.enabled");
    SMTP_URL = Setting::address("SMTP_URL", "mail.smtp_url", "mailbox on this machine");
    MAIL_FROM = Setting::open("MAIL_FROM", "mail.from");
    JOBS_WORKERS = Setting::open("JOBS_WORKERS", "jobs.workers");
    JOBS_DEFAULT_PLACES = Setting::open("JOBS_DEFAULT_PLACES", "jobs.default_places");
    JOBS_SCORE_PLACES = Setting::open("JOBS_SCORE_PLACES", "jobs.score_places");
    JOBS_GRACE = Setting::open("JOBS_GRACE", "jobs.grace");
    JOBS_DEAD_AFTER = Setting::open("JOBS_DEAD_AFTER", "jobs.dead_after");
    MIN_ACCOUNT_AGE = Setting::open("MIN_ACCOUNT_AGE", "limits.min_account_age");
    LIMIT_POSTS_HOURLY = Setting::open("LIMIT_POSTS_HOURLY", "limits.posts_per_hour");
    LIMIT_COMMENTS_HOURLY = Setting::open("LIMIT_COMMENTS_HOURLY", "limits.comments_per_hour");
    LIMIT_LIKES_PER_MINUTE = Setting::open("LIMIT_LIKES_PER_MINUTE", "limits.likes_per_minute");
    LIMIT_REPOSTS_PER_MINUTE = Setting::open("LIMIT_REPOSTS_PER_MINUTE", "limits.reposts_per_minute");
    LIMIT_BOOKMARKS_PER_MINUTE = Setting::open("LIMIT_BOOKMARKS_PER_MINUTE", "limits.bookmarks_per_minute");
    LIMIT_MESSAGES_PER_MINUTE = Setting::open("LIMIT_MESSAGES_PER_MINUTE", "limits.messages_per_minute");
    LIMIT_REPORTS_HOURLY = Setting::open("LIMIT_REPORTS_HOURLY", "limits.reports_per_hour");
    LIMIT_ADDRESS_PER_MINUTE = Setting::open("LIMIT_ADDRESS_PER_MINUTE", "limits.address_per_minute");
    LIMIT_USER_PER_MINUTE = Setting::open("LIMIT_USER_PER_MINUTE", "limits.user_per_minute");
    LIMIT_SIGN_IN_PER_MINUTE = Setting::open("LIMIT_SIGN_IN_PER_MINUTE", "limits.sign_in_per_minute");
    RUST_LOG = Setting {
        variable: Cow::Borrowed("RUST_LOG"),
        alias: Some("LOG_LEVEL"),
        key: Cow::Borrowed("log.filter"),
        showing: Showing::Everything,
        absent: "",
    };
    LOG_FORMAT = Setting::open("LOG_FORMAT", "log.format");
    SLOW_QUERY_MS = Setting::open("SLOW_QUERY_MS", "observability.slow_query_ms");
    METRICS_TOKEN = Setting::secret("METRICS_TOKEN", "observability.metrics_token", "open, closed in production");
    OTEL_EXPORTER_OTLP_ENDPOINT =
        Setting::open_or("OTEL_EXPORTER_OTLP_ENDPOINT", "observability.otlp_endpoint", "traces go nowhere");
}
