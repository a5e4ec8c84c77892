use std::str::FromStr;

use crate::social::Reported;

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal),* $(,)?) => {
        /// What an administrator did, or somebody to their own account that an administrator will look for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum AdminAction {
            $($(#[$doc])* $name,)*
        }

        impl AdminAction {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word that stands for it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

actions! {
    /// Vouched for a person.
    VerifyUser = "user.verify",
    /// Vouches for a person no more.
    UnverifyUser = "user.unverify",
    /// Deleted an account.
    DeleteUser = "user.delete",
    /// Suspended an account.
    SuspendUser = "user.suspend",
    /// Ended a suspension.
    RestoreUser = "user.restore",
    /// Wanted their own account deleted.
    LeaveUser = "user.leave",
    /// Came back before it was.
    ReturnUser = "user.return",
    /// Had their own account erased.
    EraseUser = "user.erase",
    /// Added a tool to the catalog.
    CreateTool = "tool.create",
    /// Took a tool out of the catalog.
    DeleteTool = "tool.delete",
    /// Filled the catalog from a provider's list of models.
    SyncTools = "tool.sync",
    /// Added a stack to the catalog.
    CreateStack = "stack.create",
    /// Took a stack out of the catalog.
    DeleteStack = "stack.delete",
    /// Decided on a report.
    UpdateReport = "report.update",
    /// Deleted what was reported.
    DeleteContent = "content.delete",
    /// Had a job run once more.
    RetryJob = "job.retry",
    /// Called a job off.
    CancelJob = "job.cancel",
}

/// The word stands for no action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such action")]
pub struct UnknownAction;

impl FromStr for AdminAction {
    type Err = UnknownAction;

    fn from_str(word: &str) -> Result<Self, UnknownAction> {
        Self::ALL.iter().copied().find(|action| action.as_str() == word).ok_or(UnknownAction)
    }
}

/// To what something was done: its kind and its identifier there. It may be gone when somebody reads of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSubject {
    /// `user`, `tool`, `stack`, `report`, `post`, `job`, …
    pub kind: &'static str,
    /// Its identifier; `None` where it was done to all of a kind.
    pub id: Option<String>,
}

impl AuditSubject {
    /// One thing of a kind.
    pub fn one(kind: &'static str, id: &impl ToString) -> Self {
        Self { kind, id: Some(id.to_string()) }
    }

    /// All things of a kind.
    pub const fn all(kind: &'static str) -> Self {
        Self { kind, id: None }
    }
}

impl From<Reported> for AuditSubject {
    fn from(thing: Reported) -> Self {
        let kind = match thing.kind() {
            "Post" => "post",
            "Project" => "project",
            "Comment" => "comment",
            "Gig" => "gig",
            _ => "user",
        };
        Self::one(kind, &thing.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_leads_back_to_its_action() {
        for action in AdminAction::ALL {
            assert_eq!(action.as_str().parse(), Ok(*action));
        }
        assert_eq!("user.praise".parse::<AdminAction>(), Err(UnknownAction));
    }
}
