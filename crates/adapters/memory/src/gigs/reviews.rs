//! What people say of each other.

use vibeslop_domain::{
    accounts::Username,
    gigs::Review,
    ids::{GigId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::gigs::{RatingView, ReviewView, ReviewsOfPersonView};

use crate::{page::newest_first, world::World};

const fn place(review: &Review) -> TimeCursor {
    TimeCursor { at: review.written_at, id: review.id.0 }
}

impl World {
    /// Those of a gig that a viewer sees, the newest first. The two whom one concerns see it, whatever happens between
    /// them.
    pub(super) fn reviews_on(&self, gig: GigId, viewer: Option<UserId>) -> Vec<ReviewView> {
        let seen = |review: &&Review| {
            let two = [review.reviewer, review.reviewee];
            review.gig == gig
                && (viewer.is_some_and(|viewer| two.contains(&viewer))
                    || two.iter().all(|person| self.sees(viewer, *person)))
        };
        let mut reviews: Vec<&Review> = self.reviews.values().filter(seen).collect();
        reviews.sort_by_key(|review| std::cmp::Reverse((review.written_at, review.id)));
        reviews.into_iter().filter_map(|review| self.review_view(review)).collect()
    }

    /// Those of a person, by people whom the viewer sees, and what all come to.
    pub(super) fn said_of(
        &self,
        name: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Option<ReviewsOfPersonView> {
        let person = self.named(name).and_then(|row| self.active(row.id))?.id;
        if self.hides(viewer, person) {
            return Some(ReviewsOfPersonView { page: Page::empty(), rating: RatingView::default() });
        }
        let of_person = || self.reviews.values().filter(|review| review.reviewee == person);
        let seen = of_person().filter(|review| self.sees(viewer, review.reviewer));
        let views = seen.filter_map(|review| Some((review, self.review_view(review)?)));
        let page = newest_first(views, start, limit, |(review, _)| place(review)).map(|(_, view)| view);
        Some(ReviewsOfPersonView { page, rating: rating(of_person()) })
    }
}

/// Stars on average; 0 where there are none.
fn rating<'a>(reviews: impl Iterator<Item = &'a Review>) -> RatingView {
    let (sum, count) =
        reviews.fold((0_u32, 0_u32), |(sum, count), review| (sum + u32::from(review.terms.rating.get()), count + 1));
    RatingView { average: if count == 0 { 0.0 } else { f64::from(sum) / f64::from(count) }, count: count.into() }
}
