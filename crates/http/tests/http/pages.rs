//! The API reference.

use std::{collections::BTreeMap, sync::Arc};

use vibeslop_domain::accounts::ProviderName;
use vibeslop_ports::{accounts::IdentityProvider, mocks::MockIdentityProvider};

use crate::fixture::{BACKEND, Doubles};

fn with_providers() -> Doubles {
    let provider = |is_sandbox: bool| {
        let mut provider = MockIdentityProvider::new();
        provider.expect_is_sandbox().return_const(is_sandbox);
        Arc::new(provider) as Arc<dyn IdentityProvider>
    };
    let providers = BTreeMap::from([
        (ProviderName::github(), provider(true)),
        (ProviderName::new("keycloak").unwrap(), provider(false)),
    ]);
    Doubles { providers, ..Doubles::default() }
}

#[actix_web::test]
async fn the_reference_offers_every_way_to_sign_in() {
    for path in ["/docs", "/docs/"] {
        let answer = with_providers().get(path).await;
        assert_eq!(answer.status.as_u16(), 200);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        let page = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(page.contains(&format!("{BACKEND}/api/auth/github?flow=docs")), "{page}");
        assert!(page.contains("Sign in with Keycloak") && page.contains("sandbox"), "{page}");
    }
}

#[actix_web::test]
async fn the_reference_takes_everything_from_here_and_its_policy_says_so() {
    let answer = with_providers().get("/docs").await;
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("script-src 'self';") && policy.contains("default-src 'none'"), "{policy}");
    let page = String::from_utf8_lossy(&answer.body).into_owned();
    let mut files = 0;
    for part in page.split("=\"/assets/").skip(1) {
        let file = part.split(['"', '?']).next().unwrap();
        let asset = Doubles::default().get(&format!("/assets/{file}")).await;
        assert_eq!(asset.status.as_u16(), 200, "{file}");
        assert!(asset.body.len() > 400, "{file}");
        let kind = if file.contains(".css") { "text/css" } else { "text/javascript" };
        assert!(asset.header("content-type").starts_with(kind), "{file}");
        files += 1;
    }
    assert_eq!(files, 6);
    assert!(!page.contains("<script>") && !page.contains("style="), "nothing inline");
    Doubles::default().get("/assets/nothing.js").await.expect_problem(404, "not_found");
}
