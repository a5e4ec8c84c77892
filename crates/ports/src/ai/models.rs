use async_trait::async_trait;

use crate::ServiceError;

/// A model as a service lists it. What it calls itself is a stranger's text, of any length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedModel {
    /// How it is asked for, as `openai/gpt-4o`; empty where the service did not say.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
}

/// Lists the models that a service has.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ModelDirectory: Send + Sync {
    /// Whether it is played by this program.
    fn is_sandbox(&self) -> bool;

    /// All models, in the service's order, each entry of its list one: also those without an identifier. Takes a
    /// limited time, and repeats a call that failed for no reason of ours once.
    async fn models(&self) -> Result<Vec<ListedModel>, ServiceError>;
}
