use vibeslop_domain::{
    engagement::{ImpressionsDraft, ImpressionsRefused, Sighting},
    ids::UserId,
};

use super::Engagement;
use crate::{Error, in_transaction, persistently};

impl Engagement {
    /// Counts what somebody, or a browser of nobody signed in, looked at: each item once. Answers how many were counted
    /// now. What names no item, or none that they may see, is passed over.
    pub async fn see(&self, viewer: Option<UserId>, draft: &ImpressionsDraft) -> Result<usize, Error> {
        let sighting = Sighting::new(viewer, draft)?;
        if sighting.items.is_empty() {
            return Ok(0);
        }
        let now = self.clock.now();
        persistently(|| in_transaction(&*self.transactions, async |tx| Ok(tx.engagement().see(&sighting, now).await?)))
            .await
    }
}

impl From<ImpressionsRefused> for Error {
    fn from(refused: ImpressionsRefused) -> Self {
        match refused {
            ImpressionsRefused::Nameless => Self::Malformed { code: "bad_request", message: refused.to_string() },
            ImpressionsRefused::Invalid(violations) => violations.into(),
        }
    }
}
