use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;
use vibeslop_domain::{accounts::ExportSection, ids::UserId};

use super::Exports;
use crate::{Error, in_transaction};

/// How many rows are read at once.
const ROWS: u32 = 100;
/// How many bytes are kept at once.
const PART: usize = 512 * 1024;

/// What the reader of an archive has to know.
const NOTES: [&str; 4] = [
    "Addresses that begin with a slash are below base_url.",
    "Tokens of other services are kept encrypted, and are in no archive.",
    "What others wrote to you is here as you see it; what those said who are not there at the moment is not.",
    "Messages go with the account of whoever wrote them: when somebody deletes theirs, the conversation with them is gone \
     for both.",
];

/// An archive that is kept whole.
pub(super) struct Written {
    pub(super) archive: Uuid,
    pub(super) parts: u32,
    pub(super) size: u64,
}

/// An archive on its way: read page by page, kept part by part, so that no more of it is in memory than a page and a part,
/// however much somebody has.
pub(super) struct Archive<'a> {
    exports: &'a Exports,
    person: UserId,
    id: Uuid,
    parts: u32,
    size: u64,
    waiting: Vec<u8>,
    /// Whether somebody still waits for it.
    wanted: bool,
}

impl<'a> Archive<'a> {
    pub(super) fn begin(exports: &'a Exports, person: UserId) -> Self {
        let id = exports.accounts.ids.next();
        Self { exports, person, id, parts: 0, size: 0, waiting: Vec::new(), wanted: true }
    }

    /// Writes all of it; `None` if nobody waits for it any more.
    pub(super) async fn write(mut self, now: DateTime<Utc>) -> Result<Option<Written>, Error> {
        let json = |value: &str| serde_json::Value::from(value).to_string();
        let head = format!(
            "{{\"format\":\"vibeslop-archive\",\"version\":1,\"made_at\":{},\"base_url\":{},\"notes\":[{}]",
            json(&now.to_rfc3339_opts(SecondsFormat::Secs, true)),
            json(&self.exports.backend_url),
            NOTES.map(json).join(","),
        );
        self.push(&head).await?;
        for section in ExportSection::ALL {
            self.section(section).await?;
        }
        self.push("}\n").await?;
        self.keep().await?;
        Ok(self.wanted.then_some(Written { archive: self.id, parts: self.parts, size: self.size }))
    }

    async fn section(&mut self, section: ExportSection) -> Result<(), Error> {
        self.push(&format!(",\"{}\":{}", section.as_str(), if section.is_list() { "[" } else { "" })).await?;
        let (mut after, mut rows) = (None, 0_u64);
        while self.wanted {
            let page = self.exports.queries.rows(self.person, section, after, ROWS).await?;
            let is_last = page.len() < ROWS as usize;
            after = page.last().map(|row| row.place);
            for row in page {
                let comma = if rows > 0 { "," } else { "" };
                self.push(&format!("{comma}\n{}", row.json)).await?;
                rows += 1;
            }
            if is_last {
                break;
            }
        }
        match (section.is_list(), rows) {
            (true, _) => self.push("]").await,
            (false, 0) => self.push("null").await,
            (false, _) => Ok(()),
        }
    }

    async fn push(&mut self, text: &str) -> Result<(), Error> {
        self.waiting.extend_from_slice(text.as_bytes());
        if self.waiting.len() >= PART { self.keep().await } else { Ok(()) }
    }

    /// Keeps what waits. Each part is there by itself: an attempt that breaks off leaves some, which go with the next.
    async fn keep(&mut self) -> Result<(), Error> {
        if self.waiting.is_empty() || !self.wanted {
            self.waiting.clear();
            return Ok(());
        }
        let content = std::mem::take(&mut self.waiting);
        let size = content.len();
        let (person, id, part) = (self.person, self.id, self.parts);
        self.wanted = in_transaction(&*self.exports.accounts.transactions, async |tx| {
            Ok(tx.exports().add_part(person, id, part, content).await?)
        })
        .await?;
        self.parts += 1;
        self.size += u64::try_from(size).unwrap_or_default();
        Ok(())
    }
}
