use std::{fmt, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    ServiceError,
    ai::{
        CallLog, CallOutcome, ChatRequest, Completion, LanguageModel, LookRequest, ModelCall, PaintRequest, Painted,
        Painter, Usage, UsageLine, VisionModel, Writing,
    },
    environment::Clock,
};

use crate::{Error, debug::opaque_debug};

/// Calls models, and keeps the books on what that costs.
///
/// A call that cannot be written down is told to the log: the person has the answer that they would have had.
#[derive(Clone)]
pub struct Books {
    /// Where it is written down.
    pub log: Arc<dyn CallLog>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

opaque_debug!(Books);

impl Books {
    /// What the calls since then came to, by purpose and model, the dearest first; those of one person, or all.
    pub async fn usage_since(&self, since: DateTime<Utc>, user: Option<UserId>) -> Result<Vec<UsageLine>, Error> {
        Ok(self.log.usage_since(since, user).await?)
    }

    pub(crate) async fn complete(
        &self,
        user: UserId,
        model: &dyn LanguageModel,
        request: &ChatRequest,
    ) -> Result<Completion, ServiceError> {
        let entry = self.open(user, request.purpose, model.name());
        let outcome = model.complete(request).await;
        entry.close(outcome.as_ref().map(|said| (said.model.clone(), said.usage))).await;
        outcome
    }

    pub(crate) async fn look(
        &self,
        user: UserId,
        model: &dyn VisionModel,
        request: &LookRequest,
    ) -> Result<Completion, ServiceError> {
        let entry = self.open(user, request.purpose, model.name());
        let outcome = model.look(request).await;
        entry.close(outcome.as_ref().map(|said| (said.model.clone(), said.usage))).await;
        outcome
    }

    pub(crate) async fn paint(
        &self,
        user: UserId,
        painter: &dyn Painter,
        request: &PaintRequest,
    ) -> Result<Painted, ServiceError> {
        let entry = self.open(user, request.purpose, painter.name());
        let outcome = painter.paint(request).await;
        entry.close(outcome.as_ref().map(|painted| (painted.model.clone(), painted.usage))).await;
        outcome
    }

    /// The same for a text that comes piece by piece: the entry is closed when it ends, in whatever way.
    pub(crate) async fn write(
        &self,
        user: UserId,
        model: &dyn LanguageModel,
        request: &ChatRequest,
    ) -> Result<BookedWriting, ServiceError> {
        let entry = self.open(user, request.purpose, model.name());
        match model.write(request).await {
            Ok(writing) => Ok(BookedWriting { writing, entry: Some(entry) }),
            Err(error) => {
                entry.close(Err(&error)).await;
                Err(error)
            }
        }
    }

    fn open(&self, user: UserId, purpose: &'static str, model: String) -> Entry {
        let began = self.clock.now();
        Entry { books: self.clone(), began, kept: Some(Kept { user, purpose, model, usage: Usage::default() }) }
    }

    async fn record(&self, kept: Kept, began: DateTime<Utc>, outcome: CallOutcome) {
        let at = self.clock.now();
        let call = ModelCall {
            user: Some(kept.user),
            purpose: kept.purpose,
            model: kept.model,
            usage: kept.usage,
            duration: (at - began).to_std().unwrap_or(Duration::ZERO),
            outcome,
            at,
        };
        if let Err(error) = self.log.record(&call).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a call of a model could not be written down");
        }
    }
}

/// A call that is on its way. Dropped before its end, it is written down as one that was abandoned.
struct Entry {
    books: Books,
    began: DateTime<Utc>,
    kept: Option<Kept>,
}

struct Kept {
    user: UserId,
    purpose: &'static str,
    model: String,
    usage: Usage,
}

impl Entry {
    async fn close(mut self, outcome: Result<(String, Usage), &ServiceError>) {
        let Some(mut kept) = self.kept.take() else { return };
        let outcome = match outcome {
            Ok((model, usage)) => {
                (kept.model, kept.usage) = (model, usage);
                CallOutcome::Answered
            }
            Err(error) => CallOutcome::from(error),
        };
        self.books.record(kept, self.began, outcome).await;
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let Some(kept) = self.kept.take() else { return };
        let (books, began) = (self.books.clone(), self.began);
        // Whoever drops it waits for nothing any more.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { books.record(kept, began, CallOutcome::Abandoned).await });
        }
    }
}

/// A text that is being written, and the entry in the books about it.
pub(crate) struct BookedWriting {
    writing: Box<dyn Writing>,
    entry: Option<Entry>,
}

impl fmt::Debug for BookedWriting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BookedWriting")
    }
}

impl BookedWriting {
    /// The next piece; `None` when the text is whole. Cancelling it loses no piece.
    pub(crate) async fn next(&mut self) -> Result<Option<String>, ServiceError> {
        let piece = self.writing.next().await;
        match &piece {
            Ok(Some(_)) => self.note(),
            Ok(None) => {
                let told = (self.writing.model(), self.writing.usage());
                if let Some(entry) = self.entry.take() {
                    entry.close(Ok(told)).await;
                }
            }
            Err(error) => {
                if let Some(mut entry) = self.entry.take() {
                    entry.note(self.writing.usage());
                    entry.close(Err(error)).await;
                }
            }
        }
        piece
    }

    /// What is known by now, should nobody wait for the end.
    fn note(&mut self) {
        if let Some(entry) = &mut self.entry {
            entry.note(self.writing.usage());
        }
    }
}

impl Entry {
    fn note(&mut self, usage: Usage) {
        if let Some(kept) = &mut self.kept {
            kept.usage = usage;
        }
    }
}
