use std::fs;

use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::{super::*, *};

#[test]
fn made_secrets_stay_the_same_and_a_program_that_does_not_start_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let at = |pairs| Sources { folder: folder.path().to_owned(), ..of(pairs) };
    assert!(Config::load(&at(&[("PORT", "x")]), Keeping::Saved).is_err());
    assert!(!folder.path().join(".vibeslop").exists());

    let first = Config::load(&at(&[]), Keeping::Saved).unwrap();
    let second = Config::load(&at(&[("JWT_SECRET", STRONG_JWT)]), Keeping::Unsaved).unwrap();
    assert_eq!(first.secrets.key_base.expose_secret(), second.secrets.key_base.expose_secret());
    assert_eq!(second.secrets.jwt.expose_secret(), STRONG_JWT);

    fs::write(folder.path().join(".vibeslop/secrets.toml"), "jwt_secret = ").unwrap();
    let faults = Config::load(&at(&[]), Keeping::Saved).unwrap_err().to_string();
    assert!(faults.contains("secrets.toml: is damaged"), "{faults}");
}

#[test]
fn the_report_tells_where_each_value_comes_from() {
    let report = load_in(
        &[("config/development.toml", "[database]\npool_size = 7"), (".env", "MIN_ACCOUNT_AGE=1h")],
        &[("PORT", "5000"), ("DATABASE_URL", "postgres://ada:dbword@db/site")],
    )
    .unwrap()
    .report()
    .to_string();
    let line = |name: &str| {
        let line =
            report.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap_or_else(|| panic!("{report}"));
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("PORT"), "5000 environment");
    assert_eq!(line("POOL_SIZE"), "7 config/development.toml");
    assert_eq!(line("MIN_ACCOUNT_AGE"), "1h .env");
    assert_eq!(line("FRONTEND_URL"), "http://localhost:5173 config/default.toml, built in");
    assert_eq!(line("BACKEND_URL"), "http://localhost:5000 follows from PORT");
    assert_eq!(line("GITHUB_CLIENT_SECRET"), "(not set: sandbox)");
    assert_eq!(line("JWT_SECRET"), "******** made at the first start");
    assert_eq!(line("DATABASE_URL"), "postgres://***@db/site environment");
    assert_eq!(line("VIBESLOP_ENV"), "development");
}

#[test]
fn every_setting_is_explained_and_shown() {
    let example = include_str!("../../../../../.env.example");
    let report = load(&[]).unwrap().report().to_string();
    for name in settings::ALL.iter().flat_map(|setting| std::iter::once(&*setting.variable).chain(setting.alias)) {
        let explained = example.lines().any(|line| line.trim_start_matches("# ").starts_with(&format!("{name}=")));
        assert!(explained, ".env.example does not explain {name}");
    }
    for setting in settings::ALL {
        assert!(report.lines().any(|line| line.starts_with(&format!("{} ", setting.variable))), "{}", setting.variable);
    }
}

#[test]
fn the_example_can_be_copied_as_it_is() {
    let config = load_in(&[(".env", include_str!("../../../../../.env.example"))], &[]).unwrap();
    assert!(config.github.app.is_none());
}

/// Text that can stand in an address without being encoded, long enough not to occur by chance.
fn secret() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_.~-]{70,90}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the secrets are, and whether or not the rest is right.
    #[test]
    fn no_output_holds_a_secret(secrets in proptest::array::uniform7(secret()), port in "[0-9]{1,6}", weak in any::<bool>()) {
        let [jwt, base, github, key, db, smtp, oidc] = &secrets;
        let short = &jwt[..20];
        let jwt = if weak { short } else { jwt };
        let database = format!("postgres://site:{db}@db/site");
        let mail = format!("smtp://site:{smtp}@mail.example.com");
        let sources = of(&[
            ("PORT", &port), ("JWT_SECRET", jwt), ("SECRET_KEY_BASE", base), ("GITHUB_CLIENT_ID", "id"),
            ("GITHUB_CLIENT_SECRET", github), ("OPENROUTER_API_KEY", key), ("DATABASE_URL", &database),
            ("SMTP_URL", &mail), ("OIDC_CORP_ISSUER", "https://id.example.com"), ("OIDC_CORP_CLIENT_ID", "web"),
            ("OIDC_CORP_CLIENT_SECRET", oidc),
        ]);
        let result = Config::load(&sources, Keeping::Unsaved);
        let mut outputs = vec![format!("{sources:?}"), format!("{result:?}"), format!("{result:#?}")];
        match &result {
            Ok(config) => {
                outputs.push(config.report().to_string());
                let everything = format!("{database} {mail} {}", secrets.join(" "));
                outputs.push(config.redactor().clean(&everything));
            }
            Err(faults) => outputs.push(faults.to_string()),
        }
        for (output, secret) in outputs.iter().flat_map(|output| secrets.iter().map(move |secret| (output, secret))) {
            prop_assert!(!output.contains(&secret[..20]), "{output}");
        }
    }
}
