//! Finding what a thing names in the catalog. What the catalog lacks is made.

use vibeslop_domain::{
    catalog::TagName,
    ids::{StackId, ToolId},
};
use vibeslop_ports::environment::Ids;

use crate::{Error, Tx};

/// The tools of these names, each once.
pub async fn tools_named(tx: &mut Tx, names: &[TagName], ids: &dyn Ids) -> Result<Vec<ToolId>, Error> {
    let fresh: Vec<ToolId> = names.iter().map(|_| ToolId(ids.next())).collect();
    let found = if names.is_empty() { Vec::new() } else { tx.catalog().tools_named(names, &fresh).await? };
    Ok(each_once(found.into_iter().map(|tool| tool.id)))
}

/// The stacks of these names, each once.
pub async fn stacks_named(tx: &mut Tx, names: &[TagName], ids: &dyn Ids) -> Result<Vec<StackId>, Error> {
    let fresh: Vec<StackId> = names.iter().map(|_| StackId(ids.next())).collect();
    let found = if names.is_empty() { Vec::new() } else { tx.catalog().stacks_named(names, &fresh).await? };
    Ok(each_once(found.into_iter().map(|stack| stack.id)))
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
