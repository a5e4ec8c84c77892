use std::sync::Arc;

use vibeslop_domain::{
    Invalid, Violations,
    content::{ItemRef, NewPost, NotOwner, PostDraft, PostTerms, PostText, Quote, mentions, newly_mentioned},
    ids::{PostId, UserId},
    notifications::NotificationKind,
    page::TimeList,
};
use vibeslop_ports::{
    content::{PostQueries, PostView, QuotedItem, RevisionView, StoredPost},
    environment::{Clock, Ids},
    notifications::{Cause, Mentions, NewNotification, NotificationSource},
    transactions::Transactions,
};

use super::{
    Images,
    telling::{mention, preview},
};
use crate::{
    Error, Tx,
    debug::opaque_debug,
    in_transaction,
    page::{Listed, PageRequest},
    persistently,
};

const NO_POST: Error = Error::NotFound("post");

/// Posts.
#[derive(Clone)]
pub struct Posts {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads posts.
    pub queries: Arc<dyn PostQueries>,
    /// Takes pictures in.
    pub images: Images,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
    /// The address of this service, without a slash at its end.
    pub backend_url: String,
}

opaque_debug!(Posts);

impl Posts {
    /// Publishes a post. Whoever it mentions or quotes hears of it, once, when, and only when, the post is there.
    pub async fn create(&self, author: UserId, draft: &PostDraft) -> Result<PostView, Error> {
        let PostTerms { text, media, quote, linked_project } = PostTerms::new(draft, &self.backend_url)?;
        let media = self.images.keep("media", media).await?;
        let (id, now) = (PostId(self.ids.next()), self.clock.now());
        in_transaction(&*self.transactions, async |tx| {
            let mut wrong = Violations::default();
            let quoted = match quote {
                Some(quote) => tx.posts().resolve_quote(quote, author).await?,
                None => None,
            };
            if let (Some(quote), None) = (quote, quoted) {
                wrong.add(field_of(quote), Invalid::MISSING);
            }
            if let Some(project) = linked_project
                && !tx.posts().owns_project(author, project).await?
            {
                wrong.add("linked_project_id", Invalid::MISSING);
            }
            let post = wrong.into_result(NewPost {
                id,
                author,
                text,
                media,
                quote: quoted.map(|quoted| quoted.item),
                linked_project,
                created_at: now,
            })?;
            tx.posts().insert(&post).await?;
            self.tell(tx, &post, quoted).await
        })
        .await?;
        self.post(id, Some(author)).await
    }

    async fn tell(&self, tx: &mut Tx, post: &NewPost, quoted: Option<QuotedItem>) -> Result<(), Error> {
        let mentions = Mentions {
            actor: post.author,
            names: post.text.mentions(),
            target: ItemRef::Post(post.id),
            comment: None,
            preview: preview(post.text.as_str()),
            at: post.created_at,
        };
        let told = mention(tx, &mentions, &*self.ids).await?;
        let Some(QuotedItem { item, owner }) = quoted else { return Ok(()) };
        if owner == post.author || told.contains(&owner) {
            return Ok(());
        }
        let cause = Cause {
            kind: NotificationKind::Quote,
            actor: post.author,
            recipient: owner,
            target: Some(item.into()),
            source: Some(NotificationSource::Post(post.id)),
        };
        let preview = Some(mentions.preview).filter(|preview| !preview.is_empty());
        Ok(tx.notifications().tell(&[NewNotification { cause, preview, at: post.created_at }]).await?)
    }

    /// Changes what one's own post says. What it said before stays in its history; whoever is mentioned only now hears
    /// of it.
    pub async fn edit(&self, viewer: UserId, id: PostId, content: Option<&str>) -> Result<PostView, Error> {
        let text = PostText::replacing(content)?;
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let post = own(tx, viewer, id).await?;
                text.must_say_something(post.shows)?;
                if post.text == text.as_str() {
                    return Ok(());
                }
                tx.posts().edit(id, &text, now).await?;
                let mentions = Mentions {
                    actor: viewer,
                    names: newly_mentioned(&mentions(&post.text), text.mentions()),
                    target: ItemRef::Post(id),
                    comment: None,
                    preview: preview(text.as_str()),
                    at: now,
                };
                mention(tx, &mentions, &*self.ids).await.map(drop)
            })
        })
        .await?;
        self.post(id, Some(viewer)).await
    }

    /// What a post said before, replaced last first.
    pub async fn history(
        &self,
        id: PostId,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<RevisionView>, Error> {
        let start = request.start(TimeList::PostHistory)?;
        let page = self.queries.history(id, start, request.limit, viewer).await?.ok_or(NO_POST)?;
        Ok(Listed::of(page, TimeList::PostHistory))
    }

    /// One post.
    pub async fn post(&self, id: PostId, viewer: Option<UserId>) -> Result<PostView, Error> {
        self.queries.post(id, viewer).await?.ok_or(NO_POST)
    }

    /// Takes one's own post away, with all that hangs on it.
    pub async fn delete(&self, viewer: UserId, id: PostId) -> Result<(), Error> {
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                own(tx, viewer, id).await?;
                Ok(tx.posts().delete(id).await?)
            })
        })
        .await
    }
}

/// The post, locked, if it is `viewer`'s.
async fn own(tx: &mut Tx, viewer: UserId, id: PostId) -> Result<StoredPost, Error> {
    let post = tx.posts().lock(id).await?.ok_or(NO_POST)?;
    if post.author == viewer { Ok(post) } else { Err(NotOwner.into()) }
}

const fn field_of(quote: Quote) -> &'static str {
    match quote {
        Quote::Post(_) => "quoted_post_id",
        Quote::Project(_) => "quoted_project_id",
    }
}
