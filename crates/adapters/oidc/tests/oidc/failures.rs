use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use vibeslop_oidc::{OidcConfig, OidcProvider};
use vibeslop_ports::ServiceError;
use vibeslop_ports::accounts::{AuthorizationRequest, IdentityError, IdentityProvider, SignedInIdentity};
use wiremock::{MockServer, ResponseTemplate};

use super::provider::{Key, Provider};
use super::{ACCESS_TOKEN, CLIENT_SECRET, CODE, FixedClock, VERIFIER, everything, request};

const DISCOVERY: &str = "/.well-known/openid-configuration";

fn malformed<T>(outcome: &Result<T, IdentityError>) -> bool {
    matches!(outcome, Err(IdentityError::Service(ServiceError::Malformed(_))))
}

/// Signs in at a provider whose token endpoint answers so.
async fn exchanged(answer: ResponseTemplate) -> Result<SignedInIdentity, IdentityError> {
    let provider = Provider::with(&[]).await;
    provider.responds("/token", answer).await;
    provider.identify().await
}

#[tokio::test]
async fn a_failure_of_discovery_is_not_kept() {
    let provider = Provider::silent().await;
    let client = provider.client();
    provider.responds(DISCOVERY, ResponseTemplate::new(503)).await;
    let refused = client.authorize(&request()).await;
    assert!(matches!(refused, Err(IdentityError::Service(ServiceError::Unavailable(_)))), "{refused:?}");
    provider.answers(DISCOVERY, provider.document()).await;
    provider.publishes(&[]).await;
    assert!(client.authorize(&request()).await.is_ok());
}

#[tokio::test]
async fn a_document_of_another_issuer_is_refused() {
    let provider = Provider::silent().await;
    let mut document = provider.document();
    document["issuer"] = json!("https://elsewhere.example");
    provider.answers(DISCOVERY, document).await;
    provider.publishes(&[]).await;
    let refused = provider.client().authorize(&request()).await;
    assert!(malformed(&refused), "{refused:?}");
    assert!(everything(&refused.unwrap_err()).contains("elsewhere.example"), "the operator has to see what is wrong");
}

