use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::IgnoredAny;
use vibeslop_ports::ServiceError;
use vibeslop_ports::github::{FileTree, MAX_FILE_BYTES, RepositoryFile};

use crate::api::malformed;

/// What git calls a file that is a link to another.
const LINK: &str = "120000";

#[derive(Deserialize)]
pub(crate) struct TreeBody {
    tree: Vec<EntryBody>,
    #[serde(default)]
    truncated: bool,
}

/// A file (`blob`), a folder (`tree`) or another repository (`commit`).
#[derive(Deserialize)]
struct EntryBody {
    path: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    mode: String,
    size: Option<u64>,
}

impl From<TreeBody> for FileTree {
    fn from(body: TreeBody) -> Self {
        let is_file = |entry: &EntryBody| entry.kind == "blob" && entry.mode != LINK;
        let files = body.tree.into_iter().filter(is_file);
        Self {
            files: files
                .map(|entry| RepositoryFile { path: entry.path, size: entry.size.unwrap_or_default() })
                .collect(),
            is_truncated: body.truncated,
        }
    }
}

/// A folder is a list, everything else an object that says what it is.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum ContentsBody {
    Thing(ThingBody),
    Folder(IgnoredAny),
}

#[derive(Deserialize)]
pub(crate) struct ThingBody {
    #[serde(rename = "type")]
    kind: String,
    encoding: Option<String>,
    content: Option<String>,
}

impl ContentsBody {
    /// The bytes, if it is a file that is told whole. Of more than a megabyte GitHub tells no content.
    pub(crate) fn bytes(self) -> Result<Option<Vec<u8>>, ServiceError> {
        let Self::Thing(ThingBody { kind, encoding: Some(encoding), content: Some(content) }) = self else {
            return Ok(None);
        };
        if kind != "file" || encoding != "base64" {
            return Ok(None);
        }
        let content: Vec<u8> = content.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let bytes = STANDARD.decode(content).map_err(|_| malformed("a file's content is not base64"))?;
        Ok((bytes.len() <= MAX_FILE_BYTES).then_some(bytes))
    }
}
