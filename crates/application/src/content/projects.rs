mod parts;

use std::{collections::BTreeSet, sync::Arc};

use vibeslop_domain::{
    content::{Project, ProjectChange, ProjectDraft, ProjectTerms, StoredImage},
    ids::{ProjectId, UserId},
    link::GithubUrl,
    page::Limit,
};
use vibeslop_ports::{
    content::{ProjectCardView, ProjectDetailView, ProjectList, ProjectOrder, ProjectQueries},
    environment::{Clock, Ids},
    transactions::Transactions,
};

use self::parts::{name_stacks, name_tools, pictures};
use super::Images;
use crate::{
    Error, Tx,
    debug::opaque_debug,
    feed::Feed,
    in_transaction,
    page::{Listed, PageRequest},
    persistently,
};

/// Projects.
#[derive(Clone)]
pub struct Projects {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads projects.
    pub queries: Arc<dyn ProjectQueries>,
    /// Takes pictures in.
    pub images: Images,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
    /// The address of this service, without a slash at its end.
    pub backend_url: String,
    /// Knows what is liked and what trends.
    pub feed: Feed,
}

opaque_debug!(Projects);

impl Projects {
    /// Publishes a project, or keeps it as a draft.
    pub async fn create(&self, owner: UserId, draft: &ProjectDraft) -> Result<ProjectCardView, Error> {
        let mut terms = ProjectTerms::new(draft, &self.backend_url)?;
        let kept = self.images.keep("images", std::mem::take(&mut terms.images)).await?;
        let (tools, stack) = (std::mem::take(&mut terms.tools), std::mem::take(&mut terms.stack));
        let (id, now) = (ProjectId(self.ids.next()), self.clock.now());
        let project = Project::create(id, owner, terms, pictures(kept, &[], &*self.ids), now);
        in_transaction(&*self.transactions, async |tx| {
            tx.projects().insert(&project).await?;
            if !tools.is_empty() {
                name_tools(tx, id, &tools, &*self.ids).await?;
            }
            if !stack.is_empty() {
                name_stacks(tx, id, &stack, &*self.ids).await?;
            }
            Ok(())
        })
        .await?;
        self.card(id, owner).await
    }

    /// Changes one's own project: what was sent, and nothing else.
    ///
    /// Whose it is gets asked in a short unit of work of its own, before a picture is paid for: strangers hear that
    /// it is not theirs, and the judge hears nothing. The lock is used for that and not a query, because it answers
    /// the project as it is stored, with the pictures that count as known. The change itself locks it again and asks
    /// again: the project may be gone by then, or somebody else's.
    pub async fn update(&self, viewer: UserId, id: ProjectId, draft: &ProjectDraft) -> Result<ProjectCardView, Error> {
        let project = in_transaction(&*self.transactions, async |tx| own(tx, viewer, id).await).await?;
        let known: Vec<StoredImage> = project.images.into_iter().map(|image| image.image).collect();
        let mut change = ProjectChange::new(draft, &self.backend_url, &known)?;
        let kept = match change.images.take() {
            Some(entries) => Some(self.images.keep_beside(&known, "images", entries).await?),
            None => None,
        };
        let now = self.clock.now();
        in_transaction(&*self.transactions, async |tx| {
            let mut project = own(tx, viewer, id).await?;
            let (tools, stack) = (change.tools.take(), change.stack.take());
            let images = kept.map(|kept| pictures(kept, &project.images, &*self.ids));
            project.apply(change, images, now);
            tx.projects().update(&project, now).await?;
            if let Some(tools) = tools {
                name_tools(tx, id, &tools, &*self.ids).await?;
            }
            if let Some(stack) = stack {
                name_stacks(tx, id, &stack, &*self.ids).await?;
            }
            Ok(())
        })
        .await?;
        self.card(id, viewer).await
    }

    /// Takes one's own project away, with all that hangs on it.
    pub async fn delete(&self, viewer: UserId, id: ProjectId) -> Result<(), Error> {
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                own(tx, viewer, id).await?;
                Ok(tx.projects().delete(id).await?)
            })
        })
        .await
    }

    /// One project whole.
    pub async fn project(&self, id: ProjectId, viewer: Option<UserId>) -> Result<ProjectDetailView, Error> {
        self.queries.detail(id, viewer).await?.ok_or(Error::NotFound("project"))
    }

    /// A list of published projects.
    pub async fn list(
        &self,
        list: ProjectList,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<Listed<ProjectCardView>, Error> {
        let list = ProjectList { offset: request.counted_start()?, ..list };
        if list.order != ProjectOrder::Recent {
            self.feed.ready().await?;
        }
        let one_more = Limit::clamped(request.limit.and_one(), u16::MAX);
        let found = self.queries.list(&list, one_more, viewer).await?;
        Ok(Listed::counted(found, request.limit.get(), list.offset))
    }

    /// The repositories at GitHub that a person's projects link to, each once, in order.
    pub async fn github_urls(&self, owner: UserId) -> Result<Vec<String>, Error> {
        let links = self.queries.github_urls(owner).await?;
        let repositories: BTreeSet<String> = links
            .iter()
            .filter_map(|link| GithubUrl::optional(link).ok().flatten()?.repository())
            .map(|url| url.as_str().to_owned())
            .collect();
        Ok(repositories.into_iter().collect())
    }

    async fn card(&self, id: ProjectId, viewer: UserId) -> Result<ProjectCardView, Error> {
        self.queries.card(id, Some(viewer)).await?.ok_or(Error::NotFound("project"))
    }
}

/// The project, locked, if it is `viewer`'s. Of somebody else's draft nobody hears that it is there.
async fn own(tx: &mut Tx, viewer: UserId, id: ProjectId) -> Result<Project, Error> {
    let project = tx.projects().lock(id).await?;
    let project = project.filter(|project| project.visible_to(Some(viewer))).ok_or(Error::NotFound("project"))?;
    project.owned_by(viewer)?;
    Ok(project)
}
