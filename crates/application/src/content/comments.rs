use std::sync::Arc;

use vibeslop_domain::{
    Invalid, Violations,
    content::{
        CommentDraft, CommentPlace, CommentRefused, CommentTerms, CommentText, ItemRef, NewComment, NotOwner, mentions,
        newly_mentioned,
    },
    ids::{CommentId, UserId},
    notifications::NotificationKind,
    page::TimeList,
};
use vibeslop_ports::{
    content::{CommentQueries, StoredComment, ThreadView},
    environment::{Clock, Ids},
    notifications::{Cause, Mentions, NewNotification, NotificationSource},
    transactions::Transactions,
};

use super::telling::{mention, preview};
use crate::{
    Error, Tx,
    debug::opaque_debug,
    in_transaction,
    page::{Listed, PageRequest},
    persistently,
};

const NO_COMMENT: Error = Error::NotFound("comment");

/// Comments on posts and projects.
#[derive(Clone)]
pub struct Comments {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads comments.
    pub queries: Arc<dyn CommentQueries>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
}

opaque_debug!(Comments);

impl Comments {
    /// Comments on an item, or answers a comment on it. The item's owner hears of it, and whoever is answered or
    /// mentioned, each once, when, and only when, the comment is there.
    pub async fn create(&self, author: UserId, draft: &CommentDraft) -> Result<ThreadView, Error> {
        let terms = CommentTerms::new(draft)?;
        let (id, now) = (CommentId(self.ids.next()), self.clock.now());
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let place = tx.comments().lock_place(terms.item, terms.parent, author).await?;
                let place = place.ok_or(Error::NotFound(name(terms.item)))?;
                terms.judge(&place)?;
                let CommentTerms { item, parent, text } = terms.clone();
                let comment = NewComment { id, author, item, parent, text, created_at: now };
                tx.comments().insert(&comment).await?;
                // Of what nobody else can see nobody else is told.
                if place.is_public { self.tell(tx, &comment, &place).await } else { Ok(()) }
            })
        })
        .await?;
        self.thread(id, author).await
    }

    async fn tell(&self, tx: &mut Tx, comment: &NewComment, place: &CommentPlace) -> Result<(), Error> {
        let NewComment { id, author, item, ref text, created_at, .. } = *comment;
        let preview = preview(text.as_str());
        let mentions = Mentions {
            actor: author,
            names: text.mentions(),
            target: item,
            comment: Some(id),
            preview: preview.clone(),
            at: created_at,
        };
        let mut told = mention(tx, &mentions, &*self.ids).await?;
        told.push(author);
        let mut notifications = Vec::new();
        for recipient in [Some(place.owner), place.answered.map(|answered| answered.author)].into_iter().flatten() {
            if told.contains(&recipient) {
                continue;
            }
            told.push(recipient);
            let cause = Cause {
                kind: NotificationKind::Comment,
                actor: author,
                recipient,
                target: Some(item.into()),
                source: Some(NotificationSource::Comment(id)),
            };
            notifications.push(NewNotification { cause, preview: Some(preview.clone()), at: created_at });
        }
        if !notifications.is_empty() {
            tx.notifications().tell(&notifications).await?;
        }
        Ok(())
    }

    /// Changes what one's own comment says. Whoever is mentioned only now hears of it.
    pub async fn edit(&self, viewer: UserId, id: CommentId, content: Option<&str>) -> Result<ThreadView, Error> {
        let text = CommentText::replacing(content)?;
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let comment = own(tx, viewer, id).await?;
                if comment.text == text.as_str() {
                    return Ok(());
                }
                tx.comments().edit(id, &text, now).await?;
                if !comment.is_public {
                    return Ok(());
                }
                let mentions = Mentions {
                    actor: viewer,
                    names: newly_mentioned(&mentions(&comment.text), text.mentions()),
                    target: comment.item,
                    comment: Some(id),
                    preview: preview(text.as_str()),
                    at: now,
                };
                mention(tx, &mentions, &*self.ids).await.map(drop)
            })
        })
        .await?;
        self.thread(id, viewer).await
    }

    /// Takes one's own comment away, with all answers below it.
    pub async fn delete(&self, viewer: UserId, id: CommentId) -> Result<(), Error> {
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                own(tx, viewer, id).await?;
                Ok(tx.comments().delete(id).await?)
            })
        })
        .await
    }

    /// The comments on an item, thread by thread, newest thread first.
    pub async fn threads(
        &self,
        item: ItemRef,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<ThreadView>, Error> {
        let start = request.start(TimeList::Comments)?;
        Ok(Listed::of(self.queries.threads(item, start, request.limit, viewer).await?, TimeList::Comments))
    }

    async fn thread(&self, id: CommentId, viewer: UserId) -> Result<ThreadView, Error> {
        self.queries.thread(id, Some(viewer)).await?.ok_or(NO_COMMENT)
    }
}

/// The comment, locked, if it is `viewer`'s.
async fn own(tx: &mut Tx, viewer: UserId, id: CommentId) -> Result<StoredComment, Error> {
    let comment = tx.comments().lock(id).await?.ok_or(NO_COMMENT)?;
    if comment.author == viewer { Ok(comment) } else { Err(NotOwner.into()) }
}

const fn name(item: ItemRef) -> &'static str {
    match item {
        ItemRef::Post(_) => "post",
        ItemRef::Project(_) => "project",
    }
}

impl From<CommentRefused> for Error {
    fn from(refused: CommentRefused) -> Self {
        match refused {
            CommentRefused::Blocked => Self::Forbidden { code: "blocked", message: refused.to_string() },
            CommentRefused::NoSuchParent => Violations::of("parent_id", Invalid::MISSING).into(),
        }
    }
}
