use vibeslop_domain::{
    catalog::TagName,
    content::{ProjectImage, StoredImage},
    ids::{ImageId, ProjectId},
};
use vibeslop_ports::environment::Ids;

use crate::{
    Error, Tx,
    catalog::{stacks_named, tools_named},
};

/// Lets a project name exactly these tools. Those that the catalog lacks are made.
pub(super) async fn name_tools(tx: &mut Tx, project: ProjectId, names: &[TagName], ids: &dyn Ids) -> Result<(), Error> {
    let found = tools_named(tx, names, ids).await?;
    Ok(tx.catalog().set_project_tools(project, &found).await?)
}

/// Lets a project name exactly these stacks. Those that the catalog lacks are made.
pub(super) async fn name_stacks(
    tx: &mut Tx,
    project: ProjectId,
    names: &[TagName],
    ids: &dyn Ids,
) -> Result<(), Error> {
    let found = stacks_named(tx, names, ids).await?;
    Ok(tx.catalog().set_project_stacks(project, &found).await?)
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
