//! Archives of what is one person's: what they are made of, and where they lie.

mod account;
mod deeds;
mod sections;
mod store;
mod work;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use vibeslop_domain::{accounts::ExportSection, ids::UserId, limits::PolicyName};
use vibeslop_ports::{
    StoreError,
    accounts::{ExportPlace, ExportQueries, ExportedRow, MadeExport},
    ai::ModelCall,
};

use crate::Memory;

/// What stands beside the world and is somebody's own.
struct Beside {
    calls: Vec<ModelCall>,
    limits: Vec<(PolicyName, DateTime<Utc>, u32)>,
    /// The hashes of pictures that were painted for them, and until when that is remembered.
    painted: Vec<([u8; 32], DateTime<Utc>)>,
}

/// Something of somebody's.
struct Row {
    group: Uuid,
    at: DateTime<Utc>,
    id: Uuid,
    json: Value,
}

impl Row {
    const fn new(at: DateTime<Utc>, id: Uuid, json: Value) -> Self {
        Self { group: Uuid::nil(), at, id, json }
    }

    /// The order of rows.
    const fn place(&self) -> (Uuid, DateTime<Utc>, Uuid) {
        (self.group, self.at, self.id)
    }
}

#[async_trait]
impl ExportQueries for Memory {
    async fn rows(
        &self,
        person: UserId,
        section: ExportSection,
        after: Option<ExportPlace>,
        most: u32,
    ) -> Result<Vec<ExportedRow>, StoreError> {
        let beside = Beside {
            calls: self.inner.calls.of(person),
            limits: self.inner.limits.of(person),
            painted: self.inner.pictures.made_for(person),
        };
        let mut rows = self.read().await.exported(person, section, &beside);
        rows.sort_by_key(Row::place);
        let after = after.map(|after| (after.group, after.at, after.id));
        let behind = rows.iter().filter(|row| after.is_none_or(|after| row.place() > after));
        let exported = behind.take(usize::try_from(most).unwrap_or(usize::MAX)).map(|row| {
            let (group, at, id) = row.place();
            ExportedRow { place: ExportPlace { group, at, id }, json: row.json.to_string() }
        });
        Ok(exported.collect())
    }

    async fn linked(&self, token_hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<MadeExport>, StoreError> {
        let world = self.read().await;
        let link = world.export_links.iter().find(|(_, hash)| **hash == token_hash);
        let made = link.and_then(|((person, _), _)| world.exports.get(person)?.made);
        Ok(made.filter(|made| made.expires_at > now))
    }

    async fn part(&self, archive: Uuid, part: u32) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.read().await.export_parts.get(&(archive, part)).map(|row| row.content.clone()))
    }
}
