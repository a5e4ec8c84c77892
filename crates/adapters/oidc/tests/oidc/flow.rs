use std::collections::HashMap;
use std::sync::Arc;

use secrecy::ExposeSecret;
use url::Url;
use vibeslop_domain::accounts::{ExternalProfile, ProviderName};
use vibeslop_oidc::{OidcConfig, OidcProvider};
use vibeslop_ports::accounts::IdentityProvider;
use wiremock::matchers::{body_string_contains, header, method, path};
use wiremock::{Mock, ResponseTemplate};

use super::provider::{Key, Provider};
use super::{ACCESS_TOKEN, CHALLENGE, CLIENT_ID, CODE, FixedClock, NONCE, NOW, VERIFIER, at, request};

#[tokio::test]
async fn the_browser_is_sent_to_the_page_that_discovery_names() {
    let provider = Provider::with(&[]).await;
    let client = provider.client();
    assert!(!client.is_sandbox());
    let url = Url::parse(&client.authorize(&request()).await.unwrap().url).unwrap();
    assert_eq!(url.path(), "/authorize");
    let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
    let expected = [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", "http://localhost:4001/api/auth/corp/callback"),
        ("scope", "openid profile email"),
        ("state", "state-of-this-test"),
        ("nonce", NONCE),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    assert_eq!(query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[tokio::test]
async fn without_scopes_the_usual_ones_are_asked_for() {
    let provider = Provider::with(&[]).await;
    let config = OidcConfig { scopes: Vec::new(), ..provider.config() };
    let client = OidcProvider::new(config, Arc::new(FixedClock)).unwrap();
    let url = client.authorize(&request()).await.unwrap().url;
    assert!(url.contains("scope=openid+profile+email"), "{url}");
}

#[tokio::test]
async fn a_person_signs_in_with_either_kind_of_key() {
    for key in [Key::rs256("r"), Key::es256("e")] {
        let provider = Provider::with(&[&key]).await;
        provider.grants(&key.sign(&provider.claims())).await;
        let identity = provider.identify().await.unwrap();
        let expected = ExternalProfile {
            provider: ProviderName::new("corp").unwrap(),
            subject: "00u1a2b3c4".to_owned(),
            login: "ada".to_owned(),
            name: Some("Ada Lovelace".to_owned()),
            verified_email: Some("ada@corp.example".to_owned()),
            bio: None,
            location: None,
            avatar_url: Some("https://pictures.corp.example/ada.png".to_owned()),
        };
        assert_eq!(identity.profile, expected);
        assert_eq!(identity.access_token.expose_secret(), ACCESS_TOKEN);
        assert_eq!(identity.refresh_token.as_ref().unwrap().expose_secret(), "rt-77");
        assert_eq!(identity.scopes.as_deref(), Some("openid profile email"));
        assert_eq!(identity.expires_at, Some(at(NOW + 3_600)));
        assert!(!format!("{identity:?}").contains(ACCESS_TOKEN));
    }
}

#[tokio::test]
async fn the_code_is_exchanged_with_the_secret_of_pkce() {
    let key = Key::es256("first");
    let provider = Provider::with(&[&key]).await;
    let granted =
        serde_json::json!({"access_token": "x", "token_type": "Bearer", "id_token": key.sign(&provider.claims())});
    // base64 of "vibeslop-web:secret-of-the-client-that-is-long-enough-for-hs256"
    let basic = "Basic dmliZXNsb3Atd2ViOnNlY3JldC1vZi10aGUtY2xpZW50LXRoYXQtaXMtbG9uZy1lbm91Z2gtZm9yLWhzMjU2";
    Mock::given(method("POST"))
        .and(path("/token"))
        .and(header("authorization", basic))
        .and(body_string_contains("grant_type=authorization_code"))
        .and(body_string_contains(format!("code={CODE}")))
        .and(body_string_contains(format!("code_verifier={VERIFIER}")))
        .and(body_string_contains("redirect_uri=http%3A%2F%2Flocalhost%3A4001%2Fapi%2Fauth%2Fcorp%2Fcallback"))
        .respond_with(ResponseTemplate::new(200).set_body_json(granted))
        .expect(1)
        .mount(&provider.server)
        .await;
    assert!(provider.identify().await.is_ok());
}

#[tokio::test]
async fn a_provider_that_wants_the_password_in_the_form_gets_it_there() {
    let key = Key::es256("first");
    let provider = Provider::silent().await;
    let mut document = provider.document();
    document["token_endpoint_auth_methods_supported"] = serde_json::json!(["client_secret_post"]);
    provider.answers("/.well-known/openid-configuration", document).await;
    provider.publishes(&[&key]).await;
    provider.grants(&key.sign(&provider.claims())).await;
    provider.identify().await.unwrap();
    let asked = provider.server.received_requests().await.unwrap();
    let exchange = asked.iter().find(|request| request.url.path() == "/token").unwrap();
    assert!(!exchange.headers.contains_key("authorization"));
    let form = String::from_utf8(exchange.body.clone()).unwrap();
    assert!(form.contains("client_secret=secret-of-the-client") && form.contains("client_id=vibeslop-web"), "{form}");
}

#[tokio::test]
async fn the_provider_is_asked_about_itself_once() {
    let key = Key::es256("first");
    let provider = Provider::with(&[&key]).await;
    provider.grants(&key.sign(&provider.claims())).await;
    let client = provider.client();
    for _ in 0..3 {
        client.authorize(&request()).await.unwrap();
        client.identify(&CODE.into(), &request()).await.unwrap();
    }
    assert_eq!(provider.asked("/.well-known/openid-configuration").await, 1);
    assert_eq!(provider.asked("/keys").await, 1);
}

#[tokio::test]
async fn a_new_key_is_fetched_once_and_then_known() {
    let (old, new) = (Key::es256("old"), Key::es256("new"));
    let provider = Provider::with(&[&old]).await;
    let client = provider.client();
    client.authorize(&request()).await.unwrap();
    provider.publishes(&[&old, &new]).await;
    provider.grants(&new.sign(&provider.claims())).await;
    for _ in 0..3 {
        client.identify(&CODE.into(), &request()).await.unwrap();
    }
    assert_eq!(provider.asked("/keys").await, 2);
}
