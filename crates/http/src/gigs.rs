//! Gigs, bids, and reviews.

mod bids;
mod drafts;
mod lists;
mod reviews;
mod work;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes
        .add(&lists::__path_list, lists::list)
        .add(&lists::__path_own, lists::own)
        .add(&work::__path_create, work::create)
        .add(&work::__path_show, work::show)
        .add(&work::__path_update, work::update)
        .add(&work::__path_cancel, work::cancel)
        .add(&work::__path_hire, work::hire)
        .add(&work::__path_complete, work::complete)
        .add(&bids::__path_list, bids::list)
        .add(&bids::__path_place, bids::place)
        .add(&bids::__path_change, bids::change)
        .add(&bids::__path_withdraw, bids::withdraw)
        .add(&bids::__path_own, bids::own)
        .add(&reviews::__path_list, reviews::list)
        .add(&reviews::__path_create, reviews::create)
        .add(&reviews::__path_of_person, reviews::of_person);
}
