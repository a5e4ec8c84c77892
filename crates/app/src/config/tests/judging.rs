use std::path::Path;

use secrecy::ExposeSecret;

use super::{super::*, *};

#[test]
fn with_nothing_configured_a_developer_gets_the_defaults() {
    let config = load(&[]).unwrap();
    assert_eq!(config.environment, Environment::Development);
    assert_eq!(config.server.listen_on(), ["127.0.0.1:4001".parse().unwrap()]);
    assert_eq!(config.server.frontend.as_str(), "http://localhost:5173");
    assert_eq!(config.server.backend(4001).as_str(), "http://localhost:4001");
    assert_eq!(config.server.cors, CorsOrigins::Listed(vec!["http://localhost:5173".to_owned()]));
    assert_eq!(config.data_dir, Path::new("nowhere/.vibeslop"));
    assert!(matches!(config.database.server, DatabaseServer::Own { programs: None }));
    assert_eq!((config.database.pool_size, config.database.ipv6), (10, false));
    assert!(config.github.app.is_none() && config.ai.api_key.is_none() && config.oidc.is_empty());
    assert_eq!(config.github.api_url.as_str(), "https://api.github.com");
    assert_eq!(config.ai.base_url.as_str(), "https://openrouter.ai/api/v1");
    assert_eq!((config.quotas.ai_text, config.quotas.ai_image), (10, 5));
    assert!(matches!(config.mail.delivery, Delivery::Mailbox));
    assert_eq!(config.mail.from.to_string(), "Vibeslop <no-reply@localhost>");
    assert!(config.administrators.addresses().is_empty());
    assert_eq!((config.min_account_age, config.log.format), (Duration::ZERO, LogFormat::Human));
    assert_eq!(config.server.drain, Duration::ZERO);
    assert_eq!(config.secrets.jwt.expose_secret().len(), 96);
    assert_eq!(config.secrets.key_base.expose_secret().len(), 128);
}

