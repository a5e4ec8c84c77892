use serde_json::{Value, json};
use vibeslop_domain::accounts::ExternalProfile;
use vibeslop_ports::accounts::{IdentityError, SignedInIdentity};
use wiremock::ResponseTemplate;

use super::provider::{Key, Provider, signed_in_with};
use super::{CLIENT_ID, NONCE, NOW};

/// Signs in with an ID token that says nothing but who it is about, and this answer of the userinfo endpoint.
async fn with_userinfo(answer: ResponseTemplate) -> Result<SignedInIdentity, IdentityError> {
    let key = Key::es256("first");
    let provider = Provider::with(&[&key]).await;
    provider.responds("/userinfo", answer).await;
    let bare = json!({
        "iss": provider.issuer(), "sub": "00u1a2b3c4", "aud": CLIENT_ID, "exp": NOW + 600, "iat": NOW, "nonce": NONCE,
    });
    provider.grants(&key.sign(&bare)).await;
    provider.identify().await
}

async fn told(body: Value) -> ExternalProfile {
    with_userinfo(ResponseTemplate::new(200).set_body_json(body)).await.unwrap().profile
}

#[tokio::test]
async fn what_the_token_does_not_say_is_asked_for() {
    let profile = told(json!({
        "sub": "00u1a2b3c4", "nickname": "countess", "name": "Ada Lovelace", "email": "ada@corp.example",
        "email_verified": true, "updated_at": "2025-11-01T12:00:00.000Z",
    }))
    .await;
    assert_eq!((profile.login.as_str(), profile.name.as_deref()), ("countess", Some("Ada Lovelace")));
    assert_eq!(profile.verified_email.as_deref(), Some("ada@corp.example"));
}

#[tokio::test]
async fn some_providers_write_a_boolean_as_text() {
    let profile = told(json!({"sub": "00u1a2b3c4", "email": "ada@corp.example", "email_verified": "true"})).await;
    assert_eq!(profile.verified_email.as_deref(), Some("ada@corp.example"));
    let profile = told(json!({"sub": "00u1a2b3c4", "email": "ada@corp.example", "email_verified": "false"})).await;
    assert_eq!(profile.verified_email, None);
}

#[tokio::test]
async fn an_address_that_nobody_verified_is_none() {
    for claims in [json!({"email_verified": false}), json!({})] {
        let mut body = json!({"sub": "00u1a2b3c4", "email": "ada@corp.example"});
        body.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let profile = told(body).await;
        assert_eq!(profile.verified_email, None);
        assert_eq!(profile.login, "ada", "the part before the @ is still a name");
    }
}

#[tokio::test]
async fn somebody_without_any_name_is_called_by_their_identifier() {
    let profile = told(json!({"sub": "00u1a2b3c4"})).await;
    assert_eq!((profile.login.as_str(), profile.name), ("00u1a2b3c4", None));
}

#[tokio::test]
async fn an_answer_about_somebody_else_is_not_believed() {
    let refused = with_userinfo(ResponseTemplate::new(200).set_body_json(json!({"sub": "victim"}))).await;
    assert!(matches!(refused, Err(IdentityError::Untrusted)), "{refused:?}");
}

#[tokio::test]
async fn a_person_signs_in_although_the_endpoint_fails() {
    for answer in [
        ResponseTemplate::new(401),
        ResponseTemplate::new(503),
        ResponseTemplate::new(302).insert_header("location", "http://127.0.0.1:9/"),
        ResponseTemplate::new(200).set_body_raw("<html>", "text/html"),
        ResponseTemplate::new(200).set_body_raw("{", "application/json"),
    ] {
        assert_eq!(with_userinfo(answer).await.unwrap().profile.login, "00u1a2b3c4");
    }
}

#[tokio::test]
async fn a_token_that_says_enough_spares_the_question() {
    let key = Key::es256("first");
    let provider = Provider::with(&[&key]).await;
    provider.grants(&key.sign(&provider.claims())).await;
    provider.identify().await.unwrap();
    assert_eq!(provider.asked("/userinfo").await, 0);
}

#[tokio::test]
async fn a_mail_address_as_a_name_is_shortened() {
    let identity = signed_in_with(|provider, key| {
        key.sign(&provider.claims_with("preferred_username", json!("ada.l@corp.example")))
    });
    assert_eq!(identity.await.unwrap().profile.login, "ada.l");
}
