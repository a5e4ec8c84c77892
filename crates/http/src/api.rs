use std::sync::Arc;

use url::Url;
use vibeslop_application::Services;
use vibeslop_ports::{accounts::SandboxDirectory, environment::Ids, mail::Mailbox, operation::Readiness};

use crate::{CallersTraces, Departure, Metrics, Network};

/// All that the routes call. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    /// The use cases.
    pub services: Services,
    /// The people of the sandbox in GitHub's place. Its authorisation page is served only with it.
    pub sandbox: Option<Arc<dyn SandboxDirectory>>,
    /// The mailbox on this machine, if mail stays here. Its pages are served only with it.
    pub mailbox: Option<Arc<dyn Mailbox>>,
    /// Whether the service can do its work.
    pub readiness: Arc<dyn Readiness>,
    /// Names requests.
    pub ids: Arc<dyn Ids>,
    /// What is configured.
    pub settings: Settings,
    /// The proxies whose word on a caller's address is believed.
    pub trusted_proxies: Vec<Network>,
    /// What `/metrics` shows; without it there is no such page.
    pub metrics: Option<Metrics>,
    /// What continues the traces of trusted proxies; without it traces begin here.
    pub callers_traces: Option<Arc<dyn CallersTraces>>,
    /// Whether this node is about to go.
    pub departure: Departure,
}

impl Api {
    /// Puts it together.
    pub fn new(
        services: Services,
        sandbox: Option<Arc<dyn SandboxDirectory>>,
        readiness: Arc<dyn Readiness>,
        ids: Arc<dyn Ids>,
        settings: Settings,
    ) -> Self {
        Self {
            services,
            sandbox,
            mailbox: None,
            readiness,
            ids,
            settings,
            trusted_proxies: Vec::new(),
            metrics: None,
            callers_traces: None,
            departure: Departure::default(),
        }
    }

    /// The same with a mailbox to look into.
    #[must_use]
    pub fn with_mailbox(self, mailbox: Option<Arc<dyn Mailbox>>) -> Self {
        Self { mailbox, ..self }
    }

    /// The same behind these proxies.
    #[must_use]
    pub fn behind(self, trusted_proxies: Vec<Network>) -> Self {
        Self { trusted_proxies, ..self }
    }

    /// The same, which continues the traces of trusted proxies.
    #[must_use]
    pub fn traced(self, callers_traces: Option<Arc<dyn CallersTraces>>) -> Self {
        Self { callers_traces, ..self }
    }

    /// The same with a page that shows what was measured.
    #[must_use]
    pub fn measured(self, metrics: Metrics) -> Self {
        Self { metrics: Some(metrics), ..self }
    }
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// What is configured.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address of this service, as browsers reach it, without a slash at its end.
    pub backend_url: String,
    /// The address of the web client, without a slash at its end.
    pub frontend_url: String,
    /// The origins whose scripts may call the service; `*` for any; none for that of the web client.
    pub cors_origins: Vec<String>,
    /// The version that every answer tells.
    pub version: String,
}

impl Settings {
    /// Whether browsers reach the service by https.
    pub fn is_https(&self) -> bool {
        self.backend_url.starts_with("https://")
    }

    /// The origins whose scripts may call the service, as browsers write them.
    pub fn allowed_origins(&self) -> impl Iterator<Item = String> {
        let default = self.cors_origins.is_empty().then_some(&self.frontend_url);
        default.into_iter().chain(&self.cors_origins).filter_map(|address| {
            let origin = Url::parse(address).ok()?.origin();
            origin.is_tuple().then(|| origin.ascii_serialization())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them_and_the_web_client_is_the_default() {
        let mut settings = Settings {
            backend_url: "https://api.example.com".to_owned(),
            frontend_url: "http://localhost:5173/app/".to_owned(),
            cors_origins: Vec::new(),
            version: "1".to_owned(),
        };
        assert_eq!(settings.allowed_origins().collect::<Vec<_>>(), ["http://localhost:5173"]);
        settings.cors_origins = vec!["https://Example.com:443/".to_owned(), "nonsense".to_owned()];
        assert_eq!(settings.allowed_origins().collect::<Vec<_>>(), ["https://example.com"]);
        assert!(settings.is_https());
    }
}
