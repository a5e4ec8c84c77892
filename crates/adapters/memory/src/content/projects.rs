use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{content::Project, ids::ProjectId};
use vibeslop_ports::{StoreError, content::ProjectStore};

use super::rows::ProjectRow;
use crate::{Memory, unit_of_work::Unit};

/// The identifiers of a list's entries. One that is there already keeps its own: the first that is not taken yet.
fn kept<T: PartialEq>(ids: &[Uuid], were: &[T], are: &[T], mut new_id: impl FnMut() -> Uuid) -> Vec<Uuid> {
    let mut free: Vec<(&Uuid, &T)> = ids.iter().zip(were).collect();
    are.iter()
        .map(|entry| match free.iter().position(|(_, was)| *was == entry) {
            Some(at) => *free.remove(at).0,
            None => new_id(),
        })
        .collect()
}

impl ProjectRow {
    /// Takes over what the project is now.
    fn set(&mut self, project: &Project, mut new_id: impl FnMut() -> Uuid) {
        let was = &self.project;
        self.highlight_ids = kept(&self.highlight_ids, &was.highlights, &project.highlights, &mut new_id);
        self.timeline_ids = kept(&self.timeline_ids, &was.timeline, &project.timeline, &mut new_id);
        self.project = project.clone();
    }
}

#[async_trait]
impl ProjectStore for Unit {
    async fn insert(&mut self, project: &Project) -> Result<(), StoreError> {
        self.world.add_project(project)?;
        let memory: Memory = self.memory();
        if let Some(row) = self.world.projects.get_mut(&project.id) {
            row.set(project, || memory.new_id());
        }
        Ok(())
    }

    async fn lock(&mut self, id: ProjectId) -> Result<Option<Project>, StoreError> {
        Ok(self.world.projects.get(&id).map(|row| row.project.clone()))
    }

    async fn update(&mut self, project: &Project, at: DateTime<Utc>) -> Result<(), StoreError> {
        let memory: Memory = self.memory();
        if let Some(row) = self.world.projects.get_mut(&project.id) {
            row.set(project, || memory.new_id());
            row.updated_at = at;
            row.version += 1;
        }
        Ok(())
    }

    async fn delete(&mut self, id: ProjectId) -> Result<(), StoreError> {
        self.world.delete_project(id);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_entries_keep_their_identifiers_in_order() {
        let id = Uuid::from_u128;
        let (ids, were) = ([id(1), id(2), id(3)], ["a", "b", "a"]);
        assert_eq!(kept(&ids, &were, &["b", "a", "c", "a", "a"], || id(9)), [id(2), id(1), id(9), id(3), id(9)]);
    }
}
