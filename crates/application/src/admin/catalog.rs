use vibeslop_domain::{
    Invalid, Violations,
    admin::{AdminAction, AuditSubject},
    catalog::{Stack, StackCategory, TagName, Tool},
    ids::{StackId, ToolId},
};
use vibeslop_ports::{accounts::Viewer, admin::CreateEntryError};

use super::Admin;
use crate::{Error, in_transaction};

impl Admin {
    /// Adds a tool to the catalog.
    pub async fn create_tool(&self, viewer: &Viewer, name: &str) -> Result<Tool, Error> {
        let actor = self.admit(viewer)?;
        let name = TagName::new(name).map_err(|reason| Violations::of("name", reason))?;
        let id = ToolId(self.accounts.ids.next());
        in_transaction(&*self.accounts.transactions, async |tx| {
            let tool = tx.admin().create_tool(id, &name, self.accounts.clock.now()).await?;
            let details = vec![("name", tool.name.clone())];
            self.record(tx, actor, AdminAction::CreateTool, AuditSubject::one("tool", &id), details).await?;
            Ok(tool)
        })
        .await
    }

    /// Adds a stack to the catalog.
    pub async fn create_stack(&self, viewer: &Viewer, name: &str, category: Option<&str>) -> Result<Stack, Error> {
        let actor = self.admit(viewer)?;
        let mut wrong = Violations::default();
        let name = wrong.check("name", TagName::new(name));
        let category = wrong.check("category", StackCategory::new(category));
        let (Some(name), Some(category)) = (name, category) else { return Err(wrong.into()) };
        let id = StackId(self.accounts.ids.next());
        in_transaction(&*self.accounts.transactions, async |tx| {
            let stack = tx.admin().create_stack(id, &name, category, self.accounts.clock.now()).await?;
            let details = vec![("name", stack.name.clone())];
            self.record(tx, actor, AdminAction::CreateStack, AuditSubject::one("stack", &id), details).await?;
            Ok(stack)
        })
        .await
    }

    /// Takes a tool out of the catalog, and out of all that names it.
    pub async fn delete_tool(&self, viewer: &Viewer, id: ToolId) -> Result<(), Error> {
        let actor = self.admit(viewer)?;
        in_transaction(&*self.accounts.transactions, async |tx| {
            if !tx.admin().delete_tool(id).await? {
                return Err(Error::NotFound("tool"));
            }
            self.record(tx, actor, AdminAction::DeleteTool, AuditSubject::one("tool", &id), Vec::new()).await
        })
        .await
    }

    /// Takes a stack out of the catalog, and out of all that names it.
    pub async fn delete_stack(&self, viewer: &Viewer, id: StackId) -> Result<(), Error> {
        let actor = self.admit(viewer)?;
        in_transaction(&*self.accounts.transactions, async |tx| {
            if !tx.admin().delete_stack(id).await? {
                return Err(Error::NotFound("stack"));
            }
            self.record(tx, actor, AdminAction::DeleteStack, AuditSubject::one("stack", &id), Vec::new()).await
        })
        .await
    }
}

impl From<CreateEntryError> for Error {
    fn from(error: CreateEntryError) -> Self {
        match error {
            CreateEntryError::NameTaken => Violations::of("name", Invalid::TAKEN).into(),
            CreateEntryError::Store(error) => error.into(),
        }
    }
}
