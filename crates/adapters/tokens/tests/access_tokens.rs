//! What an access token has to say, and which are refused.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use josekit::jws::{HS256, HS384, JwsSigner, RS256};
use josekit::jwt::{JwtPayload, encode_unsecured};
use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::tokens::{AccessTokens, Claims, InvalidToken};
use vibeslop_tokens::{JoseTokens, WeakSecret};

const SECRET: &str = "development-only-secret-that-nobody-should-use";
const ADA: &str = "0b7c0c3e-5a0e-4c0d-9d55-0f5a1c1f7a10";
const ISSUED: i64 = 1_767_225_600;
const WEEK: i64 = 604_800;

fn tokens() -> JoseTokens {
    JoseTokens::new(&SECRET.into()).unwrap()
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn claims() -> Claims {
    Claims {
        user: UserId(Uuid::parse_str(ADA).unwrap()),
        token_id: Some("2v1mk8".to_owned()),
        issued_at: Some(at(ISSUED)),
        expires_at: at(ISSUED + WEEK),
    }
}

fn issued() -> String {
    tokens().issue(&claims()).unwrap().expose_secret().to_owned()
}

fn verify(token: &str) -> Result<Claims, InvalidToken> {
    tokens().verify(token, at(ISSUED + 60))
}

/// A token put together by hand, as any other implementation would: base64 of both parts and an HMAC over them.
fn by_hand(header: &Value, payload: &Value) -> String {
    signed(header, payload, &HS256.signer_from_bytes(SECRET).unwrap())
}

fn signed(header: &Value, payload: &Value, signer: &dyn JwsSigner) -> String {
    let message =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload.to_string()));
    let signature = URL_SAFE_NO_PAD.encode(signer.sign(message.as_bytes()).unwrap());
    format!("{message}.{signature}")
}

fn full() -> Value {
    json!({"user_id": ADA, "iss": "vibeslop", "aud": "Joken", "exp": ISSUED + WEEK, "nbf": ISSUED, "iat": ISSUED,
           "jti": "2v1mk8"})
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = full();
    claims.as_object_mut().unwrap().insert(name.to_owned(), value);
    claims
}

fn without(name: &str) -> Value {
    let mut claims = full();
    claims.as_object_mut().unwrap().remove(name).unwrap();
    claims
}

fn hs256() -> Value {
    json!({"alg": "HS256", "typ": "JWT"})
}

#[test]
fn a_token_says_what_it_was_issued_with() {
    assert_eq!(verify(&issued()), Ok(claims()));
}

#[test]
fn a_token_has_exactly_the_claims_of_the_contract() {
    let token = issued();
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
    assert_eq!(serde_json::from_slice::<Value>(&parts.next().unwrap()).unwrap(), hs256());
    assert_eq!(serde_json::from_slice::<Value>(&parts.next().unwrap()).unwrap(), full());
}

#[test]
fn a_token_that_openssl_signed_is_accepted() {
    // printf '%s.%s' "$header" "$payload" | openssl dgst -sha256 -hmac "$SECRET" -binary | basenc --base64url
    let token = concat!(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
        "eyJhdWQiOiJKb2tlbiIsImV4cCI6MTc2NzgzMDQwMCwiaWF0IjoxNzY3MjI1NjAwLCJpc3MiOiJ2aWJlc2xvcCIsImp0aSI6IjJ2MW1rOCIsIm5iZiI6MTc2NzIyNTYwMCwidXNlcl9pZCI6IjBiN2MwYzNlLTVhMGUtNGMwZC05ZDU1LTBmNWExYzFmN2ExMCJ9.",
        "-qU6sWOWM5kdtSfYDdJx5FHs0RuxkljK5FM8VXTuTRc"
    );
    assert_eq!(verify(token), Ok(claims()));
}

#[test]
fn a_token_of_the_earlier_backend_may_lack_what_is_not_required() {
    let bare = json!({"user_id": ADA, "exp": ISSUED + WEEK});
    let read = verify(&by_hand(&hs256(), &bare)).unwrap();
    assert_eq!((read.user, read.issued_at, read.expires_at), (claims().user, None, claims().expires_at));
    // It is named after itself, so that it can be revoked and no other with it.
    let nameless = by_hand(&hs256(), &without("jti"));
    let name = verify(&nameless).unwrap().token_id.unwrap();
    assert_eq!(verify(&nameless).unwrap().token_id.as_deref(), Some(name.as_str()));
    assert_ne!(read.token_id.as_deref(), Some(name.as_str()));
}

#[test]
fn a_name_that_could_not_be_noted_as_revoked_is_refused() {
    for name in ["", "a\u{0}b", "line\nbreak", &"x".repeat(256)] {
        assert_eq!(verify(&by_hand(&hs256(), &with("jti", json!(name)))), Err(InvalidToken), "{name:?}");
    }
    assert!(verify(&by_hand(&hs256(), &with("jti", json!("x".repeat(255))))).is_ok());
}

