//! A look at what a client prepares: a way to the server that notes the types of parameters.
//!
//! The server's log tells statements and values but no types, and not every statement tells by itself which types it
//! wants.

use std::{
    collections::HashMap,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
    task::JoinHandle,
};

/// The types of parameters, as the server numbers them, by the text of the statement.
type Types = Arc<Mutex<HashMap<String, Vec<u32>>>>;

/// A socket beside the server's own.
#[derive(Debug)]
pub struct Proxy {
    /// How the database is reached through it.
    pub url: SecretString,
    types: Types,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Listens in a folder for clients of the database at `url`, which has to be that of a Unix socket.
    pub fn start(url: &SecretString, folder: &Path) -> anyhow::Result<Self> {
        let url = url.expose_secret();
        let (front, options) = url.split_once("host=").context("the database is not reached by a Unix socket")?;
        let (host, rest) =
            options.split_once('&').map_or((options, String::new()), |(host, rest)| (host, format!("&{rest}")));
        let port = rest.split('&').find_map(|option| option.strip_prefix("port=")).unwrap_or("5432");
        std::fs::create_dir_all(folder)?;
        let (behind, before) = (socket(Path::new(&decoded(host)), port), socket(folder, port));
        let _ = std::fs::remove_file(&before);
        let listener = UnixListener::bind(&before).with_context(|| before.display().to_string())?;
        std::fs::set_permissions(&before, std::fs::Permissions::from_mode(0o600))?;
        let types = Types::default();
        let noted = Arc::clone(&types);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (behind, noted) = (behind.clone(), Arc::clone(&noted));
                // Whoever is cut off notices.
                tokio::spawn(async move { drop(pass(client, &behind, &noted).await) });
            }
        });
        let url = SecretString::from(format!("{front}host={}{rest}", folder.display()));
        Ok(Self { url, types, accepting })
    }

    /// The types of a statement's parameters. None where nobody prepared it here.
    pub fn types(&self, sql: &str) -> Option<Vec<u32>> {
        self.types.lock().unwrap_or_else(PoisonError::into_inner).get(sql.trim_end()).cloned()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn socket(folder: &Path, port: &str) -> PathBuf {
    folder.join(format!(".s.PGSQL.{port}"))
}

/// What a URL writes as `%2F` is a `/`.
fn decoded(text: &str) -> String {
    text.replace("%2F", "/").replace("%2f", "/").replace("%20", " ")
}

async fn pass(client: UnixStream, behind: &Path, types: &Types) -> anyhow::Result<()> {
    let server = UnixStream::connect(behind).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answers = tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    // The first message has no kind.
    let mut named = false;
    while let Some((kind, message)) = message(&mut from_client, named).await? {
        if kind == b'P'
            && let Some((sql, numbers)) = parsed(&message)
        {
            types.lock().unwrap_or_else(PoisonError::into_inner).insert(sql, numbers);
        }
        if named {
            to_server.write_u8(kind).await?;
        }
        to_server.write_u32(u32::try_from(message.len() + 4)?).await?;
        to_server.write_all(&message).await?;
        named = true;
    }
    answers.abort();
    Ok(())
}

/// A message without its length. None at the end.
async fn message(from: &mut (impl AsyncRead + Unpin), named: bool) -> anyhow::Result<Option<(u8, Vec<u8>)>> {
    let kind = if named {
        match from.read_u8().await {
            Ok(kind) => kind,
            Err(_) => return Ok(None),
        }
    } else {
        0
    };
    let Ok(length) = from.read_u32().await else { return Ok(None) };
    let mut message = vec![0; usize::try_from(length)?.saturating_sub(4)];
    from.read_exact(&mut message).await?;
    Ok(Some((kind, message)))
}

/// The text and the types of a `Parse`: name, text, how many types, the types.
fn parsed(message: &[u8]) -> Option<(String, Vec<u32>)> {
    let mut parts = message.splitn(3, |byte| *byte == 0);
    let (_name, sql, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let (_count, types) = rest.split_first_chunk::<2>()?;
    let types = types.chunks_exact(4).filter_map(|bytes| Some(u32::from_be_bytes(bytes.try_into().ok()?)));
    // As the log tells it, which leaves out the end of the last line.
    Some((std::str::from_utf8(sql).ok()?.trim_end().to_owned(), types.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_of_what_is_prepared_are_read() {
        let message = b"s1\0SELECT $1, $2\0\0\x02\0\0\x0b\x86\0\0\0\x14";
        assert_eq!(parsed(message), Some(("SELECT $1, $2".to_owned(), vec![2950, 20])));
        assert_eq!(parsed(b"\0SELECT 1\0\0\0"), Some(("SELECT 1".to_owned(), Vec::new())));
        assert_eq!(parsed(b"nonsense"), None);
    }

    #[tokio::test]
    async fn messages_follow_each_other() {
        let mut wire: &[u8] = b"\0\0\0\x08abcdQ\0\0\0\x06xy";
        assert_eq!(message(&mut wire, false).await.unwrap(), Some((0, b"abcd".to_vec())));
        assert_eq!(message(&mut wire, true).await.unwrap(), Some((b'Q', b"xy".to_vec())));
        assert_eq!(message(&mut wire, true).await.unwrap(), None);
    }
}
