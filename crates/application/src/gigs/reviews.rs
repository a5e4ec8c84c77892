//! What two people say of each other after a gig.

use vibeslop_domain::{
    accounts::Username,
    gigs::{ReviewDraft, ReviewRefused, ReviewTerms},
    ids::{GigId, ReviewId, UserId},
    page::TimeList,
};
use vibeslop_ports::gigs::{InsertReviewError, RatingView, ReviewView};

use super::{Gigs, NO_GIG, telling};
use crate::{
    Error, in_transaction,
    page::{Listed, PageRequest},
    persistently,
};

impl Gigs {
    /// Reviews the other one of the two whom a gig concerns, once. They hear of it.
    pub async fn review(&self, reviewer: UserId, gig: GigId, draft: &ReviewDraft) -> Result<ReviewView, Error> {
        let (id, now) = (ReviewId(self.ids.next()), self.clock.now());
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let gig = tx.gigs().lock(gig).await?.ok_or(NO_GIG)?;
                // Before its state, which is nothing to strangers.
                if !gig.concerns(reviewer) {
                    return Err(ReviewRefused::NoParty.into());
                }
                let completed = gig.completed()?;
                let review = completed.review(id, reviewer, ReviewTerms::new(draft)?, now)?;
                match tx.gigs().insert_review(&review).await {
                    Ok(()) => {}
                    Err(InsertReviewError::AlreadyReviewed) => return Err(ReviewRefused::AlreadyReviewed.into()),
                    Err(InsertReviewError::Store(error)) => return Err(error.into()),
                }
                telling::reviewed(tx, &*self.ids, &review).await
            })
        })
        .await?;
        self.queries.review(id).await?.ok_or(Error::NotFound("review"))
    }

    /// The reviews of a gig, newest first.
    pub async fn reviews(&self, gig: GigId, viewer: Option<UserId>) -> Result<Vec<ReviewView>, Error> {
        self.queries.reviews(gig, viewer).await?.ok_or(NO_GIG)
    }

    /// What was said of a person, newest first, and what they were given on the whole.
    pub async fn reviews_of(
        &self,
        person: &str,
        request: &PageRequest,
        viewer: Option<UserId>,
    ) -> Result<(Listed<ReviewView>, RatingView), Error> {
        let nobody = Error::NotFound("user");
        let Some(name) = Username::sought(person) else { return Err(nobody) };
        let start = request.start(TimeList::ReviewsOfPerson)?;
        let found = self.queries.reviews_of(&name, start, request.limit, viewer).await?.ok_or(nobody)?;
        Ok((Listed::of(found.page, TimeList::ReviewsOfPerson), found.rating))
    }
}