#[test]
fn every_variable_is_heard() {
    let config = load(&[
        ("BIND", "0.0.0.0"),
        ("PORT", "5000"),
        ("FRONTEND_URL", "http://localhost:3000/app/"),
        ("CORS_ORIGINS", "https://a.example, http://localhost:3000"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,::1"),
        ("SHUTDOWN_DRAIN", "15s"),
        ("DATA_DIR", "elsewhere"),
        ("DATABASE_REPLICA_URL", "postgres://ada:pw@standby:5432/site"),
        ("DATABASE_REPLICA_STALENESS", "30s"),
        ("PG_BIN", "/opt/pg/bin"),
        ("POOL_SIZE", "25"),
        ("ECTO_IPV6", "1"),
        ("GITHUB_URL", "https://ghe.example.com"),
        ("OPENROUTER_TEXT_MODEL", "text/one"),
        ("OPENROUTER_IMAGE_MODEL", "image/one"),
        ("OPENROUTER_VISION_MODEL", "vision/one"),
        ("AI_TEXT_RATE_LIMIT_HOURLY", "3"),
        ("AI_IMAGE_RATE_LIMIT_HOURLY", "0"),
        ("ADMIN_EMAIL", "Root@example.com, ada@example.com"),
        ("MAIL_ENABLED", "no"),
        ("MAIL_FROM", "Ada <ada@example.com>"),
        ("MIN_ACCOUNT_AGE", "24h"),
        ("LOG_LEVEL", "error"),
        ("LOG_FORMAT", "json"),
        ("SLOW_QUERY_MS", "50"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"),
    ])
    .unwrap();
    assert_eq!(config.server.listen_on(), ["0.0.0.0:5000".parse().unwrap()]);
    assert_eq!(config.server.frontend.as_str(), "http://localhost:3000/app");
    assert_eq!(config.server.drain, Duration::from_secs(15));
    assert_eq!(config.database.replica.as_ref().unwrap().max_staleness, Duration::from_secs(30));
    assert_eq!(config.server.backend(config.server.port).as_str(), "http://localhost:5000");
    let origins = ["https://a.example", "http://localhost:3000"].map(str::to_owned).to_vec();
    assert_eq!(config.server.cors, CorsOrigins::Listed(origins));
    assert!(config.server.trusted_proxies.iter().any(|network| network.contains("10.1.2.3".parse().unwrap())));
    assert_eq!(config.data_dir, Path::new("nowhere/elsewhere"));
    let DatabaseServer::Own { programs } = &config.database.server else { panic!("a given server") };
    assert_eq!(programs.as_deref(), Some(Path::new("/opt/pg/bin")));
    assert_eq!((config.database.pool_size, config.database.ipv6), (25, true));
    assert_eq!(config.github.api_url.as_str(), "https://ghe.example.com/api/v3");
    assert_eq!(
        [&config.ai.text_model, &config.ai.image_model, &config.ai.vision_model],
        ["text/one", "image/one", "vision/one"]
    );
    assert_eq!((config.quotas.ai_text, config.quotas.ai_image), (3, 0));
    assert!(config.administrators.include(&Email::new("root@Example.com").unwrap(), true));
    assert_eq!(config.administrators.addresses().len(), 2);
    assert!(matches!(config.mail.delivery, Delivery::Off));
    assert_eq!(config.mail.from.to_string(), "Ada <ada@example.com>");
    assert_eq!(config.min_account_age, Duration::from_hours(24));
    assert_eq!((config.log.filter.as_str(), config.log.format), ("error", LogFormat::Json));
    assert_eq!(config.observability.slow_query, Duration::from_millis(50));
    assert!(config.observability.otlp_endpoint.is_some() && config.observability.metrics_token.is_none());
}

#[test]
fn every_wrong_value_is_refused_by_its_name() {
    for (name, value) in [
        ("VIBESLOP_ENV", "prod"),
        ("BIND", "localhost"),
        ("PORT", "abc"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("FRONTEND_URL", "localhost:5173"),
        ("FRONTEND_URL", "https://ada:word@example.com"),
        ("BACKEND_URL", "ftp://example.com"),
        ("PHX_HOST", "https://example.com"),
        ("PHX_HOST", "example.com/api"),
        ("CORS_ORIGINS", "example.com"),
        ("CORS_ORIGINS", "*,https://example.com"),
        ("CORS_ORIGINS", "https://example.com/path"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("DATABASE_URL", "mysql://db/site"),
        ("DATABASE_REPLICA_STALENESS", "0s"),
        ("POOL_SIZE", "0"),
        ("POOL_SIZE", "ten"),
        ("ECTO_IPV6", "perhaps"),
        ("JWT_SECRET", "short"),
        ("JWT_SECRET", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("SECRET_KEY_BASE", STRONG_JWT),
        ("SECRET_KEY_BASE_OLD", STRONG_JWT),
        ("GITHUB_URL", "github"),
        ("GITHUB_API_URL", "api"),
        ("OPENROUTER_API_KEY", "sk or"),
        ("OPENROUTER_BASE_URL", "openrouter"),
        ("OPENROUTER_TEXT_MODEL", "two words"),
        ("AI_TEXT_RATE_LIMIT_HOURLY", "1.5"),
        ("AI_IMAGE_RATE_LIMIT_HOURLY", "-5"),
        ("ADMIN_EMAIL", "root@example.com,ada"),
        ("S3_ENDPOINT", "s3.example.com"),
        ("MAIL_ENABLED", "maybe"),
        ("SMTP_URL", "mail.example.com"),
        ("MAIL_FROM", "Ada"),
        ("MIN_ACCOUNT_AGE", "soon"),
        ("LIMIT_POSTS_HOURLY", "many"),
        ("LIMIT_ADDRESS_PER_MINUTE", "0"),
        ("LOG_FORMAT", "xml"),
        ("SLOW_QUERY_MS", "0"),
        ("METRICS_TOKEN", "short"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"),
    ] {
        assert_eq!(names(load(&[(name, value)])), [name], "{name}={value}");
    }
    assert_eq!(names(load(&[("LOG_LEVEL", "loud")])), ["RUST_LOG or LOG_LEVEL"]);
}

#[test]
fn all_faults_are_told_at_once() {
    let faults =
        load(&[("VIBESLOP_ENV", "staging"), ("PORT", "x"), ("POOL_SIZE", "y"), ("LOG_FORMAT", "z")]).unwrap_err();
    assert_eq!(
        faults.to_string(),
        "the configuration has 4 faults:\n  \
         VIBESLOP_ENV: \"staging\" is no environment: choose development, test or production\n  \
         PORT: \"x\" is no whole number from 0 to 65535\n  \
         POOL_SIZE: \"y\" is no whole number from 1 to 1000\n  \
         LOG_FORMAT: \"z\" is neither human nor json"
    );
}

#[test]
fn half_a_pair_is_a_fault() {
    assert_eq!(names(load(&[("GITHUB_CLIENT_ID", "id")])), ["GITHUB_CLIENT_SECRET"]);
    assert_eq!(names(load(&[("GITHUB_CLIENT_SECRET", "s3")])), ["GITHUB_CLIENT_ID"]);
    assert!(load(&[("GITHUB_CLIENT_ID", "id"), ("GITHUB_CLIENT_SECRET", "s3")]).unwrap().github.app.is_some());
    assert_eq!(
        names(load(&[("OIDC_CORP_ISSUER", "https://id.example.com")])),
        ["OIDC_CORP_CLIENT_ID", "OIDC_CORP_CLIENT_SECRET"]
    );
}

#[test]
fn a_blank_variable_says_nothing() {
    let config = load(&[("PORT", " "), ("GITHUB_CLIENT_ID", ""), ("ADMIN_EMAIL", ""), ("VIBESLOP_ENV", "")]).unwrap();
    assert_eq!(config.server.port, 4001);
    assert!(config.github.app.is_none());
}

#[test]
fn a_provider_needs_a_free_name_a_safe_issuer_and_the_scope_openid() {
    let provider = |name: &str, issuer: &str, scopes: &str| {
        let prefix = format!("OIDC_{name}_");
        let named = |field: &str| format!("{prefix}{field}");
        let (a, b, c, d) = (named("ISSUER"), named("CLIENT_ID"), named("CLIENT_SECRET"), named("SCOPES"));
        names(load(&[(&a, issuer), (&b, "web"), (&c, "s3"), (&d, scopes)]))
    };
    assert_eq!(provider("CORP", "https://id.example.com", "openid email"), <[&str; 0]>::default());
    assert_eq!(provider("GITHUB", "https://id.example.com", "openid"), ["oidc.github"]);
    assert_eq!(provider("CORP", "http://id.example.com", "openid"), ["OIDC_CORP_ISSUER"]);
    assert_eq!(provider("CORP", "https://id.example.com", "email"), ["OIDC_CORP_SCOPES"]);
}

#[test]
fn a_variable_that_is_no_text_is_a_fault_if_it_is_ours() {
    let sources = Sources { unreadable: vec!["PORT".to_owned(), "OTHER".to_owned()], ..of(&[]) };
    assert_eq!(names(Config::load(&sources, Keeping::Unsaved)), ["PORT"]);
}

#[test]
fn half_a_bucket_is_a_fault_and_a_whole_one_is_used() {
    assert_eq!(names(load(&[("S3_BUCKET", "pictures")])), ["S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"]);
    assert_eq!(names(load(&[("S3_ACCESS_KEY_ID", "id")])), ["S3_BUCKET"]);
    let whole = [("S3_BUCKET", "pictures"), ("S3_ACCESS_KEY_ID", "id"), ("S3_SECRET_ACCESS_KEY", "a-secret-key")];
    let bucket = load(&whole).unwrap().media.bucket.unwrap();
    assert_eq!((bucket.name.as_str(), bucket.region.as_str()), ("pictures", "us-east-1"));
    assert_eq!(load(&[]).unwrap().media.bucket.map(|bucket| bucket.name), None);
}

#[test]
fn earlier_secrets_stand_beside_each_other_and_are_shown_to_nobody() {
    let (one, two) = (STRONG_BASE.to_owned(), STRONG_BASE.chars().rev().collect::<String>());
    let both = format!("{one} {two}");
    let config = load(&[("SECRET_KEY_BASE_OLD", &both)]).unwrap();
    let earlier: Vec<&str> = config.secrets.earlier_key_bases.iter().map(ExposeSecret::expose_secret).collect();
    assert_eq!(earlier, [one.as_str(), two.as_str()]);
    assert!(!config.redactor().clean(&format!("a {one} b {two} c")).contains(&two));
    assert!(load(&[]).unwrap().secrets.earlier_key_bases.is_empty());
}
