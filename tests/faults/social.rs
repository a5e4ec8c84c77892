//! People who stand to each other otherwise than they said.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    ids::UserId,
    social::{ReportTerms, Reported, Tie},
};
use vibeslop_ports::{
    StoreError,
    social::{InsertReportError, LockedOther, SocialStore},
};

use crate::{Fault, FaultyWork};

#[async_trait]
impl SocialStore for FaultyWork {
    async fn lock_pair(&mut self, person: UserId, name: &Username) -> Result<Option<LockedOther>, StoreError> {
        let found = self.inner.social().lock_pair(person, name).await?;
        Ok(found.map(|other| LockedOther { blocked: other.blocked && !self.has(Fault::OverlooksBlocks), ..other }))
    }

    async fn tie(&mut self, tie: Tie, at: DateTime<Utc>) -> Result<bool, StoreError> {
        self.inner.social().tie(tie, at).await
    }

    async fn untie(&mut self, tie: Tie) -> Result<bool, StoreError> {
        self.inner.social().untie(tie).await
    }

    async fn lock_reported(&mut self, thing: Reported, reporter: UserId) -> Result<Option<UserId>, StoreError> {
        self.inner.social().lock_reported(thing, reporter).await
    }

    async fn insert_report(
        &mut self,
        reporter: UserId,
        report: &ReportTerms,
        at: DateTime<Utc>,
    ) -> Result<Uuid, InsertReportError> {
        match self.inner.social().insert_report(reporter, report, at).await {
            Err(InsertReportError::AlreadyReported) if self.has(Fault::TakesAReportTwice) => Ok(Uuid::nil()),
            done => done,
        }
    }
}
