//! Tokens: which count, and which do not.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use josekit::{
    jws::{HS256, HS512, JwsHeader},
    jwt::{self, JwtPayload},
};
use serde_json::{Value, json};
use vibeslop_testkit::app::{JWT_SECRET, TestApp};

fn parts(token: &str) -> (Value, Value, String) {
    let mut parts = token.split('.');
    let mut json = || serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts.next().unwrap()).unwrap()).unwrap();
    (json(), json(), parts.next().unwrap().to_owned())
}

fn joined(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

/// Signs with HS256 as anybody who has the secret does.
fn signed(claims: &Value, secret: &str) -> String {
    let payload = JwtPayload::from_map(claims.as_object().unwrap().clone()).unwrap();
    let signer = HS256.signer_from_bytes(secret).unwrap();
    jwt::encode_with_signer(&payload, &JwsHeader::new(), &signer).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_unchanged_token_counts() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let (header, claims, signature) = parts(ada.token());
    assert_eq!(header["alg"], "HS256");
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!("vibeslop"), &json!("Joken")));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 604_800);

    let mut other = claims.clone();
    other["user_id"] = json!("0190f000-0000-7000-8000-000000000001");
    let unsigned = json!({"alg": "none", "typ": "JWT"});
    let strange = HS512.signer_from_bytes(JWT_SECRET.repeat(2)).unwrap();
    let payload = JwtPayload::from_map(claims.as_object().unwrap().clone()).unwrap();
    let mut foreign = claims.clone();
    foreign["iss"] = json!("elsewhere");
    let mut endless = claims.clone();
    endless.as_object_mut().unwrap().remove("exp");
    let bad = [
        ("tampered", joined(&header, &other, &signature)),
        ("alg none", joined(&unsigned, &claims, "")),
        ("alg none with a signature", joined(&unsigned, &claims, &signature)),
        ("foreign key", signed(&claims, "the secret of somebody else altogether, also long")),
        ("other algorithm", jwt::encode_with_signer(&payload, &JwsHeader::new(), &strange).unwrap()),
        ("other issuer", signed(&foreign, JWT_SECRET)),
        ("without an end", signed(&endless, JWT_SECRET)),
        ("somebody who is not there", signed(&other, JWT_SECRET)),
        ("nonsense", "nonsense".to_owned()),
        ("nothing", String::new()),
        ("too long", "x".repeat(5_000)),
    ];
    for (what, token) in bad {
        let answer = app.bearer(&token).get("/api/me").await;
        assert_eq!(answer.status, 401, "{what}");
        assert_eq!(answer["error"], "unauthorized", "{what}");
        assert!(answer["message"].as_str().is_some_and(|text| !text.is_empty()), "{what}");
        // Where a token is optional, such a one counts as none.
        app.bearer(&token).get("/api/posts").await.expect(200);
    }
    app.bearer(&signed(&claims, JWT_SECRET)).get("/api/me").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_after_seven_days_and_at_logout() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let other = app.person("ada").await;
    let said = ada.post_nothing("/api/auth/logout").await.expect(200);
    assert_eq!(said["message"], "Logged out successfully");
    ada.get("/api/me").await.expect(401);
    ada.post_nothing("/api/auth/logout").await.expect(200);
    app.anonymous().post_nothing("/api/auth/logout").await.expect(200);
    other.get("/api/me").await.expect(200);
    app.clock.advance(TimeDelta::days(7) + TimeDelta::minutes(2));
    other.get("/api/me").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scheme_may_be_written_in_any_case() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let request =
        app.request(reqwest::Method::GET, "/api/me").header("authorization", format!("bEARER {}", ada.token()));
    assert_eq!(request.send().await.unwrap().status(), 200);
}
