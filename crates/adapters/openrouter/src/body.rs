use reqwest::Response;
use tokio::time::timeout;
use vibeslop_ports::ServiceError;

use crate::{endpoint::Limits, fault::Fault};

/// The whole body, if it is not too large and never halts for too long.
pub(crate) async fn read(mut response: Response, limits: &Limits) -> Result<Vec<u8>, Fault> {
    let too_large = || Fault::malformed("the answer is too large");
    if response.content_length().is_some_and(|length| usize::try_from(length).map_or(true, |n| n > limits.answer)) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    loop {
        let chunk = timeout(limits.silence, response.chunk()).await;
        let chunk = chunk.map_err(|_| Fault::last(ServiceError::TimedOut))?.map_err(Fault::of_body)?;
        let Some(chunk) = chunk else { return Ok(body) };
        // Counted after decompression: a small body can grow large.
        if body.len() + chunk.len() > limits.answer {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
}
