use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::{
    HttpMessage,
    dev::{Payload, ServiceRequest},
    error::PayloadError,
    web::Bytes,
};
use futures_util::{Stream, StreamExt};

/// The most bytes that are read for nothing.
const MOST: usize = 64 * 1024 * 1024;
/// The longest that is waited for them.
const PATIENCE: Duration = Duration::from_secs(15);

/// What of a request's body nobody has read.
///
/// An answer that goes out while the caller still sends is lost with most HTTP/1.1 clients: the connection is closed
/// with bytes unread, the kernel resets it, and the caller sees a broken pipe in the place of a 413. So what a route
/// leaves is read and thrown away, within limits.
pub struct Unread(Rc<RefCell<Payload>>);

impl Unread {
    /// Puts itself between a request and its body. `None` if there is no body.
    pub fn behind(req: &mut ServiceRequest) -> Option<Self> {
        match req.take_payload() {
            Payload::None => None,
            payload => {
                let shared = Rc::new(RefCell::new(payload));
                req.set_payload(Payload::Stream { payload: Box::pin(Shared(Rc::clone(&shared))) });
                Some(Self(shared))
            }
        }
    }

    /// Reads the rest and throws it away.
    pub async fn discard(self) {
        let mut rest = Shared(self.0);
        let mut left = MOST;
        let reading = async {
            while let Some(Ok(chunk)) = rest.next().await {
                left = left.saturating_sub(chunk.len());
                if left == 0 {
                    break;
                }
            }
        };
        // Too slow: the answer goes out, and may be lost.
        let _ = tokio::time::timeout(PATIENCE, reading).await;
    }
}

impl std::fmt::Debug for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unread")
    }
}

struct Shared(Rc<RefCell<Payload>>);

impl Stream for Shared {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.borrow_mut().poll_next_unpin(cx)
    }
}
