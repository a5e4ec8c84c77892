use std::sync::Arc;

use reqwest::redirect;
use vibeslop_openrouter::{Endpoint, Limits, OpenRouter, OpenRouterPainter};
use vibeslop_ports::ai::{LanguageModel, Painter};

/// The key that a test's models are asked with.
pub const MODEL_KEY: &str = "sk-or-v1-the-key-of-a-test";

/// Models of a service that a test plays.
#[derive(Debug, Clone)]
pub struct Models {
    /// Where it is, as `http://127.0.0.1:1234`.
    pub url: String,
    /// How long it is waited for, and how often.
    pub limits: Limits,
}

impl Models {
    fn endpoint(&self) -> Endpoint {
        Endpoint {
            base_url: format!("{}/api/v1", self.url).parse().expect("an address"),
            api_key: MODEL_KEY.into(),
            referer: "http://localhost:5173".to_owned(),
        }
    }

    #[cfg_attr(
        not(any(feature = "postgres", feature = "memory")),
        expect(dead_code, reason = "only for applications on stores")
    )]
    pub(super) fn text(&self) -> Arc<dyn LanguageModel> {
        Arc::new(OpenRouter::new(client(), self.endpoint(), "a/writer").with_limits(self.limits.clone()))
    }

    #[cfg_attr(
        not(any(feature = "postgres", feature = "memory")),
        expect(dead_code, reason = "only for applications on stores")
    )]
    pub(super) fn painter(&self) -> Arc<dyn Painter> {
        // Pictures are larger than texts.
        let limits = Limits { answer: 16 * 1024 * 1024, ..self.limits.clone() };
        Arc::new(OpenRouterPainter::new(client(), self.endpoint(), "a/painter").with_limits(limits))
    }
}

/// As the program's, but never through a proxy.
fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(redirect::Policy::none()).build().expect("a client")
}
