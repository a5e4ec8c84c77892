use vibeslop_domain::{
    catalog::TagName,
    content::{ProjectImage, StoredImage},
    ids::{ImageId, ProjectId, StackId, ToolId},
};
use vibeslop_ports::environment::Ids;

use crate::{Error, Tx};

/// Lets a project name exactly these tools. Those that the catalog lacks are made.
pub(super) async fn name_tools(tx: &mut Tx, project: ProjectId, names: &[TagName], ids: &dyn Ids) -> Result<(), Error> {
    let fresh: Vec<ToolId> = names.iter().map(|_| ToolId(ids.next())).collect();
    let found = if names.is_empty() { Vec::new() } else { tx.catalog().tools_named(names, &fresh).await? };
    let found = each_once(found.into_iter().map(|tool| tool.id));
    Ok(tx.catalog().set_project_tools(project, &found).await?)
}

/// Lets a project name exactly these stacks. Those that the catalog lacks are made.
pub(super) async fn name_stacks(
    tx: &mut Tx,
    project: ProjectId,
    names: &[TagName],
    ids: &dyn Ids,
) -> Result<(), Error> {
    let fresh: Vec<StackId> = names.iter().map(|_| StackId(ids.next())).collect();
    let found = if names.is_empty() { Vec::new() } else { tx.catalog().stacks_named(names, &fresh).await? };
    let found = each_once(found.into_iter().map(|stack| stack.id));
    Ok(tx.catalog().set_project_stacks(project, &found).await?)
}

/// Two names can mean one entry of the catalog: one by its name, the other by its slug (`Next.js`, `nextjs`).
fn each_once<T: PartialEq>(found: impl Iterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for id in found {
        if !once.contains(&id) {
            once.push(id);
        }
    }
    once
}

/// Pictures in their order. One that the project has already keeps its identifier, each identifier once.
pub(super) fn pictures(kept: Vec<StoredImage>, present: &[ProjectImage], ids: &dyn Ids) -> Vec<ProjectImage> {
    let mut present: Vec<&ProjectImage> = present.iter().collect();
    kept.into_iter()
        .map(|image| {
            let known = present.iter().position(|known| known.image == image);
            let id = known.map_or_else(|| ImageId(ids.next()), |at| present.remove(at).id);
            ProjectImage { id, image }
        })
        .collect()
}
