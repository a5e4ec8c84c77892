use std::{fmt, sync::Arc};

use vibeslop_domain::{
    Violations,
    ai::{Improvement, MarkupFilter},
    ids::UserId,
};
use vibeslop_ports::{ServiceError, ai::LanguageModel};

use super::{books::BookedWriting, failure::Failure, improve_prompt::improvement_prompt};
use crate::{Error, ai::Books, debug::opaque_debug};

/// Makes drafts better.
#[derive(Clone)]
pub struct Improver {
    /// Writes.
    pub model: Arc<dyn LanguageModel>,
    /// Keeps the books.
    pub books: Books,
}

opaque_debug!(Improver);

impl Improver {
    /// Whether the text is played by this program.
    pub fn is_sandbox(&self) -> bool {
        self.model.is_sandbox()
    }

    /// Begins to make a draft better. Comes back when there is something to show, so that whoever gets an error still
    /// has their draft. Dropping the future, or what it answers, ends the work.
    pub async fn improve(&self, viewer: UserId, what: Improvement, draft: &str) -> Result<Improved, Error> {
        let draft = what.judge(draft).map_err(|reason| Violations::of("content", reason))?;
        let request = improvement_prompt(what, &draft).map_err(|error| Error::Internal(error.into()))?;
        let writing = self.books.write(viewer, &*self.model, &request).await;
        let writing = writing.map_err(|error| Failure::IMPROVEMENT.of(error))?;
        let mut improved = Improved { writing, filter: Some(MarkupFilter::default()), first: None };
        improved.first = improved.next().await?;
        if improved.first.is_none() {
            return Err(Failure::IMPROVEMENT.of(ServiceError::Malformed("nothing but mark-up".into())));
        }
        Ok(improved)
    }
}

/// A better text, on its way piece by piece.
pub struct Improved {
    writing: BookedWriting,
    /// Gone at the end of the text.
    filter: Option<MarkupFilter>,
    first: Option<String>,
}

impl fmt::Debug for Improved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Improved")
    }
}

impl Improved {
    /// The next piece, never empty and without HTML; `None` when the text is whole. An error means that what has come
    /// is not all, and must not take the place of the draft. Cancelling it loses nothing.
    pub async fn next(&mut self) -> Result<Option<String>, Error> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        loop {
            let Some(filter) = &mut self.filter else { return Ok(None) };
            let piece = self.writing.next().await.map_err(|error| Failure::IMPROVEMENT.of(error))?;
            let passed = match piece {
                Some(piece) => filter.push(&piece),
                None => self.filter.take().map(MarkupFilter::finish).unwrap_or_default(),
            };
            if !passed.is_empty() {
                return Ok(Some(passed));
            }
        }
    }
}
