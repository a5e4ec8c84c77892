use vibeslop_domain::{
    ids::UserId,
    notifications::{NotificationKind, Vocabulary},
    page::TimeList,
};
use vibeslop_ports::notifications::{NotificationView, TargetView};

use super::Inbox;
use crate::{
    Error,
    page::{Listed, PageRequest},
};

/// How a client wants to be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Told {
    /// One by one, in the ten kinds that every client knows.
    #[default]
    Plainly,
    /// One by one, in all kinds.
    Extended,
    /// In all kinds, likes, reposts and follows of a target and day as one.
    Grouped,
}

impl Told {
    /// The kinds.
    pub const fn vocabulary(self) -> Vocabulary {
        match self {
            Self::Plainly => Vocabulary::Plain,
            Self::Extended | Self::Grouped => Vocabulary::Extended,
        }
    }
}

/// A notification in the words of the client that asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// What was stored.
    pub view: NotificationView,
    /// The kind that the client is told.
    pub kind: NotificationKind,
    /// Whether this entry stands for several people's deeds, or could.
    pub is_grouped: bool,
}

impl Notification {
    /// The same in the words of a client. Where a quote is told as a mention, it is about the post that quotes.
    pub fn told_in(vocabulary: Vocabulary, mut view: NotificationView) -> Self {
        let kind = view.kind.told_in(vocabulary);
        if kind != view.kind {
            view.target = view.source.take();
        }
        Self { view, kind, is_grouped: false }
    }

    /// What it is about.
    pub const fn target(&self) -> Option<&TargetView> {
        self.view.target.as_ref()
    }
}

/// A part of what a person was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notifications {
    /// The newest first.
    pub listed: Listed<Notification>,
    /// How many of all that the person was told of they have not read.
    pub unread: i64,
}

impl Inbox {
    /// What a person was told of, the newest first.
    pub async fn notifications(&self, of: UserId, told: Told, request: &PageRequest) -> Result<Notifications, Error> {
        let list = TimeList::Notifications;
        let start = request.start(list)?;
        let page = match told {
            Told::Plainly | Told::Extended => self.notifications.notifications(of, start, request.limit).await?,
            Told::Grouped => self.notifications.grouped(of, start, request.limit).await?,
        };
        let page = page.map(|view| Notification {
            is_grouped: told == Told::Grouped && view.kind.merges(),
            ..Notification::told_in(told.vocabulary(), view)
        });
        Ok(Notifications { listed: Listed::of(page, list), unread: self.notifications.unread(of).await? })
    }
}
