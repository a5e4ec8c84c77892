use vibeslop_domain::{
    accounts::Username,
    ids::UserId,
    notifications::NotificationKind,
    social::{Relation, RelationRefused, Tie},
};
use vibeslop_ports::notifications::{Cause, NewNotification};

use super::Social;
use crate::{Error, in_transaction, persistently};

const NOBODY: Error = Error::NotFound("user");

impl Social {
    /// Follows, blocks or mutes somebody. To do so again changes nothing.
    ///
    /// Whoever is followed hears of it. A block cuts what the two follow of each other; a mute is noticed by nobody.
    pub async fn begin(&self, person: UserId, relation: Relation, username: &str) -> Result<(), Error> {
        let name = Username::sought(username).ok_or(NOBODY)?;
        let now = self.accounts.clock.now();
        persistently(|| {
            in_transaction(&*self.accounts.transactions, async |tx| {
                let other = tx.social().lock_pair(person, &name).await?.ok_or(NOBODY)?;
                // Somebody suspended is shown to nobody. To keep them away for when they come back is still possible.
                if relation == Relation::Follows && !other.is_active {
                    return Err(NOBODY);
                }
                let tie = Tie { relation, person, other: other.id };
                tie.begin(other.blocked)?;
                if !tx.social().tie(tie, now).await? {
                    return Ok(());
                }
                match relation {
                    Relation::Follows => {
                        let told = NewNotification { cause: followed(tie), preview: None, at: now };
                        tx.notifications().tell(&[told]).await?;
                    }
                    Relation::Blocks => {
                        let follows = Tie { relation: Relation::Follows, ..tie };
                        for follows in [follows, follows.reversed()] {
                            if tx.social().untie(follows).await? {
                                tx.notifications().retract(&followed(follows)).await?;
                            }
                        }
                    }
                    Relation::Mutes => {}
                }
                Ok(())
            })
        })
        .await?;
        self.forget_suggestions(person, relation).await;
        Ok(())
    }

    /// Follows, blocks or mutes somebody no more. Where that was not so, nothing changes.
    pub async fn end(&self, person: UserId, relation: Relation, username: &str) -> Result<(), Error> {
        let name = Username::sought(username).ok_or(NOBODY)?;
        persistently(|| {
            in_transaction(&*self.accounts.transactions, async |tx| {
                let other = tx.social().lock_pair(person, &name).await?.ok_or(NOBODY)?;
                let tie = Tie { relation, person, other: other.id };
                if tx.social().untie(tie).await? && relation == Relation::Follows {
                    tx.notifications().retract(&followed(tie)).await?;
                }
                Ok(())
            })
        })
        .await?;
        self.forget_suggestions(person, relation).await;
        Ok(())
    }

    /// Whom somebody follows decides whom they may want to follow.
    async fn forget_suggestions(&self, person: UserId, relation: Relation) {
        if relation == Relation::Follows {
            self.suggestions.forget(person).await;
        }
    }
}

/// What somebody is told who is followed.
const fn followed(tie: Tie) -> Cause {
    Cause { kind: NotificationKind::Follow, actor: tie.person, recipient: tie.other, target: None, source: None }
}

impl From<RelationRefused> for Error {
    fn from(refused: RelationRefused) -> Self {
        let (code, message) = (refused.code(), refused.to_string());
        match refused {
            RelationRefused::Oneself(_) => Self::Refused { code, message },
            RelationRefused::Blocked => Self::Forbidden { code, message },
        }
    }
}
