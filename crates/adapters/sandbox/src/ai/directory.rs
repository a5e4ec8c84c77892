use async_trait::async_trait;
use vibeslop_ports::{
    ServiceError,
    ai::{ListedModel, ModelDirectory},
};

/// What the list holds: identifiers and names of nobody's models, one without a name and one that is there twice, as in
/// lists of real services.
const MODELS: [(&str, Option<&str>); 8] = [
    ("driftwood/driftwood-1", Some("Driftwood: Driftwood 1")),
    ("driftwood/driftwood-1-mini", Some("Driftwood: Driftwood 1 Mini")),
    ("lantern/lantern-large", Some("Lantern: Lantern Large")),
    ("lantern/lantern-large", Some("Lantern: Lantern Large")),
    ("lantern/lantern-code", Some("Lantern: Lantern Code")),
    ("tidewater/tidewater-vision", Some("Tidewater: Tidewater Vision")),
    ("tidewater/tidewater-paint", Some("Tidewater: Tidewater Paint")),
    ("unnamed/first-draft", None),
];

/// A list of models that nobody has.
#[derive(Debug, Clone, Copy, Default)]
pub struct SandboxModels;

#[async_trait]
impl ModelDirectory for SandboxModels {
    fn is_sandbox(&self) -> bool {
        true
    }

    async fn models(&self) -> Result<Vec<ListedModel>, ServiceError> {
        let listed =
            |(id, name): &(&str, Option<&str>)| ListedModel { id: (*id).to_owned(), name: name.map(str::to_owned) };
        Ok(MODELS.iter().map(listed).collect())
    }
}
