use std::collections::HashSet;

use chrono::TimeDelta;
use uuid::Uuid;
use vibeslop_domain::{
    admin::{AdminAction, AuditSubject},
    catalog::ModelTool,
    ids::{ToolId, UserId},
};
use vibeslop_ports::{ServiceError, accounts::Viewer, ai::ListedModel};

use super::Admin;
use crate::{Error, in_transaction};

/// For how long somebody has the turn who never gives it back: longer than a list of models may take.
const TURN: TimeDelta = TimeDelta::minutes(2);

/// What became of a provider's list of models. What was received is what was created and what was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Synced {
    /// Entries that the catalog has now and had not before.
    pub created: u64,
    /// Models that were there already, or have no name that makes an entry.
    pub skipped: u64,
    /// Models that were received.
    pub total: u64,
}

impl Admin {
    /// Fills the catalog with the models that the provider has. Nobody else may do so at the same time, on any node.
    pub async fn sync_tools(&self, viewer: &Viewer) -> Result<Synced, Error> {
        let actor = self.admit(viewer)?;
        let holder = self.accounts.ids.next();
        self.take_turn(holder).await?;
        let synced = self.fill(actor).await;
        // Whatever came of it. A turn that cannot be given back ends by itself.
        if let Err(error) = self.give_turn_back(holder).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the turn of filling the catalog could not be given back"
            );
        }
        synced
    }

    async fn fill(&self, actor: UserId) -> Result<Synced, Error> {
        let models = self.models.models().await.map_err(fetch_failed)?;
        let tools = entries(&models);
        let ids: Vec<ToolId> = tools.iter().map(|_| ToolId(self.accounts.ids.next())).collect();
        let total = u64::try_from(models.len()).unwrap_or(u64::MAX);
        in_transaction(&*self.accounts.transactions, async |tx| {
            let created = tx.admin().add_models(&tools, &ids, self.accounts.clock.now()).await?;
            let synced = Synced { created, skipped: total.saturating_sub(created), total };
            let details = vec![("created", created.to_string()), ("total", total.to_string())];
            self.record(tx, actor, AdminAction::SyncTools, AuditSubject::all("tool"), details).await?;
            Ok(synced)
        })
        .await
    }

    async fn take_turn(&self, holder: Uuid) -> Result<(), Error> {
        let now = self.accounts.clock.now();
        let taken = in_transaction(&*self.accounts.transactions, async |tx| {
            Ok(tx.admin().take_sync_turn(holder, now + TURN, now).await?)
        })
        .await?;
        if taken {
            return Ok(());
        }
        let message = "The catalog is being filled already; please wait a moment".to_owned();
        Err(Error::Conflict { code: "sync_in_progress", message })
    }

    async fn give_turn_back(&self, holder: Uuid) -> Result<(), Error> {
        in_transaction(&*self.accounts.transactions, async |tx| Ok(tx.admin().give_sync_turn_back(holder).await?)).await
    }
}

/// The entries that the models make, each slug and each name once: one statement must not add the same thing twice.
fn entries(models: &[ListedModel]) -> Vec<ModelTool> {
    let (mut slugs, mut names) = (HashSet::new(), HashSet::new());
    models
        .iter()
        .filter_map(|model| ModelTool::new(&model.id, model.name.as_deref()))
        .filter(|tool| slugs.insert(tool.slug.clone()) && names.insert(tool.name.folded()))
        .collect()
}

/// Whatever failed, the code is the same.
fn fetch_failed(source: ServiceError) -> Error {
    Error::service("openrouter_fetch_failed", "The list of models could not be read; please try again", source)
}
