use secrecy::ExposeSecret;

use super::{super::*, *};

#[test]
fn a_complete_production_starts() {
    let config = load_production(&[]).unwrap();
    assert_eq!(config.server.listen_on(), ["[::]:4001".parse().unwrap(), "0.0.0.0:4001".parse().unwrap()]);
    assert_eq!(config.server.backend(1).as_str(), "https://api.example.com");
    assert_eq!(config.mail.from.to_string(), "Vibeslop <no-reply@api.example.com>");
    assert_eq!(config.log.format, LogFormat::Json);
    assert!(matches!(config.database.server, DatabaseServer::Given(_)));
    assert_eq!(config.secrets.jwt.expose_secret(), STRONG_JWT);
}

#[test]
fn production_names_everything_that_it_lacks() {
    let mut missing = names(load(&[("VIBESLOP_ENV", "production")]));
    missing.sort();
    let mut needed: Vec<_> = production().into_keys().filter(|name| name != "VIBESLOP_ENV").collect();
    needed.sort();
    assert_eq!(missing, needed);
    for name in needed {
        assert_eq!(names(load_production(&[(&name, None)])), [name.as_str()], "{name}");
    }
}

#[test]
fn production_refuses_what_a_developer_may_do() {
    for (name, value) in [
        ("FRONTEND_URL", "http://example.com"),
        ("BACKEND_URL", "http://api.example.com"),
        ("PORT", "0"),
        ("JWT_SECRET", "my-secret-that-nobody-is-going-to-guess"),
        ("JWT_SECRET", "CHANGEME-CHANGEME-CHANGEME-CHANGEME-1234"),
        ("SECRET_KEY_BASE", "placeholder-placeholder-placeholder-placeholder-placeholder-1234"),
    ] {
        assert_eq!(names(load_production(&[(name, Some(value))])), [name], "{name}={value}");
        assert_eq!(names(load(&[(name, value)])), <[&str; 0]>::default(), "a developer may say {name}={value}");
    }
    let same = [("JWT_SECRET", Some(STRONG_BASE)), ("SECRET_KEY_BASE", Some(STRONG_BASE))];
    assert_eq!(names(load_production(&same)), ["SECRET_KEY_BASE"]);
}

#[test]
fn production_can_be_tried_on_ones_own_machine() {
    let local = [("FRONTEND_URL", Some("http://localhost:5173")), ("BACKEND_URL", Some("http://127.0.0.1:4001"))];
    assert_eq!(load_production(&local).unwrap().server.backend(1).as_str(), "http://127.0.0.1:4001");
}

#[test]
fn the_old_name_of_the_host_will_do() {
    let by_host = [("BACKEND_URL", None), ("PHX_HOST", Some("api.example.com"))];
    assert_eq!(load_production(&by_host).unwrap().server.backend(1).as_str(), "https://api.example.com");
    let both = [("PHX_HOST", Some("other.example.com"))];
    assert_eq!(load_production(&both).unwrap().server.backend(1).as_str(), "https://api.example.com");
}

#[test]
fn production_can_do_without_mail_if_it_says_so() {
    let off = [("SMTP_URL", None), ("MAIL_ENABLED", Some("false"))];
    assert!(matches!(load_production(&off).unwrap().mail.delivery, Delivery::Off));
}
