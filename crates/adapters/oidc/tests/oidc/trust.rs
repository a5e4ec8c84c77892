//! Which ID tokens are believed. Each test changes one thing of a good one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jws::{HS256, JwsSigner};
use serde_json::{Value, json};
use vibeslop_ports::ServiceError;
use vibeslop_ports::accounts::{IdentityError, IdentityProvider, SignedInIdentity};

use super::provider::{Key, Provider, signed_in_with, token};
use super::{CLIENT_ID, CLIENT_SECRET, CODE, NOW, request};

type Outcome = Result<SignedInIdentity, IdentityError>;

async fn with_claim(name: &str, value: Value) -> Outcome {
    signed_in_with(|provider, key| key.sign(&provider.claims_with(name, value))).await
}

#[track_caller]
fn assert_untrusted(outcome: &Outcome) {
    assert!(matches!(outcome, Err(IdentityError::Untrusted)), "{outcome:?}");
}

#[tokio::test]
async fn the_good_one_is_believed() {
    assert!(signed_in_with(|provider, key| key.sign(&provider.claims())).await.is_ok());
}

#[tokio::test]
async fn a_changed_token_is_not_believed() {
    let outcome = signed_in_with(|provider, key| {
        let signed = key.sign(&provider.claims());
        let forged = URL_SAFE_NO_PAD.encode(provider.claims_with("sub", json!("victim")).to_string());
        let mut parts: Vec<_> = signed.split('.').collect();
        parts[1] = &forged;
        parts.join(".")
    });
    assert_untrusted(&outcome.await);
}

#[tokio::test]
async fn a_token_without_a_signature_is_not_believed() {
    let none = json!({"alg": "none"});
    assert_untrusted(&signed_in_with(|provider, _| token(&none, &provider.claims(), |_| Vec::new())).await);
    let claiming = json!({"alg": "ES256", "kid": "first"});
    assert_untrusted(&signed_in_with(|provider, _| token(&claiming, &provider.claims(), |_| Vec::new())).await);
}

#[tokio::test]
async fn a_token_that_the_client_secret_signed_is_not_believed() {
    let signer = HS256.signer_from_bytes(CLIENT_SECRET).unwrap();
    for header in [json!({"alg": "HS256"}), json!({"alg": "HS256", "kid": "first"})] {
        let outcome =
            signed_in_with(|provider, _| token(&header, &provider.claims(), |message| signer.sign(message).unwrap()));
        assert_untrusted(&outcome.await);
    }
}

#[tokio::test]
async fn a_token_that_the_public_key_signed_as_a_secret_is_not_believed() {
    let outcome = signed_in_with(|provider, key| {
        let public = key.published().to_string();
        let signer = HS256.signer_from_bytes(public).unwrap();
        token(&json!({"alg": "HS256", "kid": "first"}), &provider.claims(), |message| signer.sign(message).unwrap())
    });
    assert_untrusted(&outcome.await);
}

#[tokio::test]
async fn a_token_of_a_foreign_key_is_not_believed_whatever_it_calls_itself() {
    for id in ["first", "unknown"] {
        let stranger = Key::es256(id);
        assert_untrusted(&signed_in_with(|provider, _| stranger.sign(&provider.claims())).await);
    }
    let other_kind = Key::rs256("first");
    assert_untrusted(&signed_in_with(|provider, _| other_kind.sign(&provider.claims())).await);
}

#[tokio::test]
async fn a_key_that_the_token_brings_along_is_not_taken() {
    let stranger = Key::es256("stranger");
    let outcome = signed_in_with(|provider, _| {
        let signed = stranger.sign(&provider.claims());
        let header = json!({"alg": "ES256", "kid": "stranger", "jwk": stranger.published()});
        let mut parts: Vec<_> = signed.split('.').collect();
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        parts[0] = &header;
        parts.join(".")
    });
    assert_untrusted(&outcome.await);
}

#[tokio::test]
async fn an_unknown_key_has_the_keys_fetched_once_and_not_for_ever() {
    let (known, unknown) = (Key::es256("known"), Key::es256("unknown"));
    let provider = Provider::with(&[&known]).await;
    provider.grants(&unknown.sign(&provider.claims())).await;
    let client = provider.client();
    assert_untrusted(&client.identify(&CODE.into(), &request()).await);
    assert_eq!(provider.asked("/keys").await, 2);
}

#[tokio::test]
async fn a_token_of_another_issuer_is_not_believed() {
    assert_untrusted(&with_claim("iss", json!("https://elsewhere.example")).await);
}

#[tokio::test]
async fn a_token_for_another_service_is_not_believed() {
    assert_untrusted(&with_claim("aud", json!("another-service")).await);
    assert_untrusted(&with_claim("aud", json!(["another-service"])).await);
    assert_untrusted(&with_claim("aud", json!([])).await);
    assert_untrusted(&with_claim("azp", json!("another-service")).await);
}

#[tokio::test]
async fn a_token_for_several_services_has_to_say_that_this_one_asked() {
    assert_untrusted(&with_claim("aud", json!([CLIENT_ID, "another-service"])).await);
    let asked = signed_in_with(|provider, key| {
        let mut claims = provider.claims_with("aud", json!([CLIENT_ID, "another-service"]));
        claims["azp"] = json!(CLIENT_ID);
        key.sign(&claims)
    });
    assert!(asked.await.is_ok());
}

#[tokio::test]
async fn a_token_of_another_sign_in_is_not_believed() {
    assert_untrusted(&with_claim("nonce", json!("nonce-of-another-sign-in")).await);
    assert_untrusted(&with_claim("nonce", Value::Null).await);
}

#[tokio::test]
async fn a_token_that_is_over_is_not_believed() {
    assert!(with_claim("exp", json!(NOW - 29)).await.is_ok(), "the provider's clock may be behind");
    assert_untrusted(&with_claim("exp", json!(NOW - 30)).await);
    assert_untrusted(&with_claim("exp", json!(NOW - 86_400)).await);
}

#[tokio::test]
async fn a_token_that_came_with_another_access_token_is_not_believed() {
    // Half of SHA-256 of "at-5f1c0f7d2b".
    assert!(with_claim("at_hash", json!("Ak_eT239z_RsSdGyhFm1kA")).await.is_ok());
    assert_untrusted(&with_claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")).await);
}

#[tokio::test]
async fn a_token_about_nobody_is_not_believed() {
    assert_untrusted(&with_claim("sub", json!(" ")).await);
}

#[tokio::test]
async fn what_is_no_token_is_no_answer() {
    for garbage in ["", "a.b.c", "....", "eyJhbGciOiJub25lIn0", "ä"] {
        let outcome = signed_in_with(|_, _| garbage.to_owned()).await;
        assert!(matches!(outcome, Err(IdentityError::Service(ServiceError::Malformed(_)))), "{garbage}: {outcome:?}");
    }
    for missing in ["exp", "iat", "sub", "aud", "iss"] {
        assert!(with_claim(missing, Value::Null).await.is_err(), "{missing}");
    }
}