#[tokio::test]
async fn a_document_that_is_none_is_refused() {
    for answer in [
        ResponseTemplate::new(404),
        ResponseTemplate::new(200).set_body_raw("<html>", "text/html"),
        ResponseTemplate::new(200).set_body_raw("{", "application/json"),
        ResponseTemplate::new(200).set_body_raw("{}", "application/json"),
        ResponseTemplate::new(200).set_body_raw(vec![b' '; 1_100_000], "application/json"),
        ResponseTemplate::new(302).insert_header("location", "http://127.0.0.1:9/"),
    ] {
        let provider = Provider::silent().await;
        provider.responds(DISCOVERY, answer).await;
        let refused = provider.client().authorize(&request()).await;
        assert!(malformed(&refused), "{refused:?}");
    }
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_not_available() {
    let config = OidcConfig { issuer: "http://127.0.0.1:9".to_owned(), ..Provider::silent().await.config() };
    let refused = OidcProvider::new(config, Arc::new(FixedClock)).unwrap().authorize(&request()).await;
    assert!(matches!(refused, Err(IdentityError::Service(ServiceError::Unavailable(_)))), "{refused:?}");
}

#[tokio::test]
async fn a_provider_that_does_not_answer_in_time_is_given_up() {
    let provider = Provider::silent().await;
    let slow = ResponseTemplate::new(200).set_body_json(provider.document()).set_delay(Duration::from_secs(30));
    provider.responds(DISCOVERY, slow).await;
    let client = provider.client().within(Duration::from_millis(500));
    let started = Instant::now();
    for refused in [client.authorize(&request()).await.err(), client.identify(&CODE.into(), &request()).await.err()] {
        assert!(matches!(refused, Some(IdentityError::Service(ServiceError::TimedOut))), "{refused:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_used_or_old_code_is_refused() {
    let refused = exchanged(ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_grant"}))).await;
    assert!(matches!(refused, Err(IdentityError::CodeRefused)), "{refused:?}");
}

#[tokio::test]
async fn each_failure_of_the_token_endpoint_has_its_name() {
    let wrong_password = exchanged(ResponseTemplate::new(401).set_body_json(json!({"error": "invalid_client"}))).await;
    assert!(matches!(wrong_password, Err(IdentityError::Service(ServiceError::Unauthorized))), "{wrong_password:?}");
    let limited = exchanged(ResponseTemplate::new(429).insert_header("retry-after", "7")).await;
    assert!(
        matches!(limited, Err(IdentityError::Service(ServiceError::Limited { retry_after: Some(wait) })) if wait.as_secs() == 7),
        "{limited:?}"
    );
    let down = exchanged(ResponseTemplate::new(502)).await;
    assert!(matches!(down, Err(IdentityError::Service(ServiceError::Unavailable(_)))), "{down:?}");
    for answer in [
        ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_scope"})),
        ResponseTemplate::new(200).set_body_raw("<html>", "text/html"),
        ResponseTemplate::new(200).set_body_raw("{", "application/json"),
        ResponseTemplate::new(200),
        ResponseTemplate::new(200).set_body_json(json!({"access_token": "x", "token_type": "Bearer"})),
    ] {
        let refused = exchanged(answer).await;
        assert!(malformed(&refused), "{refused:?}");
    }
}

#[tokio::test]
async fn an_access_token_that_no_header_can_carry_is_no_token() {
    let key = Key::es256("first");
    let provider = Provider::with(&[&key]).await;
    let id_token = key.sign(&provider.claims_with("name", serde_json::Value::Null));
    let odd = json!({"access_token": "a\r\nb", "token_type": "Bearer", "id_token": id_token});
    provider.responds("/token", ResponseTemplate::new(200).set_body_json(odd)).await;
    let refused = provider.identify().await;
    assert!(malformed(&refused), "{refused:?}");
}

#[tokio::test]
async fn a_redirect_of_the_token_endpoint_is_not_followed() {
    let elsewhere = MockServer::start().await;
    let refused = exchanged(ResponseTemplate::new(307).insert_header("location", elsewhere.uri().as_str())).await;
    assert!(malformed(&refused), "{refused:?}");
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_a_caller_gets_wrong_is_an_error_and_no_panic() {
    let provider = Provider::with(&[]).await;
    let nowhere = OidcConfig { issuer: "nowhere".to_owned(), ..provider.config() };
    assert!(OidcProvider::new(nowhere, Arc::new(FixedClock)).is_err());
    let client = provider.client();
    let short = AuthorizationRequest { verifier: "short".into(), ..request() };
    assert!(client.authorize(&short).await.is_err() && client.identify(&CODE.into(), &short).await.is_err());
    let lost = AuthorizationRequest { redirect_uri: "lost".to_owned(), ..request() };
    assert!(client.authorize(&lost).await.is_err() && client.identify(&CODE.into(), &lost).await.is_err());
}

#[tokio::test]
async fn no_secret_of_a_sign_in_is_in_any_error() {
    let echo = format!("{CODE} {VERIFIER} {CLIENT_SECRET} {ACCESS_TOKEN}");
    for status in [200, 400, 401, 500] {
        for body in [echo.clone(), json!({"access_token": ACCESS_TOKEN, "expires_in": echo}).to_string()] {
            let answer = ResponseTemplate::new(status).set_body_raw(body, "application/json");
            let error = exchanged(answer).await.unwrap_err();
            for secret in [CODE, VERIFIER, CLIENT_SECRET, ACCESS_TOKEN] {
                assert!(!everything(&error).contains(secret), "{}", everything(&error));
            }
        }
    }
    let provider = Provider::silent().await;
    assert!(!format!("{:?} {:?}", provider.client(), provider.config()).contains(CLIENT_SECRET));
}
