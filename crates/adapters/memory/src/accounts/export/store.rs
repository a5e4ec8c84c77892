use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    StoreError,
    accounts::{ExportLink, ExportState, ExportStore, MadeExport},
};

use crate::{
    accounts::rows::{ExportPartRow, ExportRow},
    unit_of_work::Unit,
    world::World,
};

impl World {
    /// Takes a person's archive away, with its parts and links. Whether there was one.
    pub(crate) fn delete_export(&mut self, person: UserId) -> bool {
        self.export_parts.remove_where(|_, row| row.user == person);
        self.export_links.remove_where(|(whose, _), _| *whose == person);
        self.exports.remove(&person).is_some()
    }

    /// Whether the person waits for an archive.
    fn wants_export(&self, person: UserId) -> bool {
        self.exports.get(&person).is_some_and(|row| row.made.is_none())
    }
}

#[async_trait]
impl ExportStore for Unit {
    async fn request(&mut self, person: UserId, now: DateTime<Utc>) -> Result<Option<ExportState>, StoreError> {
        let world = &mut self.world;
        if world.exports.get(&person).is_some_and(|row| row.made.is_some_and(|made| made.expires_at <= now)) {
            world.delete_export(person);
        }
        // Whoever is leaving begins none: what they have is all that there will be.
        if world.user(person).is_some_and(|row| row.leaves_at.is_none()) {
            world.exports.add(person, ExportRow { requested_at: now, made: None });
        }
        let row = world.exports.get(&person);
        Ok(row.map(|row| ExportState { requested_at: row.requested_at, made: row.made }))
    }

    async fn add_part(
        &mut self,
        person: UserId,
        archive: Uuid,
        part: u32,
        content: Vec<u8>,
    ) -> Result<bool, StoreError> {
        let wanted = self.world.wants_export(person);
        if wanted {
            self.world.export_parts.add_new((archive, part), ExportPartRow { user: person, content })?;
        }
        Ok(wanted)
    }

    async fn finish(&mut self, person: UserId, made: &MadeExport) -> Result<bool, StoreError> {
        let parts = self.world.export_parts.range((made.archive, 0)..=(made.archive, u32::MAX));
        let parts = parts.filter(|(_, row)| row.user == person).count();
        let whole = usize::try_from(made.parts).is_ok_and(|all| all == parts);
        let finished = whole && self.world.wants_export(person);
        if let Some(row) = self.world.exports.get_mut(&person).filter(|_| finished) {
            row.made = Some(*made);
        }
        // Those of other attempts go, or those of this one.
        let goes = |archive: Uuid| (archive != made.archive) == finished;
        self.world.export_parts.remove_where(|(archive, _), row| row.user == person && goes(*archive));
        Ok(finished)
    }

    async fn link(
        &mut self,
        person: UserId,
        way: ExportLink,
        token_hash: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let made = self.world.exports.get(&person).and_then(|row| row.made);
        let kept = made.is_some_and(|made| made.expires_at > now);
        if kept {
            self.world.export_links.put((person, way.as_str()), token_hash);
        }
        Ok(kept)
    }
}