#[test]
fn claims_that_are_missing_or_wrong_are_refused() {
    assert!(verify(&by_hand(&hs256(), &full())).is_ok());
    for payload in [
        without("exp"),
        without("user_id"),
        with("user_id", json!("ada")),
        with("user_id", json!(7)),
        with("exp", json!("tomorrow")),
        with("exp", json!(i64::MAX)),
        with("exp", json!(-1)),
        with("nbf", json!(i64::MIN)),
        with("iss", json!("somebody else")),
        with("iss", json!(["vibeslop"])),
        with("aud", json!("another service")),
        json!([]),
        json!(null),
    ] {
        assert_eq!(verify(&by_hand(&hs256(), &payload)), Err(InvalidToken), "{payload}");
    }
}

#[test]
fn a_token_is_in_force_between_its_begin_and_its_end() {
    let token = issued();
    let at = |seconds| tokens().verify(&token, at(ISSUED + seconds)).is_ok();
    assert!(at(-30), "the clock of another node may be behind");
    assert!(!at(-31));
    assert!(at(WEEK - 1) && at(WEEK + 4));
    assert!(!at(WEEK + 5));
}

#[test]
fn a_time_at_the_edge_of_the_calendar_does_no_harm() {
    let token = issued();
    for now in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        assert_eq!(tokens().verify(&token, now), Err(InvalidToken));
    }
}

#[test]
fn another_algorithm_is_refused_even_with_the_right_key() {
    let mut payload = JwtPayload::new();
    for (name, value) in full().as_object().unwrap() {
        payload.set_claim(name, Some(value.clone())).unwrap();
    }
    let unsecured = encode_unsecured(&payload, &josekit::jws::JwsHeader::new()).unwrap();
    assert_eq!(verify(&unsecured), Err(InvalidToken));
    for alg in ["none", "None", "hs256", "HS384", "RS256", ""] {
        assert_eq!(verify(&by_hand(&json!({"alg": alg}), &full())), Err(InvalidToken), "{alg}");
    }
    assert_eq!(verify(&by_hand(&json!({"typ": "JWT"}), &full())), Err(InvalidToken));
    let secret = format!("{SECRET}{SECRET}");
    let stronger = HS384.signer_from_bytes(secret.as_bytes()).unwrap();
    assert_eq!(verify(&signed(&json!({"alg": "HS384"}), &full(), &stronger)), Err(InvalidToken));
    let rsa = RS256.signer_from_pem(josekit::jwk::alg::rsa::RsaKeyPair::generate(2_048).unwrap().to_pem_private_key());
    assert_eq!(verify(&signed(&json!({"alg": "RS256"}), &full(), &rsa.unwrap())), Err(InvalidToken));
}

#[test]
fn a_header_that_asks_for_an_unknown_extension_is_refused() {
    let header = json!({"alg": "HS256", "crit": ["b64"], "b64": false});
    assert_eq!(verify(&by_hand(&header, &full())), Err(InvalidToken));
}

#[test]
fn a_token_signed_with_another_key_is_refused() {
    let other = JoseTokens::new(&"another secret that is long enough as well".into()).unwrap();
    let token = other.issue(&claims()).unwrap();
    assert_eq!(verify(token.expose_secret()), Err(InvalidToken));
}

#[test]
fn a_huge_token_is_refused_unread() {
    let padded = by_hand(&hs256(), &with("padding", json!("x".repeat(2_000))));
    assert!(verify(&padded).is_ok());
    let huge = by_hand(&hs256(), &with("padding", json!("x".repeat(4_000))));
    assert_eq!(verify(&huge), Err(InvalidToken));
}

#[test]
fn claims_without_an_identifier_or_a_time_are_not_issued() {
    assert!(tokens().issue(&Claims { token_id: None, ..claims() }).is_err());
    assert!(tokens().issue(&Claims { issued_at: None, ..claims() }).is_err());
}

#[test]
fn a_weak_secret_is_refused_and_no_secret_is_shown() {
    assert!(matches!(JoseTokens::new(&SecretString::from("short")), Err(WeakSecret)));
    assert!(!format!("{:?}", tokens()).contains("secret-that"));
}

proptest! {
    #[test]
    fn any_claims_survive_the_round_trip(user: u128, jti in "\\PC{1,64}", issued in 0..4_000_000_000_i64, ttl in 1..WEEK) {
        let claims = Claims {
            user: UserId(Uuid::from_u128(user)),
            token_id: Some(jti),
            issued_at: Some(at(issued)),
            expires_at: at(issued + ttl),
        };
        let token = tokens().issue(&claims).unwrap();
        prop_assert_eq!(tokens().verify(token.expose_secret(), at(issued)), Ok(claims));
    }

    #[test]
    fn one_changed_character_makes_a_token_invalid(place: prop::sample::Index, other in "[A-Za-z0-9_.=+-]") {
        let token = issued();
        let place = place.index(token.len());
        let changed = format!("{}{other}{}", &token[..place], &token[place + 1..]);
        prop_assume!(changed != token);
        prop_assert_eq!(verify(&changed), Err(InvalidToken));
    }

    #[test]
    fn garbage_is_refused_without_a_panic(garbage in "\\PC{0,200}", header in "\\PC{0,80}", payload in "\\PC{0,80}") {
        prop_assert_eq!(verify(&garbage), Err(InvalidToken));
        let shaped = format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload), garbage);
        prop_assert_eq!(verify(&shaped), Err(InvalidToken));
    }
}
