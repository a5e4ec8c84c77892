//! Telling people of a text that names them.

use uuid::Uuid;
use vibeslop_domain::{ids::UserId, text};
use vibeslop_ports::{environment::Ids, notifications::Mentions};

use crate::{Error, Tx};

/// How many characters of a text somebody who is told of it reads at once.
const PREVIEW: usize = 100;

/// The beginning of a text, for those who are told of it.
pub fn preview(text: &str) -> String {
    text::beginning(text, PREVIEW).to_owned()
}

/// Tells those who are mentioned. Answers who was told.
pub async fn mention(tx: &mut Tx, mentions: &Mentions, ids: &dyn Ids) -> Result<Vec<UserId>, Error> {
    if mentions.names.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = mentions.names.iter().map(|_| ids.next()).collect();
    Ok(tx.notifications().mention(mentions, &ids).await?)
}
