//! The four parts of a repository are asked for at the same time.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use secrecy::SecretString;
use tokio::{sync::Barrier, time::timeout};
use vibeslop_domain::github::RepositoryName;
use vibeslop_ports::{
    ServiceError,
    github::{FileTree, Repositories as RepositoryList, Repository, RepositoryPage, RepositoryReader},
    mocks::MockImageChecker,
};

use super::{connection, connections};
use crate::{
    fixtures::{ADA, details},
    github::Repositories,
};

/// Answers when four are waiting for an answer.
struct Patient(Barrier);

impl Patient {
    async fn answer<T>(&self, value: T) -> Result<T, ServiceError> {
        self.0.wait().await;
        Ok(value)
    }
}

#[async_trait]
impl RepositoryReader for Patient {
    fn is_sandbox(&self) -> bool {
        true
    }

    async fn owned(&self, _: &SecretString, _: RepositoryPage) -> Result<RepositoryList, ServiceError> {
        self.answer(RepositoryList::default()).await
    }

    async fn repository(&self, _: &SecretString, _: &RepositoryName) -> Result<Repository, ServiceError> {
        self.answer(details().repository).await
    }

    async fn languages(&self, _: &SecretString, _: &RepositoryName) -> Result<Vec<(String, i64)>, ServiceError> {
        self.answer(details().languages).await
    }

    async fn topics(&self, _: &SecretString, _: &RepositoryName) -> Result<Vec<String>, ServiceError> {
        self.answer(details().topics).await
    }

    async fn readme(&self, _: &SecretString, _: &RepositoryName) -> Result<Option<String>, ServiceError> {
        self.answer(details().readme).await
    }

    async fn files(&self, _: &SecretString, _: &RepositoryName, _: &str) -> Result<FileTree, ServiceError> {
        self.answer(FileTree::default()).await
    }

    async fn file(&self, _: &SecretString, _: &RepositoryName, _: &str) -> Result<Option<Vec<u8>>, ServiceError> {
        self.answer(None).await
    }
}

#[tokio::test]
async fn four_calls_take_as_long_as_one() {
    let (connections, _) = connections(Some(connection()), None);
    let repositories = Repositories {
        reader: Arc::new(Patient(Barrier::new(4))),
        checker: Arc::new(MockImageChecker::new()),
        connections,
    };
    let read = timeout(Duration::from_secs(10), repositories.details(ADA, "ada-l", "planner")).await;
    assert_eq!(read.expect("one after the other").unwrap(), details());
}
