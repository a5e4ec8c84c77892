use reqwest::Response;
use secrecy::{ExposeSecret, SecretString};
use vibeslop_ports::ServiceError;

use super::Failure;
use super::fault::{malformed, transport};

/// How much of an answer's body is read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Size {
    /// All of it; more than this many bytes are no answer that GitHub documents.
    AtMost(usize),
    /// This many bytes; what follows is not wanted.
    First(usize),
}

/// A body that breaks off is a fault of the connection, which may pass.
impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLong(most) => Self::Final(too_long(most)),
            BodyError::BrokenOff(error) => Self::Passing { error: transport(error), pause: None },
        }
    }
}

impl From<BodyError> for ServiceError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLong(most) => too_long(most),
            BodyError::BrokenOff(error) => transport(error),
        }
    }
}

fn too_long(most: usize) -> ServiceError {
    malformed(format!("the answer is longer than {most} bytes"))
}

pub(crate) enum BodyError {
    TooLong(usize),
    BrokenOff(reqwest::Error),
}

/// Reads piece by piece, so that no more than the limit is ever held.
pub(crate) async fn read(mut response: Response, size: Size) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(BodyError::BrokenOff)? {
        match size {
            Size::AtMost(most) if body.len() + piece.len() > most => return Err(BodyError::TooLong(most)),
            Size::First(wanted) if body.len() + piece.len() >= wanted => {
                body.extend(piece.iter().take(wanted - body.len()));
                return Ok(body);
            }
            _ => body.extend_from_slice(&piece),
        }
    }
    Ok(body)
}

/// What a refusal says of itself, for the log: the beginning, without the token should it be repeated there.
pub(crate) async fn excerpt(response: Response, token: &SecretString) -> String {
    // More is read than shown, so that no token is cut in two and shown by half.
    let body = read(response, Size::First(4_000)).await.unwrap_or_default();
    without(token, &String::from_utf8_lossy(&body)).chars().take(500).collect()
}

/// The text with the token and all control characters taken out.
pub(crate) fn without(token: &SecretString, text: &str) -> String {
    let text = match token.expose_secret() {
        "" => text.to_owned(),
        token => text.replace(token, "[token]"),
    };
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
