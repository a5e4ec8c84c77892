use chrono::{DateTime, Utc};
use vibeslop_domain::{
    feed::{Asking, SUGGESTIONS_LAST, suggest},
    ids::UserId,
    page::Limit,
};
use vibeslop_ports::{accounts::UserSummaryView, feed::Suggestions};

use super::Feed;
use crate::Error;

/// The most people that are suggested.
pub const MAX_SUGGESTED: u16 = 50;

impl Feed {
    /// Whom `viewer` may want to follow, the best first.
    ///
    /// They are looked for every three minutes, or sooner where one of them is followed, hidden or gone by now.
    pub async fn suggested(&self, viewer: Option<UserId>, limit: Limit) -> Result<Vec<UserSummaryView>, Error> {
        let limit = usize::from(limit.get().min(MAX_SUGGESTED));
        let (most, now) = (limit * 3, self.clock.now());
        if let Some(kept) = self.suggestions.kept(viewer).await
            && kept.most >= most
            && now - kept.at < SUGGESTIONS_LAST
        {
            let best = best(&kept, viewer, now, limit);
            let people = self.queries.suggestible(&best, viewer).await?;
            if people.len() == best.len() {
                return Ok(people);
            }
        }
        let found = self.queries.candidates(viewer, most).await?;
        let suggestions = Suggestions { found, most, at: now };
        let best = best(&suggestions, viewer, now, limit);
        self.suggestions.keep(viewer, suggestions).await;
        if best.is_empty() { Ok(Vec::new()) } else { Ok(self.queries.suggestible(&best, viewer).await?) }
    }
}

fn best(suggestions: &Suggestions, viewer: Option<UserId>, now: DateTime<Utc>, limit: usize) -> Vec<UserId> {
    let asking = match viewer {
        None => Asking::SignedOut,
        Some(_) if suggestions.found.has_graph => Asking::Connected,
        Some(_) => Asking::Newcomer,
    };
    suggest(suggestions.found.people.clone(), asking, now, limit)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use async_trait::async_trait;
    use chrono::TimeDelta;
    use uuid::Uuid;
    use vibeslop_domain::feed::Candidate;
    use vibeslop_ports::{
        feed::{Candidates, SuggestionCache},
        mocks::MockFeedQueries,
    };

    use super::*;
    use crate::fixtures::{ADA, SetClock, now};

    /// Keeps the last suggestions for whoever asks.
    #[derive(Default)]
    struct Drawer(Mutex<Option<Arc<Suggestions>>>);

    #[async_trait]
    impl SuggestionCache for Drawer {
        async fn kept(&self, _: Option<UserId>) -> Option<Arc<Suggestions>> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
        }

        async fn keep(&self, _: Option<UserId>, suggestions: Suggestions) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(suggestions));
        }

        async fn forget(&self, _: UserId) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    fn person(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn view(id: UserId) -> UserSummaryView {
        UserSummaryView {
            id,
            username: id.0.to_string(),
            display_name: "Somebody".to_owned(),
            bio: None,
            avatar_url: None,
            is_verified: false,
            verified_email: None,
        }
    }

    /// Looked for so many times, `most` by each signal: 1 to 5, of whom lower numbers are followed more.
    fn expect_search(queries: &mut MockFeedQueries, most: usize, times: usize) {
        let candidate = |number: u128| Candidate {
            person: person(number),
            ties: 0,
            followers: 100 - i64::try_from(number).unwrap(),
            shared: 0,
            active_at: Some(now()),
            joined_at: now(),
        };
        queries
            .expect_candidates()
            .withf(move |_, asked| *asked == most)
            .times(times)
            .returning(move |_, _| Ok(Candidates { people: (1..=5).map(candidate).collect(), has_graph: true }));
    }

    fn feed(queries: MockFeedQueries) -> (Feed, Arc<SetClock>) {
        let clock = SetClock::new();
        (Feed::new(Arc::new(queries), clock.clone()).suggesting_from(Arc::new(Drawer::default())), clock)
    }

    async fn suggested(feed: &Feed, limit: i64) -> Vec<u128> {
        let found = feed.suggested(Some(ADA), Limit::clamped(limit, 50)).await.unwrap();
        found.iter().map(|person| person.id.0.as_u128()).collect()
    }

    #[tokio::test]
    async fn people_are_looked_for_once_in_three_minutes_and_more_of_them_at_once() {
        let mut queries = MockFeedQueries::new();
        expect_search(&mut queries, 6, 2);
        expect_search(&mut queries, 9, 1);
        queries.expect_suggestible().returning(|ids, _| Ok(ids.iter().copied().map(view).collect()));
        let (feed, clock) = feed(queries);
        assert_eq!(suggested(&feed, 2).await, [1, 2]);
        clock.advance(TimeDelta::seconds(179));
        assert_eq!(suggested(&feed, 2).await, [1, 2], "kept");
        assert_eq!(suggested(&feed, 1).await, [1], "kept, and fewer of them");
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(suggested(&feed, 2).await, [1, 2], "looked for again");
        assert_eq!(suggested(&feed, 3).await, [1, 2, 3], "looked for further");
        assert_eq!(suggested(&feed, 2).await, [1, 2], "kept");
    }

    #[tokio::test]
    async fn where_one_of_the_best_may_not_be_suggested_any_more_people_are_looked_for_anew() {
        let mut queries = MockFeedQueries::new();
        expect_search(&mut queries, 6, 2);
        for missing in [None, Some(1), Some(1)] {
            queries.expect_suggestible().times(1).returning(move |ids, viewer| {
                assert_eq!(viewer, Some(ADA));
                let may_be = |id: &UserId| missing.map(person) != Some(*id);
                Ok(ids.iter().copied().filter(may_be).map(view).collect())
            });
        }
        let (feed, _clock) = feed(queries);
        assert_eq!(suggested(&feed, 2).await, [1, 2]);
        // The store still proposes the first, who was followed a moment ago: nobody is shown who must not be.
        assert_eq!(suggested(&feed, 2).await, [2]);
    }
}
