use async_trait::async_trait;
use secrecy::SecretString;
use vibeslop_domain::github::{RepositoryName, may_read};
use vibeslop_ports::{
    ServiceError,
    github::{
        FileTree, Repositories, Repository, RepositoryFile, RepositoryPage, RepositoryReader, RepositorySort,
        RepositorySummary,
    },
};

use super::{SandboxGithub, sign_in::bearer};
use crate::people::{Kept, Person, person};

/// A picture of 64 × 64 pixels: a light ring on dark blue.
const LOGO: &[u8] = include_bytes!("../../logo.png");

#[async_trait]
impl RepositoryReader for SandboxGithub {
    fn is_sandbox(&self) -> bool {
        true
    }

    async fn owned(&self, token: &SecretString, page: RepositoryPage) -> Result<Repositories, ServiceError> {
        let owner = bearer(token).ok_or(ServiceError::Unauthorized)?;
        let now = self.clock.now();
        let mut all: Vec<_> = owner.keeps.iter().map(|kept| kept.summary(owner, now)).collect();
        sort(&mut all, page);
        let size = usize::from(page.per_page.clamp(1, 100));
        // Saturating: page 4,294,967,295 is an empty one.
        let before = usize::try_from(page.page.saturating_sub(1)).unwrap_or(usize::MAX).saturating_mul(size);
        let has_next = all.len() > before.saturating_add(size);
        Ok(Repositories { items: all.into_iter().skip(before).take(size).collect(), has_next })
    }

    async fn repository(&self, token: &SecretString, name: &RepositoryName) -> Result<Repository, ServiceError> {
        let (owner, kept) = find(token, name)?;
        Ok(kept.repository(owner, self.clock.now()))
    }

    async fn languages(&self, token: &SecretString, name: &RepositoryName) -> Result<Vec<(String, i64)>, ServiceError> {
        let (_, kept) = find(token, name)?;
        Ok(kept.languages.iter().map(|(language, bytes)| ((*language).to_owned(), *bytes)).collect())
    }

    async fn topics(&self, token: &SecretString, name: &RepositoryName) -> Result<Vec<String>, ServiceError> {
        let (_, kept) = find(token, name)?;
        Ok(kept.topics.iter().map(|topic| (*topic).to_owned()).collect())
    }

    async fn readme(&self, token: &SecretString, name: &RepositoryName) -> Result<Option<String>, ServiceError> {
        let (_, kept) = find(token, name)?;
        Ok(kept.readme.map(str::to_owned))
    }

    async fn files(&self, token: &SecretString, name: &RepositoryName, _: &str) -> Result<FileTree, ServiceError> {
        let (_, kept) = find(token, name)?;
        let files = files(kept).map(|(path, bytes)| RepositoryFile {
            path: path.to_owned(),
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        });
        Ok(FileTree { files: files.collect(), is_truncated: false })
    }

    async fn file(
        &self,
        token: &SecretString,
        name: &RepositoryName,
        path: &str,
    ) -> Result<Option<Vec<u8>>, ServiceError> {
        let (_, kept) = find(token, name)?;
        let found = files(kept).find(|(there, _)| *there == path);
        Ok(found.map(|(_, bytes)| bytes.to_vec()))
    }
}

/// What is shown to the world under an address of its own has a logo; the rest is a README.
fn files(kept: &Kept) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let readme = kept.readme.map(|text| ("README.md", text.as_bytes()));
    let logo = kept.homepage.map(|_| ("public/logo.png", LOGO));
    readme.into_iter().chain(logo)
}

/// What is private does not exist for others, as on GitHub.
fn find(token: &SecretString, name: &RepositoryName) -> Result<(&'static Person, &'static Kept), ServiceError> {
    let viewer = bearer(token).ok_or(ServiceError::Unauthorized)?;
    let owner = person(name.owner()).ok_or(ServiceError::NotFound)?;
    let kept = owner.repository(name.name()).ok_or(ServiceError::NotFound)?;
    if may_read(kept.private, owner.login, viewer.login) { Ok((owner, kept)) } else { Err(ServiceError::NotFound) }
}

fn sort(all: &mut [RepositorySummary], page: RepositoryPage) {
    // All times have one form, so that their order is that of their text. What was never pushed comes first.
    all.sort_by(|a, b| match page.sort {
        RepositorySort::Created => a.created_at.cmp(&b.created_at),
        RepositorySort::Updated => a.updated_at.cmp(&b.updated_at),
        RepositorySort::Pushed => a.pushed_at.cmp(&b.pushed_at),
        RepositorySort::FullName => a.full_name.cmp(&b.full_name),
    });
    if !page.ascending {
        all.reverse();
    }
}
