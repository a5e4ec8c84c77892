use vibeslop_domain::{
    content::ItemRef,
    engagement::{Act, Engageable, EngagementRefused, Likeable, Wish},
    ids::UserId,
};
use vibeslop_ports::{
    engagement::LockedThing,
    notifications::{Cause, NewNotification, NotificationSource},
};

use super::Engagement;
use crate::{Error, in_transaction, persistently};

/// How a thing stands after somebody did something with it, or took it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engaged {
    /// Whether it is so now: liked, reposted, bookmarked.
    pub state: bool,
    /// How many do so now.
    pub total: i64,
}

impl Engagement {
    /// Likes, reposts or bookmarks a thing, or takes that back, as `wish` says. The owner hears of it when, and only
    /// when, it is so; and if it is taken back before they read it, they do not.
    ///
    /// Everybody who does something with the same thing takes turns, so that two quick calls are two calls.
    pub async fn perform(&self, viewer: UserId, act: Act, wish: Wish) -> Result<Engaged, Error> {
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let locked = tx.engagement().lock(act, viewer).await?;
                let LockedThing { thing, total, viewer_since } = locked.ok_or(Error::NotFound(name(act)))?;
                let cause = cause(act, &thing, viewer);
                if wish != Wish::Set(false) && tx.engagement().add(act, viewer, now).await? {
                    // Judged when it has really begun: who only repeats it, or takes it back, needs no leave. A refusal
                    // undoes it.
                    act.begin(&thing, viewer_since, now, self.minimum_age)?;
                    if let Some(cause) = cause {
                        tx.notifications().tell(&[NewNotification { cause, preview: None, at: now }]).await?;
                    }
                    return Ok(Engaged { state: true, total: total + 1 });
                }
                if wish == Wish::Set(true) {
                    return Ok(Engaged { state: true, total });
                }
                let ended = tx.engagement().remove(act, viewer).await?;
                if ended && let Some(cause) = cause {
                    tx.notifications().retract(&cause).await?;
                }
                Ok(Engaged { state: false, total: total - i64::from(ended) })
            })
        })
        .await
    }
}

/// What the owner is told of an act, unless it is their own.
fn cause(act: Act, thing: &Engageable, actor: UserId) -> Option<Cause> {
    let kind = act.tells().filter(|_| thing.owner != actor)?;
    let source = match act.target() {
        Likeable::Item(_) => None,
        Likeable::Comment(id) => Some(NotificationSource::Comment(id)),
    };
    Some(Cause { kind, actor, recipient: thing.owner, target: Some(thing.item.into()), source })
}

const fn name(act: Act) -> &'static str {
    match act.target() {
        Likeable::Item(ItemRef::Post(_)) => "post",
        Likeable::Item(ItemRef::Project(_)) => "project",
        Likeable::Comment(_) => "comment",
    }
}

impl From<EngagementRefused> for Error {
    fn from(refused: EngagementRefused) -> Self {
        let (code, message) = (refused.code(), refused.to_string());
        match refused {
            EngagementRefused::AccountTooYoung => Self::Forbidden { code, message },
            EngagementRefused::NotPublished => Self::Refused { code, message },
        }
    }
}
