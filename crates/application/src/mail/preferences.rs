use vibeslop_domain::{ids::UserId, mail::MailKind};

use super::Mailing;
use crate::{Error, accounts::account_is_gone, in_transaction};

/// A kind of mail, and whether somebody wants it.
pub type MailChoice = (MailKind, bool);

impl Mailing {
    /// Which kinds somebody wants: every kind that is theirs to choose, with an answer.
    pub async fn preferences(&self, viewer: UserId) -> Result<Vec<MailChoice>, Error> {
        let preferences = self.queries.preferences(viewer).await?.ok_or_else(account_is_gone)?;
        Ok(MailKind::CHOICES.into_iter().map(|kind| (kind, preferences.want(kind))).collect())
    }

    /// Notes which kinds somebody wants; what is not named stays as it is.
    pub async fn set_preferences(&self, viewer: UserId, choices: &[MailChoice]) -> Result<Vec<MailChoice>, Error> {
        let is_there =
            in_transaction(&*self.transactions, async |tx| Ok(tx.mail().set_preferences(viewer, choices).await?))
                .await?;
        if !is_there {
            return Err(account_is_gone());
        }
        self.preferences(viewer).await
    }
}
