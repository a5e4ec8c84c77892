use vibeslop_domain::{
    feed::{Asking, suggest},
    ids::UserId,
    page::Limit,
};
use vibeslop_ports::accounts::UserSummaryView;

use super::Feed;
use crate::Error;

/// The most people that are suggested.
pub const MAX_SUGGESTED: u16 = 50;

impl Feed {
    /// Whom `viewer` may want to follow, the best first.
    pub async fn suggested(&self, viewer: Option<UserId>, limit: Limit) -> Result<Vec<UserSummaryView>, Error> {
        let limit = usize::from(limit.get().min(MAX_SUGGESTED));
        let found = self.queries.candidates(viewer, limit * 3).await?;
        let asking = match viewer {
            None => Asking::SignedOut,
            Some(_) if found.has_graph => Asking::Connected,
            Some(_) => Asking::Newcomer,
        };
        let best = suggest(found.people, asking, self.clock.now(), limit);
        if best.is_empty() { Ok(Vec::new()) } else { Ok(self.queries.people(&best).await?) }
    }
}
