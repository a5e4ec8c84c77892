use std::sync::Arc;

use uuid::Uuid;
use vibeslop_domain::{
    Invalid, Violations,
    content::{ItemRef, NewPost, NotOwner, PostDraft, PostTerms, Quote},
    ids::{PostId, UserId},
    text,
};
use vibeslop_ports::{
    content::{PostQueries, PostView},
    environment::{Clock, Ids},
    notifications::Mentions,
    transactions::Transactions,
};

use super::Images;
use crate::{Error, debug::opaque_debug, in_transaction, persistently};

/// How many characters of a text somebody who is mentioned reads at once.
const PREVIEW: usize = 100;

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
    /// Publishes a post. Whoever it mentions hears of it when, and only when, the post is there.
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
                quote: quoted,
                linked_project,
                created_at: now,
            })?;
            tx.posts().insert(&post).await?;
            let names = post.text.mentions();
            if !names.is_empty() {
                let ids: Vec<Uuid> = names.iter().map(|_| self.ids.next()).collect();
                let preview = text::beginning(post.text.as_str(), PREVIEW).to_owned();
                let mentions = Mentions { actor: author, names, target: ItemRef::Post(id), preview, at: now };
                tx.notifications().mention(&mentions, &ids).await?;
            }
            Ok(())
        })
        .await?;
        self.post(id, Some(author)).await
    }

    /// One post.
    pub async fn post(&self, id: PostId, viewer: Option<UserId>) -> Result<PostView, Error> {
        self.queries.post(id, viewer).await?.ok_or(Error::NotFound("post"))
    }

    /// Takes one's own post away, with all that hangs on it.
    pub async fn delete(&self, viewer: UserId, id: PostId) -> Result<(), Error> {
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let post = tx.posts().lock(id).await?.ok_or(Error::NotFound("post"))?;
                if post.author != viewer {
                    return Err(NotOwner.into());
                }
                Ok(tx.posts().delete(id).await?)
            })
        })
        .await
    }
}

const fn field_of(quote: Quote) -> &'static str {
    match quote {
        Quote::Post(_) => "quoted_post_id",
        Quote::Project(_) => "quoted_project_id",
    }
}
